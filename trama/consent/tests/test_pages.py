"""Her consents through their pages: what is read to her first, her yes, her no, her withdrawal; who sees none of it."""

import html
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from trama.access.actor import Actor
from trama.access.context import acting
from trama.consent.models import Consent
from trama.consent.services import confirm_duty, record_consent
from trama.consent.terms import Citation, Item, Recipient, Terms
from trama.consent.words import sentence
from trama.deadlines.models import Deadline
from trama.deadlines.subjects import SubjectHandle, subject_registry
from trama.testing.cast import Cast, Person
from trama.vault.keyring import Keyring


class Her:
    """One woman of Aurora, as an app of subjects offers her."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.subject = cast, uuid4()
        self.keyring = cast.ada.unlock()
        self.record_key = self.keyring.new_record()
        self.closed = False

    def hidden_subjects(self, actor: Actor) -> Collection[UUID]:
        return ()

    def open_subjects(
        self, actor: Actor, keyring: Keyring, subjects: Collection[UUID]
    ) -> Mapping[UUID, SubjectHandle]:
        if self.subject not in subjects or actor.organisation_id != self.cast.ada.organisation_id:
            return {}
        handle = SubjectHandle(self.subject, self.record_key, "Zaira", "/agenda/", writable=not self.closed)
        return {self.subject: handle}

    def url(self, name: str, *args: object) -> str:
        return reverse(f"consent:{name}", args=[self.subject, *args])


@pytest.fixture
def her(cast: Cast) -> Iterator[Her]:
    with acting(cast.ada.actor):
        made = Her(cast)
        subject_registry.register(made)
        yield made
        subject_registry._items.remove(made)


@pytest.fixture
def ada(her: Her, client_of: Callable[[Person], Client]) -> Client:
    return client_of(her.cast.ada)


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()[:2000]
    return html.unescape(response.content.decode())


def said(**changes: object) -> dict[str, object]:
    data: dict[str, object] = {
        "once": str(uuid4()),
        "answer": "given",
        "scope": "safe_channel",
        "recipient": "Sportello legale di zona",
        "shared": "Come e quando chiamarla",
        "way": "in_person",
        "her_words": "solo al mattino",
        "day": timezone.localdate().isoformat(),
        "expires_on": (timezone.localdate() + timedelta(days=60)).isoformat(),
    }
    return data | changes


def test_an_empty_ledger_says_that_none_is_needed_to_walk_with_her(her: Her, ada: Client) -> None:
    page = text(ada.get(her.url("ledger")))
    assert "Ancora nessun consenso" in page
    assert "Per seguirla qui non serve nient’altro" in page


def test_the_sentence_is_read_before_she_answers(her: Her, ada: Client) -> None:
    page = text(ada.get(her.url("new")))
    assert page.index(sentence()) < page.index("<form", page.index("<main"))


def test_her_yes_then_her_withdrawal(her: Her, ada: Client) -> None:
    assert ada.post(her.url("new"), said()).status_code == 302
    page = text(ada.get(her.url("ledger")))
    for words in ("Sportello legale di zona", "solo al mattino", "Dato", "Lo ritira"):
        assert words in page
    assert Deadline.objects.filter(kind="consent_expiry", state="open", subject=her.subject).count() == 1
    consent = Consent.objects.get(subject=her.subject)
    url = her.url("withdraw", consent.pk)
    assert "viene distrutto subito" in text(ada.get(url))
    for _click in range(2):
        assert ada.post(url, {"way": "telephone", "her_words": "non me la sento"}).status_code == 302
    page = text(ada.get(her.url("ledger")))
    assert "Ritirato" in page
    assert "non me la sento" in page
    assert "Lo ritira" not in page
    assert not Deadline.objects.filter(state="open").exists()


def test_her_no_is_written_and_nothing_more_is_asked(her: Her, ada: Client) -> None:
    assert ada.post(her.url("new"), said(answer="refused", expires_on="")).status_code == 302
    page = text(ada.get(her.url("ledger")))
    assert "Non l'ha dato" in page
    assert not Deadline.objects.exists()


def test_a_form_sent_twice_is_one_consent(her: Her, ada: Client) -> None:
    data = said()
    for _click in range(2):
        assert ada.post(her.url("new"), data).status_code == 302
    assert Consent.objects.filter(subject=her.subject).count() == 1


def test_a_withdrawal_is_possible_when_the_path_is_closed(her: Her, ada: Client) -> None:
    ada.post(her.url("new"), said())
    her.closed = True
    assert ada.get(her.url("new")).status_code == 404
    consent = Consent.objects.get(subject=her.subject)
    assert ada.post(her.url("withdraw", consent.pk), {"way": "in_person"}).status_code == 302
    consent.refresh_from_db()
    assert consent.state == "withdrawn"


def test_what_was_typed_while_a_colleague_closed_the_path_comes_back(her: Her, ada: Client) -> None:
    her.closed = True
    page = text(ada.post(her.url("new"), said(her_words="solo al mattino")), 422)
    assert "il percorso è stato concluso" in page
    assert "solo al mattino" in page
    assert not Consent.objects.filter(subject=her.subject).exists()


def test_the_sheet_says_to_read_it_together_and_shows_what_counts(her: Her, ada: Client) -> None:
    ada.post(her.url("new"), said())
    ada.post(her.url("new"), said(answer="refused", recipient="Medico di base"))
    page = text(ada.get(her.url("sheet")))
    assert "Si legge insieme" in page
    assert sentence() in page
    assert "Sportello legale di zona" in page
    assert "Medico di base" not in page
    assert "Zaira" not in page  # paper names nobody


def test_a_duty_stands_apart_with_its_warning(her: Her, ada: Client) -> None:
    citation = Citation("cp_365", "art. 365 c.p.", "referto", (Recipient("Procura"),), "to_tell")
    confirm_duty(
        actor=her.cast.ada.actor, keyring=her.keyring, subject=her.subject, record_key=her.record_key,
        citation=citation, confirmed=True,
    )  # fmt: skip
    page = text(ada.get(her.url("ledger")))
    assert "Segnalato per legge" in page
    assert "Da verificare con la tua referente legale" in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"answer": ""}, "Questa risposta serve"),
        ({"recipient": ""}, "Questa risposta serve"),
        ({"recipient": "\n \n"}, "Questa risposta serve"),
        ({"scope": "everything"}, "Scegli una delle voci"),
        ({"scope": "referral"}, "Scegli una delle voci"),
        ({"expires_on": ""}, "Scegliete insieme l’ultimo giorno"),
        ({"expires_on": "2020-01-01"}, "troppo lontana"),
        ({"day": "2090-01-01"}, "deve ancora venire"),
        ({"day": "31/02/2026"}, "non esiste"),
        ({"her_words": "x" * 20_000}, "troppo lungo"),
        ({"once": "zero"}, "UUID"),
    ],
)
def test_what_cannot_be_is_said_in_words(
    her: Her, ada: Client, change: dict[str, object], words: str
) -> None:
    assert words in text(ada.post(her.url("new"), said(**change)), 422)
    assert not Consent.objects.exists()


def test_others_find_nothing(her: Her, ada: Client, client_of: Callable[[Person], Client]) -> None:
    ada.post(her.url("new"), said())
    consent = Consent.objects.get(subject=her.subject)
    gaia = client_of(her.cast.gaia)
    for name, args in (("ledger", ()), ("sheet", ()), ("new", ()), ("withdraw", (consent.pk,))):
        assert gaia.get(her.url(name, *args)).status_code == 404
        assert gaia.post(her.url(name, *args), said()).status_code in {404, 405}
    for name in ("tea", "ugo", "dina", "franca", "bice"):
        assert client_of(her.cast.people[name]).get(her.url("ledger")).status_code == 403
    elsa = client_of(her.cast.elsa)  # a specialist reads where she is called in, and records nothing
    assert elsa.get(her.url("new")).status_code == 403


def test_another_woman_s_consent_is_not_withdrawn_from_her_page(her: Her, ada: Client) -> None:
    terms = Terms("safe_channel", (Recipient("x"),), (Item("y"),), "", "in_person")
    other = record_consent(
        actor=her.cast.ada.actor, keyring=her.keyring, subject=uuid4(), record_key=her.record_key, terms=terms,
        expires_on=timezone.localdate(),
    )  # fmt: skip
    assert ada.post(her.url("withdraw", other.pk), {"way": "in_person"}).status_code == 404


def test_a_long_ledger_costs_the_same(
    her: Her, ada: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ada.post(her.url("new"), said())
    ada.get(her.url("ledger"))
    with django_assert_max_num_queries(16) as one:
        ada.get(her.url("ledger"))
    budget = len(one)
    for _n in range(5):
        ada.post(her.url("new"), said())
    with django_assert_max_num_queries(budget):
        ada.get(her.url("ledger"))
