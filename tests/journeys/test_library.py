"""The library: a procedure is written and put in force, found with half a word, read, and said to be spread."""

import pytest

from tests.journeys.site import Site, Visit, visit

pytestmark = pytest.mark.journey
TEXT = (
    "## Al telefono\n\nChi risponde ascolta prima di chiedere, e non promette ciò che non può mantenere.\n\n"
    "- Si chiede se può parlare.\n- Si dice chi siamo.\n"
)


def write_guideline(tea: Visit) -> None:
    """A draft, then in force."""
    tea.sign_in(tea.site.cast.tea)
    tea.page.goto("/procedure/")
    tea.picture("scaffale-vuoto")
    tea.go("Nuovo documento")
    tea.pick("kind", "guideline")
    tea.write(title="Linee guida per chi risponde al telefono", text=TEXT)
    tea.picture("nuovo")
    tea.press("Salva la bozza")
    tea.reads("La legge solo il tuo ente")
    tea.picture("bozza")
    tea.go("Metti in vigore")
    tea.picture("in-vigore")
    tea.press("Metti in vigore")
    tea.reads("ogni ente confermerà")
    tea.picture("letta-da-chi-coordina")


def remind_who_is_missing(tea: Visit) -> None:
    tea.go("Chi ha confermato e chi no")
    tea.picture("chi-manca")
    tea.go("Promemoria a chi manca")
    tea.picture("promemoria")
    tea.press("Segna che l'hai mandato")
    tea.reads("promemoria a 6 enti")


@pytest.mark.parametrize(("javascript", "width"), [(True, 1280), (False, 320)])
def test_search_read_and_confirm(site: Site, javascript: bool, width: int) -> None:
    narrow = 320 if width == 320 else 1280
    with visit(site, "procedure-tea", javascript=javascript, width=narrow) as tea:
        write_guideline(tea)
        remind_who_is_missing(tea)
    with visit(site, "procedure-franca", javascript=javascript, width=narrow) as franca:
        franca.sign_in(site.cast.franca)
        franca.page.goto("/procedure/")
        franca.reads("non ha ancora confermato")
        franca.write(q="promett telef")
        franca.press("Cerca")
        franca.picture("cercata")
        franca.go("Linee guida per chi risponde")
        franca.reads("Promemoria dell'ente che coordina")
        franca.choose("way", "meeting")
        franca.picture("letta")
        franca.press("Conferma")
        franca.reads("Confermata")
        franca.picture("confermata")
        franca.page.goto("/procedure/?mine=waiting")
        franca.reads("Nessun documento così")
        franca.picture("niente-da-confermare")
