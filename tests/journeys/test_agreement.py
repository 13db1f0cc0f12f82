"""The protocol: a body names its referent; a document with three signatures comes in and three verdicts are read."""

from pathlib import Path

import pytest

from tests.journeys.site import Site, Visit, visit
from trama.protocol.agreement.tests.test_files import ROOT, THREE
from trama.testing.signing.authority import intermediate, person
from trama.testing.signing.envelopes import Hand, envelope, nested, pem
from trama.testing.signing.revocations import crl

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


def test_a_missing_list_comes_later_and_the_signature_passes(site: Site, tmp_path: Path) -> None:
    """On a telephone: who verifies fetched the authority's list of revoked certificates."""
    signer = person("Dina Inventata", "ec256", crl="http://crl.example/lista.crl")
    given = {
        "authorities.pem": ROOT.data,
        "firma.p7m": envelope(TEXT, Hand(signer)),
        "lista.pem": pem(crl(intermediate()), "X509 CRL"),
    }
    for name, data in given.items():
        (tmp_path / name).write_bytes(data)
    with visit(site, "revoca-tea", width=320) as tea:
        tea.sign_in(site.cast.tea)
        tea.page.goto("/protocollo/fiducia/nuova/")
        choose_file(tea, "file", tmp_path / "authorities.pem")
        tea.write(source="Radice inventata, portata a mano")
        tea.press("Carica")
        tea.page.goto("/protocollo/")
        tea.go("Centro antiviolenza Aurora")
        tea.go("Manda un documento firmato")
        tea.picture("manda")
        choose_file(tea, "file", tmp_path / "firma.p7m")
        tea.press("Manda")
        tea.reads("INDETERMINATE, TRY_LATER")
        tea.go("Verifica un'altra volta")
        tea.picture("verifica-un-altra-volta")
        choose_file(tea, "revocation", tmp_path / "firma.p7m")
        tea.press("Verifica")
        tea.reads("servono liste (CRL) o risposte OCSP")
        tea.watched.problems.clear()  # the browser notes that the form came back (422)
        tea.picture("non-sono-dati-di-revoca")
        choose_file(tea, "revocation", tmp_path / "lista.pem")
        tea.press("Verifica")
        tea.reads("La firma è valida")
        tea.reads("1 lista (CRL)")
        tea.picture("con-la-lista")
