"""An operator's browser: what she sees and sends, without JavaScript."""

import html
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from trama.accounts.models import Membership
from trama.cases import services
from trama.cases.contacts import Contacts
from trama.cases.facts import path_facts
from trama.cases.forms import ContactsForm
from trama.cases.models import Activation, Call, Child, Entry, Path
from trama.cases.selectors import hidden_from, list_paths, open_page
from trama.cases.selectors.lists import PathFilters
from trama.cases.selectors.one import find_path
from trama.cases.states import State
from trama.cases.tests.conftest import at_work, open_for
from trama.deadlines.calendar import ROME
from trama.testing.cast import Cast, Person
from trama.ui.forms import form_for

ClientOf = Callable[[Person], Client]


@pytest.fixture
def ada(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.ada)


def url(name: str, *args: object) -> str:
    return reverse(f"cases:{name}", args=args)


def contents(cast: Cast, path_id: UUID) -> str:
    """Everything that can be read of a path, as one text."""
    with at_work(cast.ada) as hands:
        page = open_page(hands.actor, hands.keyring, path_id)
        return repr(
            (
                page.name,
                page.contacts,
                page.profile,
                page.author,
                page.entries,
                page.activations,
                page.children,
            )
        )


def test_a_call_is_two_choices_and_may_become_a_first_contact(cast: Cast, ada: Client) -> None:
    assert "Trenta secondi" in ada.get(url("log_call")).content.decode()
    sent = {
        "kind": "conversation",
        "urgency": "ordinary",
        "reasons": ["listening"],
        "once": str(uuid4()),
        "contact": "1",
    }
    answer = ada.post(url("log_call"), sent)
    intake = ada.get(answer["Location"])
    assert "Dalla telefonata" in intake.content.decode()
    answer = ada.post(answer["Location"], {"name": "Zoë", "state": "contact", "once": str(uuid4())})
    with at_work(cast.ada) as hands:
        path = Path.objects.get()
        assert answer["Location"] == url("path", path.pk)
        assert Call.objects.get().path_id == path.pk
        profile = open_page(hands.actor, hands.keyring, path.pk).profile
    assert profile == {"contact_reason": ["listening"], "entry_urgency": "ordinary"}
    assert "Zoë" in ada.get(answer["Location"]).content.decode()


def test_the_log_shows_the_calls_and_each_opens(cast: Cast, ada: Client) -> None:
    assert "Anche una telefonata muta conta" in ada.get(url("calls")).content.decode()
    ada.post(url("log_call"), {"kind": "silent"})
    page = ada.get(url("calls")).content.decode()
    assert "Telefonata muta" in page
    with at_work(cast.ada):
        call = Call.objects.get()
    opened = ada.get(url("call", call.pk)).content.decode()
    assert "Telefonata muta" in opened
    assert "primo contatto" not in opened, "a silent call has nobody to open a path for"


def test_the_intake_asks_for_nothing_but_the_name(cast: Cast, ada: Client) -> None:
    page = ada.get(url("new")).content.decode()
    assert "Va bene anche un nome inventato" in page
    refused = ada.post(
        url("new"), {"name": " ", "state": "contact", "telephone": "333 1234567", "times": "la sera"}
    )
    assert refused.status_code == 422
    kept = refused.content.decode()
    assert "Questa risposta serve per andare avanti." in kept
    assert "333 1234567" in kept
    assert "la sera" in kept
    with at_work(cast.ada):
        assert not Path.objects.exists()


def test_rules_come_before_any_number(ada: Client, path: Path) -> None:
    page = ada.get(url("path", path.pk)).content.decode()
    rule = page.index("solo al mattino, prima delle dieci")
    number = page.index("333 123 4567")
    assert rule < page.index("Ho letto: mostra i recapiti") < number
    assert "Si può chiamare? Sì, ma solo negli orari scritti sotto" in page


def test_hours_that_nobody_wrote_are_missed_before_the_number() -> None:
    """As a letter may bring them: whether she may be called, and not when."""
    rules = Contacts(may_call="times", telephone="333 123 4567").rules
    assert ("Gli orari non sono scritti: chiedili a chi la segue, prima.", "attention") in [
        (rule.text, rule.tone) for rule in rules
    ]
    assert not any(
        "non sono scritti" in rule.text for rule in Contacts(may_call="times", times="di sera").rules
    )


def test_her_name_is_not_in_the_title_of_the_window(ada: Client, path: Path) -> None:
    for page in (url("path", path.pk), url("contacts", path.pk), url("close", path.pk)):
        title = ada.get(page).content.decode().split("<title>")[1].split("</title>")[0]
        assert "Zoë" not in title


FORMS: list[tuple[str, tuple[str, ...], dict[str, object], str]] = [
    ("name", (), {"name": "Sole"}, "Sole"),
    (
        "contacts",
        (),
        {"telephone": "la chiami la sorella", "may_call": "no", "paper": "no"},
        "la chiami la sorella",
    ),
    ("answers", ("violenza",), {"violence_type": ["stalking", "digital"], "onset": "gt5y"}, "digital"),
    ("answers", ("arrivo",), {"access_channel": "self"}, "self"),
    ("answers", ("autore",), {"relationship_l53": "neighbour"}, "neighbour"),
    ("add_entry", (), {"kind": "interview", "words": "Ha parlato del lavoro"}, "Ha parlato del lavoro"),
    ("activate", (), {"service": "legal_civil", "status": "offered", "partner": "Sportello"}, "Sportello"),
    ("add_child", (), {"name": "Nina", "birth_year": "2018"}, "Nina"),
]


@pytest.mark.parametrize("sent", FORMS, ids=lambda sent: f"{sent[0]}-{sent[3]}")
def test_what_is_sent_is_there_and_sent_twice_is_there_once(
    cast: Cast, ada: Client, path: Path, sent: tuple[str, tuple[str, ...], dict[str, object], str]
) -> None:
    name, more, data, found = sent
    page = url(name, path.pk, *more)
    assert ada.get(page).status_code == 200
    data = {**data, "once": str(uuid4())}
    for _twice in range(2):
        answer = ada.post(page, data)
        assert (answer.status_code, answer["Location"]) == (302, url("path", path.pk)), (
            answer.content.decode()
        )
    assert found in contents(cast, path.pk)
    with at_work(cast.ada):
        for model in (Entry, Activation, Child):
            assert model._default_manager.count() <= 1
    assert ada.get(url("path", path.pk)).status_code == 200


def test_a_section_leaves_the_answers_of_the_others(cast: Cast, ada: Client, path: Path) -> None:
    ada.post(url("answers", path.pk, "arrivo"), {"access_channel": "self"})
    with at_work(cast.ada) as hands:
        profile = open_page(hands.actor, hands.keyring, path.pk).profile
    assert profile == {
        "age_class": "a30_39",
        "citizenship": "non_eu",
        "violence_type": ["physical", "psychological"],
        "access_channel": "self",
    }


BAD: list[tuple[str, tuple[str, ...], dict[str, object], str]] = [
    ("add_entry", (), {"kind": "interview", "words": "x" * 20_001}, "Il testo è troppo lungo"),
    ("add_entry", (), {"kind": "seance", "words": "x"}, "Scegli una delle voci"),
    ("add_entry", (), {"kind": "note", "words": "x", "at": "2026-02-31T10:00"}, "non esistono"),
    ("add_entry", (), {"kind": "note", "words": "x", "at": "2099-01-01T10:00"}, "deve ancora venire"),
    ("answers", ("vita",), {"age_class": "a99"}, "Scegli una delle voci"),
    ("activate", (), {"service": "mediation", "status": "offered"}, "Scegli una delle voci"),
    ("contacts", (), {"may_call": "times", "times": " "}, "Scrivi quali"),
    ("add_child", (), {"birth_year": "2090"}, "Questo anno non è possibile"),
    ("close", (), {"reason": ""}, "Questa risposta serve"),
    ("step", (), {"to": "closed"}, "Scegli una delle voci"),
    ("call_in", (), {"to": "not-a-person", "expertise": "other"}, "Scegli una delle persone"),
    ("erase", (), {}, "serve questa conferma"),
]


@pytest.mark.parametrize("sent", BAD, ids=lambda sent: f"{sent[0]}-{sent[3][:20]}")
def test_bad_input_is_answered_in_words_and_what_was_typed_stays(
    cast: Cast,
    client_of: ClientOf,
    path: Path,
    sent: tuple[str, tuple[str, ...], dict[str, object], str],
) -> None:
    name, more, data, message = sent
    browser = client_of(cast.bianca)
    browser.post(reverse("accounts:step_up"), {"password": cast.bianca.password})
    before = contents(cast, path.pk)
    answer = browser.post(url(name, path.pk, *more), data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert message in page
    if "words" in data:
        assert str(data["words"]) in page
    assert contents(cast, path.pk) == before


def test_an_entry_is_corrected_and_the_earlier_version_stays(cast: Cast, ada: Client, path: Path) -> None:
    ada.post(url("add_entry", path.pk), {"kind": "note", "words": "Vive con la zia"})
    with at_work(cast.ada):
        first = Entry.objects.get()
    form = ada.get(url("correct_entry", path.pk, first.pk)).content.decode()
    assert "Vive con la zia" in form
    ada.post(
        url("correct_entry", path.pk, first.pk),
        {"kind": "note", "words": "Vive con la nonna", "once": str(uuid4())},
    )
    page = ada.get(url("path", path.pk)).content.decode()
    assert "Vive con la nonna" in page
    assert "Vive con la zia" not in page
    with at_work(cast.ada):
        second = Entry.objects.get(is_current=True)
    versions = ada.get(url("entry", path.pk, second.pk)).content.decode()
    assert versions.index("Vive con la nonna") < versions.index("Vive con la zia")
    late = ada.post(
        url("correct_entry", path.pk, first.pk), {"kind": "note", "words": "Vive sola", "once": str(uuid4())}
    )
    assert late.status_code == 422, "who corrects an old version is told that there is a newer one"


def test_a_path_is_closed_read_and_taken_up_again(cast: Cast, ada: Client, path: Path) -> None:
    assert "Tutto resta leggibile" in ada.get(url("close", path.pk)).content.decode()
    ada.post(url("close", path.pk), {"reason": "abandoned", "note": "Ha scelto lei"})
    page = ada.get(url("path", path.pk)).content.decode()
    assert "Ha interrotto" in page
    assert "Annota" not in page
    refused = ada.post(url("add_entry", path.pk), {"kind": "note", "words": "Una cosa in ritardo"})
    assert refused.status_code == 422
    assert "prima riprendilo" in refused.content.decode()
    assert "Una cosa in ritardo" in refused.content.decode(), "what was typed is not lost"
    assert ada.get(url("add_entry", path.pk))["Location"] == url("path", path.pk)
    ada.post(url("reopen", path.pk), {"note": "È tornata"})
    page = ada.get(url("path", path.pk)).content.decode()
    assert "Ripreso" in page
    assert "È tornata" in page


def test_a_step_is_chosen_among_those_that_follow(ada: Client, path: Path) -> None:
    form = ada.get(url("step", path.pk)).content.decode()
    assert "Accoglienza" in form
    assert "Concluso" not in form
    ada.post(url("step", path.pk), {"to": "reception", "note": "Primo colloquio fissato"})
    page = ada.get(url("path", path.pk)).content.decode()
    assert "Comincia l’accoglienza" in page
    assert "Primo colloquio fissato" in page


def test_a_colleague_takes_over(cast: Cast, ada: Client, path: Path) -> None:
    assert "Agata" in ada.get(url("assign", path.pk)).content.decode()
    ada.post(
        url("assign", path.pk), {"to": str(cast.agata.membership_id), "note": "Preferisce il pomeriggio"}
    )
    page = ada.get(url("path", path.pk)).content.decode()
    assert "la segue Agata" in page
    assert "Preferisce il pomeriggio" in page


def test_the_list_of_who_must_not_know_through_its_page(
    cast: Cast, ada: Client, client_of: ClientOf, path: Path
) -> None:
    agata = client_of(cast.agata)
    assert agata.get(url("path", path.pk)).status_code == 200
    form = ada.get(url("must_not_know", path.pk)).content.decode()
    assert "Agata" in form
    assert "Ada" not in form.split("<form")[-1].replace("Adatta", "")
    ada.post(
        url("must_not_know", path.pk),
        {
            "memberships": [str(cast.agata.membership_id)],
            "organisations": [str(cast.organisations["iris"])],
            "note": "la cugina",
        },
    )
    assert agata.get(url("path", path.pk)).status_code == 404
    assert "Zoë" not in agata.post(url("list"), {"q": "zoe"}).content.decode()
    assert "Agata" not in ada.get(url("assign", path.pk)).content.decode()
    assert "C’è chi non deve sapere" in ada.get(url("path", path.pk)).content.decode()
    with at_work(cast.ada) as hands:
        assert hidden_from(find_path(hands.actor, path.pk), hands.keyring).note == "la cugina"


def test_a_specialist_reads_the_paths_she_was_called_into_and_keeps_her_own_notes(
    cast: Cast, ada: Client, client_of: ClientOf, path: Path
) -> None:
    other = open_for(cast.ada, "Marta")
    elsa = client_of(cast.elsa)
    assert elsa.get(url("path", path.pk)).status_code == 404
    ada.post(url("call_in", path.pk), {"to": str(cast.elsa.membership_id), "expertise": "legal_criminal"})
    page = elsa.get(url("list")).content.decode()
    assert "Zoë" in page
    assert "Marta" not in page
    assert elsa.get(url("path", other.pk)).status_code == 404
    elsa.post(url("own_notes", path.pk), {"keeper": str(cast.bianca.membership_id)})
    elsa.post(
        url("add_entry", path.pk), {"kind": "note", "words": "Strategia del processo", "own_notes": "on"}
    )
    assert "Strategia del processo" in elsa.get(url("path", path.pk)).content.decode()
    seen = ada.get(url("path", path.pk)).content.decode()
    assert "Strategia del processo" not in seen
    assert "Nota di una specialista" in seen
    assert "Strategia del processo" in client_of(cast.bianca).get(url("path", path.pk)).content.decode()


def test_a_specialist_changes_nothing_of_the_record(
    cast: Cast, ada: Client, client_of: ClientOf, path: Path
) -> None:
    ada.post(url("call_in", path.pk), {"to": str(cast.elsa.membership_id), "expertise": "psychologist"})
    elsa = client_of(cast.elsa)
    for name in (
        "contacts",
        "name",
        "close",
        "assign",
        "must_not_know",
        "call_in",
        "erase",
        "activate",
        "add_child",
    ):
        assert elsa.get(url(name, path.pk)).status_code == 403, name
        assert elsa.post(url(name, path.pk), {}).status_code == 403, name


def test_erasing_leaves_nothing_to_read(cast: Cast, ada: Client, client_of: ClientOf, path: Path) -> None:
    ada.post(url("add_entry", path.pk), {"kind": "note", "words": "Un racconto"})
    assert ada.get(url("erase", path.pk)).status_code == 403
    bianca = client_of(cast.bianca)
    asked = bianca.get(url("erase", path.pk))
    assert asked["Location"].startswith(reverse("accounts:step_up"))
    bianca.post(asked["Location"], {"password": cast.bianca.password})
    assert "per sempre" in bianca.get(url("erase", path.pk)).content.decode()
    answer = bianca.post(url("erase", path.pk), {"sure": "on"})
    assert answer["Location"] == url("list")
    for browser in (ada, bianca):
        assert browser.get(url("path", path.pk)).status_code == 404
        assert "Zoë" not in browser.post(url("list"), {"q": "zoe"}).content.decode()


def test_the_list_filters_searches_and_says_what_to_do_when_empty(
    cast: Cast, ada: Client, path: Path
) -> None:
    open_for(cast.agata, "Łucja d’Açores")
    shown = ada.get(url("list")).content.decode()
    assert "Zoë" in shown
    assert "Łucja" in shown
    for words, found in (
        ("zoe", "Zoë"),
        ("LUCJA", "Łucja"),
        ("acores", "Łucja"),
        ("3331234567", "Zoë"),
        ("+39 333 1234567", "Zoë"),
    ):
        assert found in ada.post(url("list"), {"q": words}).content.decode(), words
    assert "Łucja" not in ada.get(url("list"), {"show": "mine"}).content.decode()
    assert "Nessun percorso con questo nome" in ada.post(url("list"), {"q": "nessuna così"}).content.decode()
    assert (
        "Nessun percorso con questi filtri" in ada.get(url("list"), {"state": "suspended"}).content.decode()
    )
    for odd in (
        {"page": "999"},
        {"page": "x"},
        {"sort": "name; drop"},
        {"state": "?"},
        {"quiet": "x"},
    ):
        assert ada.get(url("list"), odd).status_code == 200, odd


def test_what_has_been_quiet_can_be_listed(cast: Cast, ada: Client, path: Path) -> None:
    with at_work(cast.ada):
        Path.objects.filter(pk=path.pk).update(last_activity_at=timezone.now() - timedelta(days=61))
    assert "Zoë" in ada.get(url("list"), {"quiet": "60"}).content.decode()
    assert "Zoë" not in ada.get(url("list"), {"quiet": "90"}).content.decode()


def test_an_empty_centre_is_told_how_to_begin(ada: Client) -> None:
    page = ada.get(url("list")).content.decode()
    assert "Ancora nessun percorso" in page
    assert url("new") in page


def test_the_danger_is_judged_from_her_page_and_stands_on_it(ada: Client, path: Path) -> None:
    where = reverse("cases:path", args=[path.pk])
    assert "Ancora nessuna valutazione." in ada.get(where).content.decode()
    form = reverse("risk:assess", args=[path.pk])
    assert f'href="{form}"' in ada.get(where).content.decode()
    answer = ada.post(form, {"level": "low", "review": "proposal", "note": "Sta dalla sorella"})
    assert answer["Location"] == where
    shown = ada.get(where).content.decode()
    assert "Giudizio: Basso: non esclude il pericolo" in shown
    assert "Sta dalla sorella" in shown
    assert "Rivalutare il rischio" in shown
    agenda = ada.get(reverse("deadlines:agenda") + "?ahead=all").content.decode()
    assert "Rivalutare il rischio: Zoë" in agenda


def test_a_letter_is_written_and_read_under_its_warning(cast: Cast, ada: Client, path: Path) -> None:
    warning = "Prima di consegnare: solo a mano"
    assert warning in ada.get(url("add_entry", path.pk)).content.decode()
    ada.post(url("add_entry", path.pk), {"kind": "letter", "words": "Relazione per l’avvocata"})
    with at_work(cast.ada):
        letter = Entry.objects.get()
    assert warning in ada.get(url("entry", path.pk, letter.pk)).content.decode()


def test_who_opened_her_record_is_read_together(
    cast: Cast, ada: Client, client_of: ClientOf, path: Path
) -> None:
    agata = client_of(cast.agata)
    for browser in (ada, ada, agata):
        browser.get(url("path", path.pk))
    page = ada.get(url("openings", path.pk)).content.decode()
    assert "operatrice" in page
    assert "Centro antiviolenza Aurora" in page
    assert "Agata" not in page
    assert "Prima di consegnare: solo a mano" in page
    sheet = ada.get(url("openings_sheet", path.pk))
    assert sheet["Content-Type"] == "application/pdf"
    assert sheet.content.startswith(b"%PDF")
    assert "zo" not in sheet["Content-Disposition"].lower()


def test_a_path_that_ended_in_december_is_written_down_in_january_as_ended_in_december(
    cast: Cast, client_of: ClientOf
) -> None:
    """What counts for the year is when it ended, not when somebody found the time to write it."""
    this = timezone.localdate().year
    with at_work(cast.ada) as hands:
        path = services.open_path(**hands.who, name="Zoë", at=datetime(this - 1, 3, 1, 9, tzinfo=ROME))
    page = client_of(cast.ada)
    early = page.post(url("close", path.pk), {"reason": "agreed", "at": f"{this - 2}-12-31T23:30"})
    assert early.status_code == 422
    assert "Prima del 1 marzo" in html.unescape(early.content.decode())
    page.post(url("close", path.pk), {"reason": "agreed", "at": f"{this - 1}-12-31T23:30"})
    with at_work(cast.dina) as dina:
        ended = {
            year: [fact.closed_in_year for fact in path_facts(dina.actor, dina.keyring, year=year)]
            for year in (this - 1, this)
        }
    assert ended == {this - 1: [True], this: []}
    late = page.post(url("reopen", path.pk), {"at": f"{this - 1}-12-01T09:00"})
    assert late.status_code == 422
    page.post(url("reopen", path.pk), {"at": f"{this}-01-02T09:00"})
    with at_work(cast.ada):
        path.refresh_from_db()
    assert path.current_state is State.REOPENED
    assert path.last_activity_at == datetime(this, 1, 2, 9, tzinfo=ROME)


def test_who_came_in_december_and_is_written_down_in_january_is_new_in_december(
    cast: Cast, client_of: ClientOf
) -> None:
    this = timezone.localdate().year
    sent = {"name": "Zoë", "state": "contact", "at": f"{this - 1}-12-31T23:30"}
    assert client_of(cast.ada).post(url("new"), sent).status_code == 302
    assert client_of(cast.ada).post(url("new"), {**sent, "at": "2099-01-01T10:00"}).status_code == 422
    with at_work(cast.dina) as dina:
        new = {
            year: [fact.is_new for fact in path_facts(dina.actor, dina.keyring, year=year)]
            for year in (this - 1, this)
        }
    assert new == {this - 1: [True], this: []}


def test_closing_at_once_is_after_what_was_written_a_moment_ago(ada: Client, cast: Cast) -> None:
    path = open_for(cast.ada, "Zoë")
    ada.post(
        url("close", path.pk),
        {"reason": "agreed", "at": path.opened_at.astimezone(ROME).strftime("%Y-%m-%dT%H:%M")},
    )
    with at_work(cast.ada):
        path.refresh_from_db()
    assert path.closed_at is not None
    assert path.closed_at > path.opened_at


def hidden_seen(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_a_colleague_s_rules_for_calling_her_are_not_written_over_unseen(
    cast: Cast, client_of: ClientOf
) -> None:
    """Ada has the page open since this morning; at noon she said to Bianca that nobody may call her."""
    path = open_for(cast.ada, "Zoë")
    ada, bianca, address = client_of(cast.ada), client_of(cast.bianca), url("contacts", path.pk)
    morning = hidden_seen(ada.get(address).content.decode())
    noon = hidden_seen(bianca.get(address).content.decode())
    assert bianca.post(address, {"may_call": "no", "seen": noon}).status_code == 302
    refused = ada.post(address, {"may_call": "yes", "telephone": "333 1112223", "seen": morning})
    assert refused.status_code == 422
    page = html.unescape(refused.content.decode())
    assert "una collega ha cambiato questa parte" in page
    assert "333 1112223" in page
    with at_work(cast.ada) as hands:
        assert open_page(hands.actor, hands.keyring, path.pk).contacts.may_call == "no"
    again = ada.post(address, {"may_call": "no", "telephone": "333 1112223", "seen": hidden_seen(page)})
    assert again.status_code == 302  # she has looked, and means it
    with at_work(cast.ada) as hands:
        contacts = open_page(hands.actor, hands.keyring, path.pk).contacts
    assert (contacts.may_call, contacts.telephone) == ("no", "333 1112223")


def test_nobody_is_taken_off_the_list_of_who_must_not_know_by_an_older_page(
    cast: Cast, client_of: ClientOf
) -> None:
    path = open_for(cast.ada, "Zoë")
    ada, bianca, address = client_of(cast.ada), client_of(cast.bianca), url("must_not_know", path.pk)
    old = hidden_seen(ada.get(address).content.decode())
    seen = hidden_seen(bianca.get(address).content.decode())
    agata, iris = str(cast.agata.membership_id), str(cast.organisations["iris"])
    assert bianca.post(address, {"memberships": [agata], "seen": seen}).status_code == 302
    refused = ada.post(address, {"organisations": [iris], "seen": old})
    assert refused.status_code == 422
    with at_work(cast.ada) as hands:
        hidden = hidden_from(find_path(hands.actor, path.pk), hands.keyring)
    assert hidden.memberships == {cast.agata.membership_id}


def test_two_colleagues_who_answer_two_parts_of_her_profile_do_not_meet(
    cast: Cast, client_of: ClientOf
) -> None:
    path = open_for(cast.ada, "Zoë")
    ada, bianca = client_of(cast.ada), client_of(cast.bianca)
    life, violence = url("answers", path.pk, "vita"), url("answers", path.pk, "violenza")
    first = hidden_seen(ada.get(life).content.decode())
    other = hidden_seen(bianca.get(violence).content.decode())
    assert bianca.post(violence, {"violence_type": ["physical"], "seen": other}).status_code == 302
    assert ada.post(life, {"age_class": "a40_49", "seen": first}).status_code == 302
    assert ada.post(life, {"age_class": "a50_59", "seen": first}).status_code == 422


def test_a_child_and_what_was_activated_are_not_written_over_unseen(cast: Cast, client_of: ClientOf) -> None:
    path = open_for(cast.ada, "Zoë")
    with at_work(cast.ada) as hands:
        child = services.add_child(**hands.who, path_id=path.pk, name="Leo")
        row = services.activate(**hands.who, path_id=path.pk, service="legal_civil", status="requested")
    ada, bianca = client_of(cast.ada), client_of(cast.bianca)
    for address, mine, hers in (
        (url("child", path.pk, child.pk), {"name": "Leo", "note": "asma"}, {"name": "Leo", "note": "scuola"}),
        (url("activation", path.pk, row.pk), {"status": "delivered"}, {"status": "declined"}),
        (url("name", path.pk), {"name": "Zoe"}, {"name": "Mina"}),
    ):
        old, seen = (hidden_seen(each.get(address).content.decode()) for each in (ada, bianca))
        assert bianca.post(address, {**hers, "seen": seen}).status_code == 302, address
        assert ada.post(address, {**mine, "seen": old}).status_code == 422, address


def test_what_an_expired_session_kept_does_not_write_over_a_colleague_either() -> None:
    """It comes back with what its page had shown, hours ago, and not with what stands there now."""
    request = RequestFactory().get("/")
    request.carried = QueryDict("may_call=yes&seen=of-this-morning")  # type: ignore[attr-defined]
    form = form_for(request, ContactsForm, stored={"may_call": "no"})
    assert (form["seen"].value(), form["may_call"].value()) == ("of-this-morning", "yes")


def test_the_path_of_a_colleague_who_left_is_among_those_that_nobody_follows(cast: Cast) -> None:
    path = open_for(cast.agata, "Zoë")
    with at_work(cast.ada) as ada:
        unfollowed = PathFilters(unassigned=True)
        assert not list(list_paths(ada.actor, ada.keyring, unfollowed))
        Membership.objects.filter(pk=cast.agata.membership_id).update(ended_at=timezone.now())
        assert [row.id for row in list_paths(ada.actor, ada.keyring, unfollowed)] == [path.pk]


def test_the_id_of_another_centre_s_row_put_into_a_form_is_no_failure(
    cast: Cast, client_of: ClientOf
) -> None:
    theirs = open_for(cast.gaia, "Nadia")
    answer = client_of(cast.ada).post(url("new"), {"name": "Zoë", "state": "contact", "once": str(theirs.pk)})
    assert answer.status_code == 422
    assert "Nadia" not in answer.content.decode()
    with at_work(cast.ada):
        assert not Path.objects.exists()
