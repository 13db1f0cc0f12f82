"""The library's pages: what each person reads and does there, with how many questions."""

import re
from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from trama.access.context import acting
from trama.cases.tests.test_budgets import at_most
from trama.network.models import Referent
from trama.protocol.procedures import services
from trama.protocol.procedures.models import Dissemination, Edition, EditionFile, State
from trama.protocol.procedures.tests.conftest import enforce, write
from trama.testing.cast import Cast, Person

ClientOf = Callable[[Person], Client]


def url(name: str, *args: object) -> str:
    return reverse(f"protocol:{name}", args=args)


def test_an_operator_searches_and_reads(cast: Cast, client_of: ClientOf, guideline: Edition) -> None:
    browser = client_of(cast.ada)
    answer = browser.get(url("procedures"), {"q": "stanza tranquil"})
    assert "Prima accoglienza" in answer.text
    assert "<mark>tranquilla</mark>" in answer.text
    page = browser.get(url("procedure", guideline.document_id))
    assert "Si chiede che cosa vuole." in page.text
    assert "Si telefona al centro." not in page.text
    assert url("procedure_confirm", guideline.pk) not in page.text, "she does not answer for the centre"


def test_a_text_is_shown_as_text(cast: Cast, client_of: ClientOf) -> None:
    enforce(
        cast.tea, edition := write(cast.tea, "<b>Titolo</b>", "## <img src=x>\n\n<script>alert(1)</script>")
    )
    browser = client_of(cast.ada)
    for name, pk in (
        ("procedure_edition", edition.pk),
        ("procedure_print", edition.pk),
        ("procedures", None),
    ):
        page = browser.get(url(name, *[pk] if pk else []), {} if pk else {"q": "alert"}).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<b>Titolo" not in page


def test_a_referent_confirms_with_one_form(cast: Cast, client_of: ClientOf, guideline: Edition) -> None:
    browser = client_of(cast.franca)
    assert "non ha ancora confermato" in browser.get(url("procedures")).text
    page = url("procedure", guideline.document_id)
    assert url("procedure_confirm", guideline.pk) in browser.get(page).text
    answer = browser.post(url("procedure_confirm", guideline.pk), {"spread_on": "2025-06-01", "way": "mail"})
    assert answer["Location"] == page
    assert "per posta elettronica" in browser.get(page).text
    assert "non ha ancora confermato" not in browser.get(url("procedures")).text
    assert "1 giugno" in browser.get(url("procedure_spread", guideline.pk)).text


@pytest.mark.parametrize(
    "sent", [{}, {"spread_on": "2999-01-01", "way": "mail"}, {"spread_on": "2025-06-01"}]
)
def test_a_confirmation_that_lacks_something_is_given_back(
    cast: Cast, client_of: ClientOf, guideline: Edition, sent: dict[str, str]
) -> None:
    answer = client_of(cast.franca).post(url("procedure_confirm", guideline.pk), {**sent, "note": "a tutte"})
    assert answer.status_code == 422
    assert "a tutte" in answer.text
    with acting(cast.franca.actor):
        assert not Dissemination.objects.exists()


def test_a_draft_is_nowhere_for_the_others(cast: Cast, client_of: ClientOf) -> None:
    draft = write(cast.tea, "Non ancora", "Testo segreto per ora")
    for person in (cast.franca, cast.ada):
        browser = client_of(person)
        assert "Non ancora" not in browser.get(url("procedures")).text.replace("Non ancora</span>", "")
        assert "Non ancora" not in browser.get(url("procedures"), {"q": "segreto", "past": "on"}).text
        for name in ("procedure_edition", "procedure_print", "procedure_file", "procedure_spread"):
            assert browser.get(url(name, draft.pk)).status_code == 404, name
        assert browser.get(url("procedure", draft.document_id)).status_code == 404
    assert "Testo segreto per ora" in client_of(cast.tea).get(url("procedure", draft.document_id)).text


def test_from_a_draft_to_what_is_in_force(cast: Cast, client_of: ClientOf) -> None:
    browser = client_of(cast.tea)
    form = {"once": str(uuid4()), "kind": "guideline", "title": "Al telefono", "text": "Si risponde sempre."}
    where = browser.post(url("new_procedure"), form)["Location"]
    assert browser.post(url("new_procedure"), form)["Location"] == where, "sent twice it is one"
    with acting(cast.tea.actor):
        draft = Edition.objects.get()
    assert browser.get(url("procedure_in_force", draft.pk)).status_code == 200
    browser.post(url("procedure_in_force", draft.pk), {"on": "2026-01-07"})
    again = browser.get(url("procedure_draft", draft.document_id)).text
    assert "Si risponde sempre." in again, "the next draft begins as what is in force"
    browser.post(
        url("procedure_draft", draft.document_id),
        {
            "title": "Al telefono",
            "text": "## Chi risponde\nSi risponde sempre, anche la notte.\n- con calma",
            "changes": "La notte.",
        },
    )
    with acting(cast.tea.actor):
        second = Edition.objects.get(state=State.DRAFT)
    browser.post(url("procedure_in_force", second.pk), {"on": "2026-02-07"})
    changes = client_of(cast.ada).get(url("procedure_compare", draft.document_id)).text
    assert "<ins>" in changes and "anche la notte." in changes
    shown = " ".join(changes.split())
    assert re.search(r"<h2>.{0,200}aggiunta.{0,60}<ins>Chi risponde</ins>", shown), (
        "said in words, not by colour"
    )
    assert "<ul><li>" in shown and "## " not in shown


def test_a_file_goes_up_and_comes_down_as_an_attachment(
    cast: Cast, client_of: ClientOf, annex: Edition
) -> None:
    browser = client_of(cast.tea)
    file = SimpleUploadedFile("Nome Cognome.pdf", b"%PDF-1.7 contenuto", content_type="text/html")
    assert browser.post(url("procedure_supply", annex.pk), {"file": file}).status_code == 302
    down = client_of(cast.ada).get(url("procedure_file", annex.pk))
    assert down.content == b"%PDF-1.7 contenuto"
    assert down["Content-Type"] == "application/pdf"
    assert down["Content-Disposition"].startswith("attachment;")
    assert "Cognome" not in down["Content-Disposition"]
    assert down["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("content", [b"<html>", b"", b"%PDF-" + b"0" * (5 * 1024 * 1024 + 1)])
def test_a_file_that_will_not_do_is_given_back_with_what_was_typed(
    cast: Cast, client_of: ClientOf, annex: Edition, content: bytes
) -> None:
    file = SimpleUploadedFile("x.pdf", content)
    answer = client_of(cast.tea).post(url("procedure_supply", annex.pk), {"text": "I princìpi", "file": file})
    assert answer.status_code == 422
    assert "I princìpi" in answer.text
    with acting(cast.tea.actor):
        assert not EditionFile.objects.exists()


def test_what_is_missing_says_so_and_offers_nothing_else(
    cast: Cast, client_of: ClientOf, annex: Edition
) -> None:
    page = client_of(cast.franca).get(url("procedure", annex.document_id)).text
    assert "Testo non disponibile" in page
    assert url("procedure_confirm", annex.pk) not in page
    assert client_of(cast.franca).get(url("procedure_file", annex.pk)).status_code == 404


def test_the_reminder_names_who_is_missing_and_where_to_write(
    cast: Cast, client_of: ClientOf, guideline: Edition
) -> None:
    with acting(cast.ivana.actor):
        Referent.objects.create(
            organisation_id=cast.organisations["iris"], network_id=cast.network_id, office="Rete",
            email="rete@iris.example",
        )  # fmt: skip
    with acting(cast.franca.actor):
        services.confirm_dissemination(
            actor=cast.franca.actor, edition=guideline, way="mail", spread_on=date(2025, 6, 1)
        )
    browser = client_of(cast.tea)
    page = browser.get(url("procedure_remind", guideline.pk)).text
    assert "mailto:?bcc=rete%40iris.example" in page
    assert "Centro antiviolenza Iris" in page
    assert "Centro antiviolenza Aurora</li>" not in page
    assert browser.post(url("procedure_remind", guideline.pk)).status_code == 302
    assert "Promemoria dell" in client_of(cast.ivana).get(url("procedure", guideline.document_id)).text


def test_filters_count_in_the_database(
    cast: Cast, client_of: ClientOf, guideline: Edition, annex: Edition
) -> None:
    browser = client_of(cast.franca)
    shown = {
        "kind=annex": ["I princìpi"],
        "text=missing": ["I princìpi"],
        "text=summary": ["Protocollo di prova"],
        "mine=waiting": ["Prima accoglienza", "Protocollo di prova"],
        "mine=confirmed": [],
        "past=on&kind=guideline": ["Prima accoglienza"],
    }
    titles = {"I princìpi", "Protocollo di prova", "Prima accoglienza"}
    for query, wanted in shown.items():
        page = browser.get(f"{url('procedures')}?{query}").text
        assert {title for title in titles if title in page} == set(wanted), query
    assert "2 documenti" in browser.get(f"{url('procedures')}?past=on&kind=guideline").text


@pytest.mark.parametrize("many", [1, 30])
def test_the_shelf_asks_the_same_questions_whatever_it_holds(
    cast: Cast, client_of: ClientOf, many: int
) -> None:
    for number in range(many):
        enforce(cast.tea, write(cast.tea, f"Linea {number}", "Parole di prova"))
    for person, most in ((cast.ada, 5), (cast.franca, 6), (cast.tea, 7)):
        browser = client_of(person)
        browser.get(url("procedures"))
        with at_most(most):
            assert browser.get(url("procedures")).status_code == 200
        with at_most(most + 1):
            assert "<mark>" in browser.get(url("procedures"), {"q": "prova"}).text


def test_an_edition_and_who_spread_it_ask_a_fixed_number(
    cast: Cast, client_of: ClientOf, guideline: Edition
) -> None:
    for person, name, argument, most in (
        (cast.ada, "procedure", guideline.document_id, 6),
        (cast.franca, "procedure", guideline.document_id, 9),
        (cast.tea, "procedure_spread", guideline.pk, 8),
    ):
        browser = client_of(person)
        browser.get(url(name, argument))
        with at_most(most):
            assert browser.get(url(name, argument)).status_code == 200
