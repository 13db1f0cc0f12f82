"""A promise kept: given by a referent, confirmed by the lead body; and answered by a link, without an account."""

import pytest

from tests.journeys.site import Site, Visit, Width, visit
from trama.protocol.commitments.tests.acts import YEAR

pytestmark = pytest.mark.journey


def _find(opened: Visit, words: str) -> None:
    """From the own body's page to one of its commitments."""
    opened.page.goto("/protocollo/impegni/nostri/?ambito=services")
    opened.go(words)


@pytest.mark.parametrize(("javascript", "width"), [(True, 1280), (False, 320)])
def test_evidence_is_given_sent_back_corrected_and_confirmed(
    site: Site, javascript: bool, width: Width
) -> None:
    with (
        visit(site, "impegni-referente", javascript=javascript, width=width) as franca,
        visit(site, "impegni-capofila", javascript=javascript, width=width) as tea,
    ):
        franca.sign_in(site.cast.franca)
        franca.reads("Centro antiviolenza Aurora")
        franca.picture("i-nostri")
        _find(franca, "Offrire tutti i servizi gratuitamente")
        franca.reads("Non ancora segnalato")
        franca.picture("un-impegno")
        franca.go("Aggiungi una prova")
        franca.pick("kind", "document")
        franca.press("Inserisci la prova")
        franca.reads("Questa risposta serve per andare avanti")
        franca.watched.problems.clear()  # the refusal itself
        franca.write(day=f"{YEAR}-01-01", title="Carta dei servizi")
        paper = {"name": "carta.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 Carta"}
        franca.page.locator("main [name=file]").set_input_files(files=[paper])  # type: ignore[list-item]
        franca.picture("una-prova")
        franca.press("Inserisci la prova")
        franca.reads("Da confermare")
        franca.reads("Scarica il file (PDF")
        tea.sign_in(site.cast.tea)
        tea.page.goto("/protocollo/impegni/da-confermare/")
        tea.picture("da-confermare")
        tea.go("Carta dei servizi")
        tea.choose("decision", "returned")
        tea.write(because="Dove si può leggere?")
        tea.reads("Scarica il file (PDF")
        tea.picture("decisione")
        tea.press("Salva la decisione")
        tea.reads("Niente da confermare")
        franca.page.reload()
        franca.reads("Dove si può leggere?")
        franca.go("Correggi")
        franca.write(url="https://example.org/carta")
        franca.press("Salva la correzione")
        franca.reads("Scarica il file (PDF")  # the correction keeps it
        franca.picture("corretta")
        tea.page.reload()
        tea.page.locator("input[name=evidence]").first.check(force=True)
        tea.press("Conferma quelle scelte")
        franca.page.reload()
        franca.reads("Dimostrato")
        franca.reads("confermata da Area Diritti e Inclusione")
        franca.picture("confermata")
        franca.page.goto("/protocollo/impegni/quadro/")
        franca.picture("quadro")
        franca.go("Dimostrato")  # every mark is a link
        franca.page.wait_for_url("**/protocollo/impegni/promessa/**")
        franca.reads("Carta dei servizi")


def test_the_picture_is_walked_from_the_keyboard(site: Site) -> None:
    with visit(site, "quadro-tastiera") as ada:
        ada.sign_in(site.cast.ada)
        ada.page.goto("/protocollo/impegni/quadro/")
        grid = ada.page.get_by_role("grid")
        assert grid.locator("a[tabindex='0']").count() == 1  # one stop for Tab
        grid.get_by_role("link", name="Centro antiviolenza Aurora", exact=True).focus()

        def here() -> str:
            return str(ada.page.evaluate("document.activeElement.getAttribute('aria-label')"))

        def press(*keys: str) -> str:
            for key in keys:
                ada.page.keyboard.press(key)
            return here()

        first = press("ArrowRight")  # body, commitment, state are heard, and stand above the picture
        assert first.startswith("Centro antiviolenza Aurora, A3-01 Nominare un/a referente")
        assert first.endswith(": Non ancora segnalato")
        ada.reads(first)
        ada.picture("un-segno")
        assert press("ArrowRight", "ArrowRight") != first
        assert press("ArrowLeft", "ArrowLeft") == first
        below = press("ArrowDown")
        assert not below.startswith("Centro antiviolenza Aurora")
        assert ", A3-01 " in below
        assert press("ArrowUp") == first
        assert "A7-" in press("End")
        ada.page.keyboard.press("Home")
        assert ada.page.evaluate("document.activeElement.textContent") == "Centro antiviolenza Aurora"
        assert press("ArrowRight") == first
        assert (
            press("PageDown").split(", ")[1:] == first.split(", ")[1:]
        )  # the same commitment, some bodies further
        press("Control+Home", "Control+End")
        assert grid.locator("a[tabindex='0']").count() == 1
        ada.page.keyboard.press("Tab")
        assert not ada.page.evaluate("document.activeElement.closest('table[data-matrix]') !== null")
        ada.page.keyboard.press("Shift+Tab")
        last = here()
        ada.page.keyboard.press("Enter")
        ada.page.wait_for_url("**/protocollo/impegni/promessa/**")
        ada.reads(last.split(", ", 1)[1].split(" ", 1)[1].rsplit(":", 1)[0])


@pytest.mark.parametrize(("javascript", "width"), [(True, 320), (False, 1280)])
def test_a_body_without_accounts_answers_by_a_link(site: Site, javascript: bool, width: Width) -> None:
    with (
        visit(site, "link-capofila", javascript=javascript, width=width) as tea,
        visit(site, "link-municipio", javascript=javascript, width=width) as nobody,
        visit(site, "link-seconda", javascript=javascript, width=width) as tilde,
    ):
        tea.sign_in(site.cast.tea)
        tea.page.goto("/protocollo/impegni/link/")
        tea.picture("nessun-link")
        tea.go("Prepara un link")
        tea.page.locator("main select[name=organisation]").select_option(label="Municipio 10")
        tea.picture("nuovo-link")
        tea.press("Prepara il link")
        tea.picture("il-link")
        address = tea.page.locator("code.link-once").inner_text()
        nobody.page.goto(address)
        nobody.reads("Municipio 10")
        nobody.picture("il-foglio")
        unfold(nobody)
        line = nobody.page.locator("fieldset.sheet-line", has_text="Diffondere con CAV materiale")
        line.locator("input[name$=-title]").fill("Volantini in anagrafe")
        nobody.press("Invia all’ente capofila")
        nobody.reads("Scrivi il giorno")
        nobody.watched.problems.clear()  # the refusal itself
        assert line.locator("input[name$=-title]").input_value() == "Volantini in anagrafe"
        line.locator("input[name$=-day]").fill(f"{YEAR}-01-01")
        nobody.picture("manca-il-giorno")
        nobody.press("Invia all’ente capofila")
        nobody.reads("Abbiamo ricevuto 1 prova")
        nobody.picture("arrivato")
        tea.page.goto("/protocollo/impegni/da-confermare/")
        tea.reads("Niente da confermare")  # she made the link: a second person confirms
        tilde.sign_in(site.cast.tilde)
        tilde.page.goto("/protocollo/impegni/da-confermare/")
        tilde.page.locator("input[name=evidence]").first.check(force=True)
        tilde.press("Conferma quelle scelte")
        tilde.reads("Niente da confermare")
        tea.page.goto("/protocollo/impegni/link/")
        tea.picture("i-link")
        tea.go("Revoca")
        tea.press("Revoca il link")
        answer = nobody.page.goto(address)
        assert answer is not None
        assert answer.status == 404
        nobody.reads("Questo link non apre niente")


def unfold(who: Visit) -> None:
    """Open the articles of a sheet, one tap each."""
    for title in who.page.locator("details.fold:not([open]) > summary").all()[::-1]:
        title.click()


def test_the_sheet_of_a_whole_year_is_filled_in_one_go(site: Site) -> None:
    with visit(site, "foglio") as franca:
        franca.sign_in(site.cast.franca)
        franca.page.goto("/protocollo/impegni/foglio/")
        franca.picture("articoli")
        unfold(franca)
        for words, title in (
            ("Favorire progettualità", "Un progetto"),
            ("Offrire ascolto", "Come si accoglie"),
        ):
            line = franca.page.locator("fieldset.sheet-line", has_text=words).first
            line.locator("input[name$=-title]").fill(title)
            line.locator("input[name$=-day]").fill(f"{YEAR}-01-01")
        franca.picture("pieno")
        franca.press("Salva il foglio")
        franca.reads("2 prove inserite")
