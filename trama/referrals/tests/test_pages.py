"""A letter through its pages, without JavaScript: Ada writes, Mara answers; what each sees and what nobody sees."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from trama.access.context import acting
from trama.audit.models import Event
from trama.consent.models import Consent
from trama.consent.words import sentence
from trama.deadlines.rules import Term, Unit
from trama.referrals.attendance import attend
from trama.referrals.models import Parcel, Reception, Referral
from trama.referrals.services import receiving
from trama.referrals.states import State
from trama.referrals.tests.conftest import CANARY, Desk, at_desk
from trama.testing.cast import Person

ClientOf = Callable[[Person], Client]


@pytest.fixture
def ada(desk: Desk, client_of: ClientOf) -> Client:
    return client_of(desk.cast.ada)


@pytest.fixture
def mara(desk: Desk, client_of: ClientOf) -> Client:
    return client_of(desk.cast.mara)


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()[:2000]
    return html.unescape(response.content.decode())


def letter_box(page: str) -> str:
    """The letter as drawn on a page, without what stands around it."""
    found = re.search(
        r'<section class="card-box"><h2 class="card-title">.*?Quello che si legge.*?</section>',
        page,
        re.DOTALL,
    )
    assert found
    return re.sub(r"\s+", " ", found.group())


def draft_data(**changes: object) -> dict[str, object]:
    data: dict[str, object] = {
        "fields": ["name"],
        "purpose": "Un posto per stanotte",
        "contact": "Accoglienza, 02 123",
        "unit": "days",
        "amount": 3,
        "expires_on": (timezone.localdate() + timedelta(days=10)).isoformat(),
    }
    return data | changes


def written(desk: Desk, ada: Client, **changes: object) -> Parcel:
    """The first two steps, through the forms."""
    answer = ada.post(reverse("referrals:new", args=[desk.subject]), {"receiver": str(desk.org("ginestra"))})
    assert answer.status_code == 302
    parcel = Parcel.objects.order_by("-prepared_at").first()
    assert parcel is not None
    answer = ada.post(reverse("referrals:write", args=[parcel.pk]), draft_data(**changes))
    assert answer.status_code == 302, text(answer, 422)
    return parcel


def say_yes(ada: Client, parcel: Parcel, **changes: object) -> Any:
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    data = {"answer": "given", "way": "in_person", "until": until, "once": str(uuid4())} | changes
    return ada.post(reverse("referrals:agree", args=[parcel.pk]), data)


def sent(desk: Desk, ada: Client, **changes: object) -> Referral:
    parcel = written(desk, ada, **changes)
    assert say_yes(ada, parcel).status_code == 302
    assert ada.post(reverse("referrals:send", args=[parcel.pk])).status_code == 302
    return Referral.objects.get(parcel=parcel)


def test_the_whole_way_of_a_letter(desk: Desk, ada: Client, mara: Client) -> None:
    parcel = written(desk, ada)
    url = reverse("referrals:parcel", args=[parcel.pk])
    preview = text(ada.get(url))
    assert "Anteprima" in preview
    assert CANARY in preview
    assert say_yes(ada, parcel).status_code == 302
    assert "Inviare adesso?" in text(ada.get(reverse("referrals:send", args=[parcel.pk])))
    for _click in range(2):
        assert ada.post(reverse("referrals:send", args=[parcel.pk])).status_code == 302
    letter = Referral.objects.get(parcel=parcel)
    assert letter.state == State.SENT

    assert "Centro antiviolenza Aurora" in text(mara.get(reverse("referrals:inbox")))
    read = text(mara.get(reverse("referrals:received", args=[letter.pk])))
    assert letter_box(read) == letter_box(preview), "what she saw before is what the receiver reads"
    answer = mara.post(reverse("referrals:accept", args=[letter.pk]), {"target": "letter"})
    assert answer.status_code == 302
    assert CANARY in text(mara.get(reverse("referrals:received", args=[letter.pk])))
    assert "Accolto" in text(ada.get(url))


def test_the_sentence_stands_before_the_answer(desk: Desk, ada: Client) -> None:
    parcel = written(desk, ada)
    page = text(ada.get(reverse("referrals:agree", args=[parcel.pk])))
    assert page.index(sentence()) < page.index('name="answer"')
    assert page.index(CANARY) < page.index('name="answer"')


def test_her_no_is_as_easy_as_her_yes(desk: Desk, ada: Client) -> None:
    parcel = written(desk, ada)
    say_yes(ada, parcel, answer="refused")
    assert Consent.objects.get(subject=desk.subject).state == "refused"
    assert Referral.objects.get(parcel=parcel).state == State.WITHDRAWN
    assert ada.post(reverse("referrals:send", args=[parcel.pk])).status_code == 302
    assert Referral.objects.get(parcel=parcel).sent_at is None


def test_an_earlier_yes_that_covers_it_is_offered(desk: Desk, ada: Client) -> None:
    sent(desk, ada)
    given = Consent.objects.get(subject=desk.subject)
    parcel = written(desk, ada)
    assert "L’aveva già detto" in text(ada.get(reverse("referrals:agree", args=[parcel.pk])))
    assert say_yes(ada, parcel, answer=str(given.pk)).status_code == 302
    assert Referral.objects.get(parcel=parcel).consent_id == given.pk
    wider = written(desk, ada, return_message="on")
    assert "L’aveva già detto" not in text(ada.get(reverse("referrals:agree", args=[wider.pk])))


def test_by_law_the_citation_is_typed_and_confirmed(desk: Desk, ada: Client) -> None:
    parcel = written(desk, ada)
    url = reverse("referrals:duty", args=[parcel.pk])
    assert "Da verificare con la tua referente legale" in text(ada.get(url))
    data = {"code": "cpp_331", "typed": "art. 331 c.p.p.", "why": "racconto di un reato", "she_knows": "told"}
    assert "serve questa conferma" in text(ada.post(url, data), 422)
    assert ada.post(url, data | {"confirmed": "on"}).status_code == 302
    assert "art. 331 c.p.p." in text(ada.get(reverse("referrals:parcel", args=[parcel.pk])))


def test_who_must_not_know_is_not_offered(desk: Desk, ada: Client) -> None:
    url = reverse("referrals:new", args=[desk.subject])
    assert "Casa rifugio Ginestra" in text(ada.get(url))
    assert "Area Diritti e Inclusione" not in text(
        ada.get(url)
    )  # the lead body coordinates, it reads nothing
    desk.hidden = {desk.org("ginestra")}
    assert "Ginestra" not in text(ada.get(url))
    page = text(ada.post(url, {"receiver": str(desk.org("ginestra"))}), 422)
    assert "Scegli una delle voci" in page


def test_who_may_not_open_the_list_is_told_to_ask(desk: Desk, ada: Client) -> None:
    desk.hidden_is_closed = True
    page = text(ada.get(reverse("referrals:new", args=[desk.subject])))
    assert "lo sceglie una collega" in page
    assert "Ginestra" not in page


def test_who_is_not_in_trama_shows_its_telephone(desk: Desk, ada: Client) -> None:
    page = text(ada.get(reverse("referrals:new", args=[desk.subject])))
    url = reverse("referrals:contacts", args=[desk.org("municipio")])
    assert url in page
    assert f'value="{desk.org("municipio")}"' not in page
    assert "non è ancora in Trama: telefona" in text(ada.get(url))


def test_an_urgent_letter_asks_for_a_telephone_call(desk: Desk, ada: Client) -> None:
    letter = sent(desk, ada, unit="hours", amount=4)
    url = reverse("referrals:parcel", args=[letter.parcel_id])
    assert "È urgente: telefona anche" in text(ada.get(url))
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    data = {"office": "Turno di notte", "at": now, "reached": "on", "note": "la aspettano"}
    assert ada.post(reverse("referrals:handover", args=[letter.parcel_id]), data).status_code == 302
    page = text(ada.get(url))
    assert "Turno di notte" in page
    assert "telefona anche" not in page


def test_the_receiver_s_no_is_read_by_the_sender(desk: Desk, ada: Client, mara: Client) -> None:
    letter = sent(desk, ada)
    url = reverse("referrals:decline", args=[letter.pk])
    assert "Questa risposta serve" in text(mara.post(url, {"note": "…"}), 422)
    assert mara.post(url, {"reason": "full", "note": "da giovedì sì"}).status_code == 302
    assert "Quello che diceva non c’è più" in text(mara.get(reverse("referrals:received", args=[letter.pk])))
    page = text(ada.get(reverse("referrals:parcel", args=[letter.parcel_id])))
    assert "Adesso non abbiamo posto" in page
    assert "da giovedì sì" in page


def test_what_comes_back_is_what_she_agreed_to(desk: Desk, ada: Client, mara: Client) -> None:
    letter = sent(desk, ada, return_message="on")
    mara.get(reverse("referrals:received", args=[letter.pk]))
    mara.post(reverse("referrals:accept", args=[letter.pk]), {"target": "letter"})
    mara.post(reverse("referrals:met", args=[letter.pk]))
    mara.post(reverse("referrals:message", args=[letter.pk]), {"text": "È arrivata, sta bene"})
    mara.post(reverse("referrals:close", args=[letter.pk]))
    page = text(ada.get(reverse("referrals:parcel", args=[letter.parcel_id])))
    assert "È arrivata, sta bene" in page
    assert "Incontrata" not in page
    assert "Concluso" not in page


def test_a_message_that_she_no_longer_wants_does_not_leave_and_says_so(
    desk: Desk, ada: Client, mara: Client
) -> None:
    """Mara was writing while she took her consent back: not a page that looks as if it had been sent."""
    letter = sent(desk, ada, return_message="on")
    mara.post(reverse("referrals:accept", args=[letter.pk]), {"target": "letter"})
    url = reverse("referrals:message", args=[letter.pk])
    text(mara.get(url))
    consent = Consent.objects.get(subject=desk.subject)
    ada.post(reverse("consent:withdraw", args=[desk.subject, consent.pk]), {"way": "in_person"})
    page = text(mara.post(url, {"text": "È arrivata, sta bene"}), 422)
    assert "non parte nulla" in page
    assert "È arrivata, sta bene" in page
    assert mara.get(url).status_code == 302


def test_a_withdrawal_reaches_the_receiver_and_its_answer_comes_back(
    desk: Desk, ada: Client, mara: Client
) -> None:
    letter = sent(desk, ada)
    mara.post(reverse("referrals:accept", args=[letter.pk]), {"target": "letter"})
    consent = Consent.objects.get(subject=desk.subject)
    ada.post(
        reverse("consent:withdraw", args=[desk.subject, consent.pk]),
        {"way": "in_person", "once": str(uuid4())},
    )
    assert "Ha ritirato il consenso" in text(mara.get(reverse("referrals:received", args=[letter.pk])))
    url = reverse("referrals:withdrawal", args=[letter.pk])
    assert "Scrivi la norma" in text(mara.post(url, {"decision": "kept"}), 422)
    assert mara.post(url, {"decision": "erased"}).status_code == 302
    assert "L’hanno cancellato." in text(ada.get(reverse("referrals:parcel", args=[letter.parcel_id])))


def test_the_agenda_leads_each_side_to_its_page(desk: Desk, ada: Client, mara: Client) -> None:
    letter = sent(desk, ada)
    with acting(desk.cast.mara.actor):
        attend(actor=desk.cast.mara.actor)
    page = text(mara.get("/agenda/"))
    assert reverse("referrals:received", args=[letter.pk]) in page
    assert "Da Centro antiviolenza Aurora" in page
    assert "Zaira" not in page
    page = text(ada.get("/agenda/"))
    assert "Sentire com'è andato un invio: Zaira" in page
    back = ada.get(reverse("referrals:letter", args=[letter.pk]))
    assert back["Location"] == reverse("referrals:parcel", args=[letter.parcel_id])


def test_a_closed_path_reads_its_letters_and_writes_none(desk: Desk, ada: Client) -> None:
    letter = sent(desk, ada)
    desk.closed = True
    text(ada.get(reverse("referrals:parcel", args=[letter.parcel_id])))
    assert ada.get(reverse("referrals:new", args=[desk.subject])).status_code == 404


def test_every_page_is_404_for_others(desk: Desk, ada: Client, mara: Client, client_of: ClientOf) -> None:
    waiting, taken = sent(desk, ada), sent(desk, ada)
    mara.post(reverse("referrals:accept", args=[taken.pk]), {"target": "letter"})
    received = ("received", "accept", "decline", "seen", "met", "close", "message", "withdrawal")
    ours = ("parcel", "write", "agree", "duty", "send", "rewrite", "discard", "handover")
    for person in (desk.cast.gaia, desk.cast.pia):
        other = client_of(person)
        for letter in (waiting, taken):
            urls = [reverse(f"referrals:{name}", args=[letter.pk]) for name in received]
            urls += [reverse(f"referrals:{name}", args=[letter.parcel_id]) for name in ours]
            urls += [reverse("referrals:letter", args=[letter.pk])]
            for url in urls:
                for answer in (other.get(url), other.post(url, {"target": "letter", "reason": "full"})):
                    assert answer.status_code in {404, 405}, url
        assert other.get(reverse("referrals:new", args=[desk.subject])).status_code == 404
    # The receiver does not read the sender's pages, nor the sender the receiver's.
    assert mara.get(reverse("referrals:parcel", args=[waiting.parcel_id])).status_code == 404
    assert ada.get(reverse("referrals:received", args=[waiting.pk])).status_code == 404


@pytest.mark.parametrize("name", ["tea", "ugo", "dina", "franca", "elsa"])
def test_who_may_not_read_letters_gets_403(desk: Desk, client_of: ClientOf, name: str) -> None:
    person = client_of(desk.cast.people[name])
    for url in (reverse("referrals:inbox"), reverse("referrals:outbox")):
        assert person.get(url).status_code == 403


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"fields": []}, "Scegli almeno una voce"),
        ({"fields": ["diary"]}, "Scegli una delle voci"),
        ({"purpose": "x" * 20_000}, "troppo lungo"),
        ({"amount": 1}, "Scegli da 3 a 60 giorni"),
        ({"unit": "hours", "amount": 49}, "da 1 a 48 ore"),
        ({"amount": "tre"}, "numero intero"),
        ({"expires_on": "31/02/2027"}, "non esiste"),
        ({"expires_on": "2020-01-01"}, "troppo lontana"),
        ({"expires_on": timezone.localdate().isoformat()}, "prima che passino i giorni per rispondere"),
    ],
)
def test_what_cannot_be_is_said_in_words(
    desk: Desk, ada: Client, change: dict[str, object], words: str
) -> None:
    parcel = desk.prepare()
    page = text(ada.post(reverse("referrals:write", args=[parcel.pk]), draft_data(**change)), 422)
    assert words in page


def test_reading_is_audited_with_ids_only(desk: Desk, ada: Client, mara: Client) -> None:
    letter = sent(desk, ada)
    mara.get(reverse("referrals:received", args=[letter.pk]))
    ada.get(reverse("referrals:parcel", args=[letter.parcel_id]))
    with acting(desk.cast.mara.actor):
        assert Event.objects.filter(action="referral.opened", subjects=[letter.pk]).exists()
        assert not Event.objects.filter(subjects__contains=[desk.subject]).exists()
    assert Event.objects.filter(action="referral.read", subjects__contains=[desk.subject]).exists()


# Query budgets: the same for one row as for a full page


def test_lists_cost_the_same_for_one_row_and_for_many(
    desk: Desk, ada: Client, mara: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _n in range(8):
        desk.send()
    for client, name, rows in ((mara, "inbox", 14), (ada, "outbox", 20)):
        url = reverse(f"referrals:{name}")
        client.get(url)
        with django_assert_max_num_queries(18) as few:
            client.get(url)
        budget = len(few)
        for _n in range(6):
            desk.send()
        with django_assert_max_num_queries(budget):
            page = text(client.get(url))
        assert page.count("<tr>") == rows + 1


def test_a_letter_opens_within_its_budget(
    desk: Desk, ada: Client, mara: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    (letter,) = desk.send(term=Term(4, Unit.HOURS))
    mara.get(reverse("referrals:received", args=[letter.pk]))
    with django_assert_max_num_queries(16):
        text(mara.get(reverse("referrals:received", args=[letter.pk])))
    with at_desk(desk.cast.mara) as seat:
        receiving.accept_referral(actor=seat.actor, keyring=seat.keyring, referral=letter.pk)
        assert Reception.objects.count() == 1
    with django_assert_max_num_queries(18):
        text(ada.get(reverse("referrals:parcel", args=[letter.parcel_id])))
