"""The protocol: a body names its referent; a document with three signatures comes in and three verdicts are read."""

from pathlib import Path

import pytest

from tests.journeys.site import Site, Visit, visit
from trama.protocol.agreement.tests.test_files import ROOT, THREE
from trama.testing.signing.authority import person
from trama.testing.signing.envelopes import Hand, nested

pytestmark = pytest.mark.journey
TEXT = b"Protocollo d'intesa inventato, tra enti inventati."


def choose_file(who: Visit, field: str, path: Path) -> None:
    who.page.locator(f"main input[type=file][name={field}]").set_input_files(path)


def test_a_body_names_its_referent(site: Site) -> None:
    with visit(site, "referente-franca", width=320) as franca:
        franca.sign_in(site.cast.franca)
        franca.page.goto("/protocollo/referenti/")
        franca.picture("chi-manca")
        franca.go("Il referente del mio ente")
        franca.reads("Nessun referente indicato")
        franca.go("Nomina un referente")
        franca.write(office="Ufficio di rete", email="nome.cognome@aurora.example", telephone="02 000000")
        franca.press("Nomina")
        franca.reads("Sembra la casella di una persona")
        franca.watched.problems.clear()  # the browser notes that the form came back (422)
        franca.picture("una-casella-di-persona")
        franca.write(email="rete@aurora.example")
        franca.press("Nomina")
        franca.reads("Ufficio di rete")
        franca.picture("nominato")
        franca.go("Nomina un referente")
        franca.write(office="Segreteria")
        franca.press("Nomina")
        franca.reads("Chi c'è adesso è referente da dopo quel giorno.")
        franca.watched.problems.clear()
        franca.picture("non-lo-stesso-giorno")


def test_three_signatures_come_in_and_three_verdicts_are_read(site: Site, tmp_path: Path) -> None:
    authorities, document = tmp_path / "autorita.pem", tmp_path / "Firma di Ada Inventata.p7m"
    authorities.write_bytes(ROOT.data)
    document.write_bytes(nested(TEXT, *(Hand(person(name, "ec256")) for name in THREE)))
    with visit(site, "firme-tea") as tea, visit(site, "firme-franca") as franca:
        tea.sign_in(site.cast.tea)
        tea.page.goto("/protocollo/")
        tea.picture("protocollo")
        tea.go("Ente per ente")
        tea.picture("scadenza")
        tea.page.goto("/protocollo/fiducia/")
        tea.go("Carica una lista")
        choose_file(tea, "file", authorities)
        tea.write(source="Radice inventata, portata a mano")
        tea.press("Carica")
        tea.reads("Radice inventata, portata a mano")
        franca.sign_in(site.cast.franca)
        franca.page.goto("/protocollo/")
        franca.go("Centro antiviolenza Aurora")
        franca.picture("il-suo-ente")
        franca.go("Manda un documento firmato")
        choose_file(franca, "file", document)
        franca.press("Manda")
        for name in THREE:
            franca.reads(name)
        assert franca.page.locator("main").inner_text().count("La firma è valida") == 3
        franca.picture("tre-firme")
        tea.page.goto("/protocollo/")
        tea.go("Guarda")
        tea.go("Centro antiviolenza Aurora")
        tea.go("Metti agli atti")
        tea.press("Metti agli atti")
        tea.go("Centro antiviolenza Aurora")
        tea.go("Di' che è verificata")
        tea.picture("su-quale-rapporto")
        tea.page.locator("main [name=report]").first.check(force=True)
        tea.tick("looked")
        tea.press("È verificata")
        tea.reads("Verificata da una persona")
        tea.picture("verificata")
