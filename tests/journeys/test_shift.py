"""A night: a custodian opens the line, Bice writes a call on shift, Ada reads it; with JavaScript and without."""

import pytest

from tests.journeys.site import Site, Visit, Width, visit
from trama.access.context import acting
from trama.access.roles import Role
from trama.accounts.members.services import change_roles
from trama.network.editing import write_service
from trama.testing.cast import Cast

NOTE = "Richiamare domani mattina, risponde solo lei"
pytestmark = pytest.mark.journey


def _night_line(cast: Cast) -> str:
    """A service without a key yet, to which Bice is bound."""
    bianca = cast.bianca
    with acting(bianca.actor):
        desk = write_service(
            actor=bianca.actor, name="Linea della notte", kind="desk", address_regime="reserved"
        ).pk
        change_roles(
            actor=bianca.actor,
            keyring=bianca.unlock(),
            membership_id=cast.bice.membership_id,
            roles=[Role.SHIFT],
            service_ids=[desk],
        )
    return str(desk)


def opens_the_line(bianca: Visit, desk: str) -> None:
    cast = bianca.site.cast
    bianca.sign_in(cast.bianca)
    bianca.page.goto("/servizi/")
    bianca.reads("Linea della notte")
    bianca.picture("servizi")
    bianca.page.locator(f"a[href='/servizi/{desk}/chiave/']").click()
    bianca.write(password=cast.bianca.password)
    bianca.press("Conferma")
    bianca.picture("chiave")
    for reader in (cast.ada, cast.agata):
        bianca.choose("readers", str(reader.membership_id))
    bianca.press("Dai la chiave")
    bianca.reads("Ha la sua chiave")
    bianca.picture("con-la-chiave")
    bianca.page.goto("/colleghe/invita/")
    bianca.choose("roles", "shift")
    bianca.choose("services", desk)
    bianca.picture("invito-al-turno")


def writes(bice: Visit) -> None:
    """Two choices and a note; a silent call with one touch."""
    bice.page.goto("/turno/")
    bice.picture("modulo")
    bice.press("Invia")
    bice.reads("Questa risposta serve")
    bice.watched.problems.clear()  # the browser notes that the answer was a refusal
    bice.picture("manca-qualcosa")
    bice.choose("kind", "conversation")
    bice.choose("urgency", "emergency")
    bice.page.locator("main details:not([open]) summary").click()
    bice.write(note=NOTE)
    bice.press("Invia")
    bice.reads("Inviata")
    bice.picture("inviata")
    assert NOTE not in bice.page.content()
    bice.press("Era muta: annota e basta")
    bice.reads("Inviata")
    bice.page.go_back()
    assert NOTE not in bice.page.content()


def reads_it(ada: Visit) -> None:
    ada.sign_in(ada.site.cast.ada)
    ada.reads("2 chiamate del turno da leggere")
    ada.picture("agenda")
    ada.go("2 chiamate del turno da leggere")
    ada.picture("da-leggere")
    ada.press("Apri")
    ada.reads(NOTE)
    ada.picture("letta")
    ada.page.goto("/telefonate/")
    ada.reads("1 chiamata aspetta")
    ada.picture("telefonate")
    ada.page.goto("/telefonate/turno/")
    ada.press("Apri")
    ada.reads("Telefonata muta")


@pytest.mark.parametrize(("javascript", "width"), [(True, 320), (True, 1280), (False, 320)])
def test_a_night(site: Site, javascript: bool, width: Width) -> None:
    desk = site.backstage(_night_line, site.cast)
    with (
        visit(site, "turno-bianca", javascript=javascript, width=width) as bianca,
        visit(site, "turno-bice", javascript=javascript, width=width) as bice,
        visit(site, "turno-ada", javascript=javascript, width=width) as ada,
    ):
        bice.sign_in(site.cast.bice)
        bice.reads("non ha ancora la sua chiave")
        bice.picture("prima-della-chiave")
        opens_the_line(bianca, desk)
        writes(bice)
        reads_it(ada)
