"""A session of a Tavolo di Rete: who was there, on a telephone and a desktop; the lead body finds nothing unshared."""

import pytest
from django.urls import reverse

from tests.journeys.site import Site, Width, visit
from trama.testing.cast import Cast
from trama.testing.world import World


@pytest.fixture
def world(committed: str, everybody: Cast) -> World:
    return World(everybody)


@pytest.mark.parametrize("width", [320, 1280])
def test_who_was_there_session_by_session(world: World, site: Site, width: Width) -> None:
    ids = world.ids
    with visit(site, "tavolo", width=width) as franca, visit(site, "tavolo-capofila", width=width) as tea:
        franca.sign_in(site.cast.franca)
        franca.page.goto(reverse("protocol:session", args=[ids["session_id"]]))
        franca.picture("la-seduta")
        franca.go("Chi c’era")
        franca.picture("le-presenze")
        franca.page.locator("input[name=excused]").first.check(force=True)
        franca.press("Salva le presenze")
        franca.reads("Assenti, hanno avvisato")
        franca.picture("segnate")
        franca.page.goto(reverse("protocol:table", args=[ids["table_id"]]))
        franca.go("Chi c’era, seduta per seduta")
        franca.reads("1 su 1")
        franca.picture("la-griglia")
        tea.sign_in(site.cast.tea)
        for name in ("table", "table_attendance"):
            answer = tea.page.goto(reverse(f"protocol:{name}", args=[ids["table_id"]]))
            assert answer is not None
            assert answer.status == 404
