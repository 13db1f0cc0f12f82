"""The agenda as Ada sees it, without JavaScript."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from trama.access.actor import Actor
from trama.access.context import acting
from trama.audit.models import Event
from trama.deadlines import services
from trama.deadlines.models import Deadline, Notice
from trama.deadlines.tests.conftest import Women
from trama.testing.cast import Cast, Person


@pytest.fixture
def page(cast: Cast, as_ada: Actor, women: Women, client_of: Callable[[Person], Client]) -> Client:
    return client_of(cast.ada)


def opened(actor: Actor, women: Women, name: str, kind: str = "consent_expiry", days: float = 0) -> Deadline:
    due_at = timezone.now() + timedelta(days=days)
    return services.open_deadline(
        actor=actor, kind=kind, subject=women.add(name), source=uuid4(), due_at=due_at
    )


def text(page: Client, url: str = "/agenda/") -> str:
    response = page.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_day(page: Client) -> None:
    assert "Per oggi non c’è nulla in scadenza." in text(page)


def test_the_agenda_says_who_what_when_and_what_is_only_a_proposal(
    page: Client, as_ada: Actor, women: Women
) -> None:
    opened(as_ada, women, "Iris", "risk_review", -2)
    opened(as_ada, women, "Zahra", "referral_answer")
    shown = text(page)
    assert "Rivalutare il rischio: Iris" in shown
    assert "scaduto da 2 giorni" in shown
    assert "Data proposta: nessun termine nel protocollo" in shown
    assert shown.index("Iris") < shown.index("Zahra")
    assert "Per oggi non c’è nulla" not in shown


def test_done_and_undone(page: Client, as_ada: Actor, women: Women) -> None:
    deadline = opened(as_ada, women, "Iris")
    back = page.post(f"/scadenze/{deadline.pk}/fatto/", follow=True)
    assert "Segnata come fatta" in back.content.decode()
    deadline.refresh_from_db()
    assert deadline.state == "done"
    page.post(f"/scadenze/{deadline.pk}/riapri/")
    deadline.refresh_from_db()
    assert deadline.state == "open"


def test_a_red_one_asks_before_it_is_closed(page: Client, as_ada: Actor, women: Women) -> None:
    deadline = opened(as_ada, women, "Iris", "risk_review")
    assert f'href="/scadenze/{deadline.pk}/fatto/"' in text(page)
    assert "Segnare come fatto?" in text(page, f"/scadenze/{deadline.pk}/fatto/")
    deadline.refresh_from_db()
    assert deadline.state == "open"


def test_put_off_and_taken_up_again(page: Client, as_ada: Actor, women: Women) -> None:
    deadline = opened(as_ada, women, "Iris")
    back = page.post(f"/scadenze/{deadline.pk}/rimanda/", {"days": "3"}, follow=True)
    assert "Rimandata" in back.content.decode()
    assert "Iris" not in text(page)
    assert "Iris" in text(page, "/agenda/?snoozed=yes")
    page.post(f"/scadenze/{deadline.pk}/riprendi/")
    assert "Iris" in text(page)


@pytest.mark.parametrize("days", ["", "400", "-1", "due"])
def test_an_odd_wait_is_explained(page: Client, as_ada: Actor, women: Women, days: str) -> None:
    deadline = opened(as_ada, women, "Iris")
    answer = page.post(f"/scadenze/{deadline.pk}/rimanda/", {"days": days})
    assert answer.status_code == 422
    assert (
        "Scegli una delle voci" in answer.content.decode()
        or "serve per andare avanti" in answer.content.decode()
    )


def test_a_red_one_is_not_put_off_even_by_hand(page: Client, as_ada: Actor, women: Women) -> None:
    deadline = opened(as_ada, women, "Iris", "risk_review")
    assert f"/scadenze/{deadline.pk}/rimanda/" not in text(page)
    back = page.post(f"/scadenze/{deadline.pk}/rimanda/", {"days": "3"}, follow=True)
    assert "non si rimanda" in back.content.decode()


def test_people_choose_another_day_for_a_review(page: Client, as_ada: Actor, women: Women) -> None:
    deadline = opened(as_ada, women, "Iris", "risk_review")
    day = timezone.localdate() + timedelta(days=12)
    assert page.post(f"/scadenze/{deadline.pk}/sposta/", {"day": day.isoformat()}).status_code == 302
    deadline.refresh_from_db()
    assert timezone.localdate(deadline.due_at) == day


@pytest.mark.parametrize("day", ["", "31/02/2027", "2020-01-01", "9999-12-31", "domani"])
def test_an_impossible_day_is_refused_in_words(page: Client, as_ada: Actor, women: Women, day: str) -> None:
    deadline = opened(as_ada, women, "Iris", "risk_review")
    answer = page.post(f"/scadenze/{deadline.pk}/sposta/", {"day": day})
    assert answer.status_code == 422
    deadline.refresh_from_db()
    assert deadline.due_at.date() == timezone.now().date()


def test_what_is_red_stands_before_what_is_to_be_read_and_the_rest_after(
    page: Client, as_ada: Actor, women: Women
) -> None:
    services.tell(actor=as_ada, code="test_fact", subject=women.add("Mira"), source=uuid4())
    opened(as_ada, women, "Zahra", "referral_answer")
    opened(as_ada, women, "Iris", "risk_review", -2)
    opened(as_ada, women, "Noor", "referral_answer", 0.9)
    shown = text(page)
    assert shown.index("Prima di tutto") < shown.index("Iris") < shown.index("Nelle prossime ore")
    assert shown.index("Nelle prossime ore") < shown.index("Noor") < shown.index("Da leggere")
    assert shown.index("Da leggere") < shown.index("Oggi") < shown.index("Zahra")


def test_a_notice_stays_until_it_is_read(page: Client, as_ada: Actor, women: Women) -> None:
    notice = services.tell(actor=as_ada, code="test_fact", subject=women.add("Iris"), source=uuid4())
    assert "Un fatto: Iris" in text(page)
    page.post(f"/avvisi/{notice.pk}/letto/")
    assert "Un fatto: Iris" not in text(page)
    assert Notice.objects.get(pk=notice.pk).read_by == as_ada.user_id


def test_the_sheet_has_names_only_when_asked(page: Client, as_ada: Actor, women: Women) -> None:
    opened(as_ada, women, "Iris")
    assert "Iris" not in text(page, "/agenda/stampa/")
    assert "Iris" in text(page, "/agenda/stampa/?names")


@pytest.mark.parametrize(
    "query", ["?page=abc", "?page=-3", "?page=99999999999", "?whose=x&ahead=y", "?done=z"]
)
def test_odd_addresses_show_the_agenda(page: Client, query: str) -> None:
    text(page, f"/agenda/{query}")


def test_nothing_but_the_state_of_the_day_is_audited(page: Client) -> None:
    text(page)
    read = Event.objects.filter(action__startswith="agenda.")
    assert list(read.values_list("action", "subjects", "detail")) == [("agenda.read", [], "")]


@pytest.mark.parametrize("act", ["fatto", "riapri", "rimanda", "riprendi", "sposta"])
def test_another_centres_deadline_does_not_exist(
    page: Client, as_ada: Actor, gaia: Actor, women: Women, act: str
) -> None:
    with acting(gaia):
        theirs = opened(gaia, women, "Iris", "risk_review")
    form = {"days": "3", "day": "2027-01-01"}
    for pk in (theirs.pk, uuid4()):
        assert page.post(f"/scadenze/{pk}/{act}/", form).status_code == 404
    with acting(gaia):
        theirs.refresh_from_db()
        assert theirs.state == "open"


def test_another_centres_notice_does_not_exist(
    page: Client, as_ada: Actor, gaia: Actor, women: Women
) -> None:
    with acting(gaia):
        theirs = services.tell(actor=gaia, code="test_fact", subject=women.add("Iris"), source=uuid4())
    assert page.post(f"/avvisi/{theirs.pk}/letto/").status_code == 404


@pytest.mark.parametrize("act", ["riapri", "rimanda", "riprendi"])
def test_a_link_changes_nothing(page: Client, as_ada: Actor, women: Women, act: str) -> None:
    deadline = opened(as_ada, women, "Iris")
    assert page.get(f"/scadenze/{deadline.pk}/{act}/").status_code == 405


def test_a_full_agenda_costs_no_more_queries(
    page: Client, as_ada: Actor, women: Women, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(50):
        opened(as_ada, women, f"donna {n}", "risk_review", n % 9)
    # Session 1, the test's savepoint and settings 5, deadlines, notices, audit row, and the menu's count of letters.
    with django_assert_max_num_queries(10):
        text(page)
