"""The form as Ada fills it in, without JavaScript."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from trama.audit.models import Event
from trama.deadlines.models import Deadline
from trama.risk import selectors
from trama.risk.models import Assessment
from trama.risk.tests.conftest import Scene
from trama.testing.cast import Cast, Person

LOW_AGAINST_THREE = {
    "level": "low", "review": "proposal", "instrument": "da5_2009",
    "escalation": "yes", "weapon": "yes", "fear_of_death": "yes",
}  # fmt: skip


@pytest.fixture
def page(scene: Scene, cast: Cast, client_of: Callable[[Person], Client]) -> Client:
    return client_of(cast.ada)


def form_url(scene: Scene) -> str:
    return f"/rischio/{scene.iris}/nuova/"


def test_the_judgement_is_asked_before_the_answers(page: Client, scene: Scene) -> None:
    shown = page.get(form_url(scene)).content.decode()
    order = [
        "Secondo te, il pericolo è",
        "Basso: non esclude il pericolo",
        "Violenza in gravidanza",
        "Quando riguardarlo",
    ]
    assert [shown.index(words) for words in order] == sorted(shown.index(words) for words in order)
    assert "Perché il tuo giudizio è più basso" not in shown


def test_the_other_version_and_none_can_be_chosen(page: Client, scene: Scene) -> None:
    assert "Mani al collo" in page.get(form_url(scene) + "?instrument=da5_2017").content.decode()
    alone = page.get(form_url(scene) + "?instrument=other").content.decode()
    assert "Secondo te" in alone
    assert "Armi usate" not in alone
    assert "Violenza in gravidanza" in page.get(form_url(scene) + "?instrument=x").content.decode()


def test_a_level_alone_is_enough_and_the_usual_day_is_proposed(page: Client, scene: Scene) -> None:
    answer = page.post(form_url(scene), {"level": "high", "review": "proposal"})
    assert (answer.status_code, answer["Location"]) == (302, f"/percorsi/{scene.iris}/")
    [deadline] = Deadline.objects.filter(subject=scene.iris)
    ahead = (timezone.localdate(deadline.due_at) - timezone.localdate()).days
    assert 1 <= ahead <= 7
    assert deadline.assignee_id == scene.ada.membership_id


def test_a_reason_is_asked_only_then_and_nothing_typed_is_lost(page: Client, scene: Scene) -> None:
    answer = page.post(form_url(scene), LOW_AGAINST_THREE | {"note": "Sta dalla sorella"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Perché il tuo giudizio è più basso" in shown
    assert "Sta dalla sorella" in shown
    assert not Assessment.objects.exists()
    page.post(form_url(scene), LOW_AGAINST_THREE | {"reason": "lui è in carcere"})
    latest = selectors.latest_assessment(scene.iris, scene.box)
    assert latest is not None
    assert latest.content.reason == "lui è in carcere"


def test_a_day_that_was_chosen_together(page: Client, scene: Scene) -> None:
    day = timezone.localdate() + timedelta(days=12)
    page.post(form_url(scene), {"level": "low", "review": "other", "review_on": day.isoformat()})
    assert Assessment.objects.get().next_review_on == day


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"level": ""}, "serve per andare avanti"),
        ({"level": "none"}, "Scegli una delle voci"),
        ({"weapon": "perhaps"}, "Scegli una delle voci"),
        ({"review": "other"}, "Scrivi il giorno"),
        ({"review": "other", "review_on": "31/02/2027"}, "Questa data non esiste"),
        ({"review": "other", "review_on": "2020-01-01"}, "troppo lontana"),
        ({"assessed_on": "2999-01-01"}, "deve ancora venire"),
        ({"note": "x" * 20_000}, "troppo lungo"),
        ({"once": "not-an-id"}, "valid"),
    ],
)
def test_what_is_wrong_is_said_in_words(page: Client, scene: Scene, wrong: dict[str, str], says: str) -> None:
    answer = page.post(form_url(scene), {"level": "high", "review": "none", **wrong})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Assessment.objects.exists()


def test_two_clicks_are_one_judgement(page: Client, scene: Scene) -> None:
    form = page.get(form_url(scene)).context["form"]
    sent = {"level": "high", "review": "proposal", "once": str(form["once"].value())}
    for _click in range(2):
        assert page.post(form_url(scene), sent).status_code == 302
    assert Assessment.objects.count() == 1


def test_what_was_judged_before_is_read_and_audited(page: Client, scene: Scene) -> None:
    empty = page.get(f"/rischio/{scene.iris}/").content.decode()
    assert "Ancora nessuna valutazione" in empty
    page.post(form_url(scene), LOW_AGAINST_THREE | {"reason": "lui è in carcere"})
    shown = page.get(f"/rischio/{scene.iris}/").content.decode()
    assert "Giudizio: Basso: non esclude il pericolo" in shown
    assert "3 sì, 2 non chieste" in shown
    assert "lui è in carcere" in shown
    assert "Ada" in shown
    assert Event.objects.filter(action="risk.read", subjects=[scene.iris]).count() == 2


def test_the_agenda_leads_to_the_form(page: Client, scene: Scene) -> None:
    page.post(form_url(scene), {"level": "high", "review": "proposal"})
    shown = page.get("/agenda/").content.decode()
    assert "Rivalutare il rischio: Iris" in shown
    assert f'href="{form_url(scene)}"' in shown


def test_the_agenda_of_a_closed_path_leads_to_the_path(page: Client, scene: Scene) -> None:
    page.post(form_url(scene), {"level": "high", "review": "proposal"})
    scene.women.closed.add(scene.iris)
    shown = page.get("/agenda/").content.decode()
    assert f'href="/percorsi/{scene.iris}/"' in shown
    assert form_url(scene) not in shown


def test_a_closed_path_is_read_and_not_judged(page: Client, scene: Scene) -> None:
    scene.women.closed.add(scene.iris)
    assert page.get(f"/rischio/{scene.iris}/").status_code == 200
    assert page.get(form_url(scene)).status_code == 404


def test_what_was_typed_while_a_colleague_closed_the_path_comes_back(page: Client, scene: Scene) -> None:
    page.get(form_url(scene))
    scene.women.closed.add(scene.iris)
    answer = page.post(
        form_url(scene), {"level": "high", "review": "none", "note": "lui la aspetta sotto casa"}
    )
    assert answer.status_code == 422
    assert "il percorso è stato concluso" in answer.content.decode()
    assert "lui la aspetta sotto casa" in answer.content.decode()
    assert not Assessment.objects.filter(subject=scene.iris).exists()


def test_who_must_not_know_and_another_centre_get_the_same_answer(
    scene: Scene, cast: Cast, client_of: Callable[[Person], Client]
) -> None:
    scene.women.hidden_from[scene.iris] = cast.agata.user_id
    for person in (cast.agata, cast.gaia):
        other = client_of(person)
        for url in (form_url(scene), f"/rischio/{scene.iris}/"):
            assert other.get(url).status_code == 404
        assert other.post(form_url(scene), {"level": "low", "review": "none"}).status_code == 404


def test_who_may_read_a_path_may_not_judge(
    scene: Scene, cast: Cast, client_of: Callable[[Person], Client]
) -> None:
    assert client_of(cast.elsa).post(form_url(scene), {"level": "low"}).status_code == 403
    assert client_of(cast.franca).get(f"/rischio/{scene.iris}/").status_code == 403
