"""Every page of every role: axe finds nothing, all of it is there for who has no mouse, nothing must be scrolled
sideways at 320 px, one heading, a title.
"""

import pytest
from django.urls import reverse
from playwright.sync_api import Error

from tests.contracts.test_other_organisations import kwargs_of
from tests.contracts.test_permissions import URLS, action_of
from tests.journeys import walk
from tests.journeys.browser import DESKTOP, NARROW, axe
from tests.journeys.site import Site, Visit, visit
from trama.access.actions import Action
from trama.testing.cast import Cast, Person
from trama.testing.world import World

PEOPLE = ("ada", "bianca", "elsa", "dina", "franca", "bice", "tea", "ugo", "vera", "nora")
NOT_PAGES = {
    "accounts:sign_out",
    "accounts:enter",
    "statistics:sheet",
    "protocol:calendar",
    "protocol:convocation",
    "protocol:download",
    "protocol:minutes_paper",
    "protocol:procedure_file",
    "protocol:session_calendar",
    "protocol:session_call",
    "protocol:session_minutes",
    "protocol:lines_sheet",
    "protocol:indicators_sheet",
    "cases:openings_sheet",
}  # acts and files


@pytest.fixture
def world(committed: str, everybody: Cast) -> World:
    return World(everybody)


def addresses(person: Person, world: World) -> dict[str, str]:
    """The pages this person may open, by name."""
    return {
        name: reverse(name, kwargs=kwargs_of(name, world.ids))
        for name in sorted(URLS)
        if name not in NOT_PAGES
        and action_of(name) is not Action.PUBLIC
        and action_of(name).allows(person.actor)
    }


def complaints(opened: Visit, *, frame: bool, focus_on_entry: bool = False) -> list[str]:
    """What is wrong with the page that is open, on a desktop and then at 320 px. `frame`: with header and menu."""
    page = opened.page
    page.set_viewport_size({"width": DESKTOP, "height": 800})
    found = axe(page)
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} main headings")
    if not page.title().endswith("· Trama"):
        found.append(f"title {page.title()!r}")
    found += walk.by_keyboard(page, frame=frame, focus_on_entry=focus_on_entry)
    page.set_viewport_size({"width": NARROW, "height": 800})
    return found + walk.narrow(page)


def test_every_page_is_clean_for_everybody_who_may_open_it(world: World, site: Site) -> None:
    seen: set[str] = set()
    others: set[str] = set()
    wrong: list[str] = []
    for name in PEOPLE:
        person = world.cast.people[name]
        pages = {url: path for url, path in addresses(person, world).items() if url not in seen | others}
        with visit(site, name) as opened:
            opened.sign_in(person)
            walk.prepare(opened.page.context)
            frame = True
            for url, path in pages.items():
                try:
                    answer = opened.page.goto(path)
                except Error as error:
                    if "Download is starting" not in str(error):
                        raise
                    answer = None  # a file
                if answer is not None and answer.status == 404:  # not hers: somebody after her will open it
                    continue
                if (
                    answer is None
                    or answer.status == 405
                    or "text/html" not in answer.headers.get("content-type", "")
                ):
                    others.add(url)  # an act or a file, for everybody
                    continue
                seen.add(url)
                wrong += [f"{name} {path}: {complaint}" for complaint in complaints(opened, frame=frame)]
                frame = False
            wrong += [
                f"{name}: {problem}"
                for problem in opened.watched.problems
                if "404" not in problem and "405" not in problem
            ]
    assert wrong == []
    assert len(seen) >= 60, len(seen)


def test_the_pages_of_who_is_not_signed_in_are_clean(site: Site) -> None:
    with visit(site, "fuori") as opened:
        walk.prepare(opened.page.context)
        for path in ("/entra/", "/uscita/"):
            opened.page.goto(path)
            assert complaints(opened, frame=True, focus_on_entry=path == "/entra/") == [], path
