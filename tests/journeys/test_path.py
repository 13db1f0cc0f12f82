"""One woman's path across the network, from the first call to the yearly figure (`make journey`)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.journeys.site import Site, Visit, Width, visit
from trama.vault.models import SessionKey

pytestmark = pytest.mark.journey
MODES = pytest.mark.parametrize(("javascript", "width"), [(True, 1280), (False, 1280), (True, 320)])


def first_contact(ada: Visit) -> str:
    """A call, then a woman who wants to be called Zoë; the address of her path."""
    ada.sign_in(ada.site.cast.ada)
    ada.picture("agenda")
    ada.page.goto("/telefonate/nuova/")
    ada.choose("kind", "silent")
    ada.picture("telefonata")
    ada.press("Annota")
    ada.page.goto("/percorsi/nuovo/")
    ada.write(name="Zoë del mattino", telephone="la chiami la sorella, 000 123 456", times="di mattina")
    ada.choose("may_call", "times")
    ada.choose("message", "no")
    ada.picture("primo-contatto")
    ada.press("Apri il percorso")
    ada.reads("Zoë del mattino")
    return ada.page.url


def walk_with_her(ada: Visit, path: str) -> None:
    """Reception, a talk, the danger, something activated together, what she has lived."""
    for step in ("reception", "in_path"):
        ada.page.goto(path + "passo/")
        ada.choose("to", step)
        ada.press("Salva")
    ada.page.goto(path + "annota/")
    ada.pick("kind", "interview")
    ada.write(words="Racconta con calma. Torna giovedì.")
    ada.picture("annota")
    ada.press("Salva")
    ada.page.goto(path + "profilo/violenza/")
    ada.choose("violence_type", "psychological")
    ada.press("Salva")
    ada.page.goto(path + "profilo/arrivo/")
    ada.picture("come-e-arrivata")
    ada.page.goto(path)
    ada.go("Valuta")
    ada.choose("level", "medium")
    ada.picture("rischio")
    ada.press("Salva la valutazione")
    ada.page.goto(path + "attiva/")
    ada.pick("service", "safety_plan")
    ada.choose("status", "delivered")
    ada.press("Salva")
    ada.page.goto(path)
    ada.reads("Torna giovedì")
    ada.reads("Prima di chiamarla")
    ada.picture("percorso")


def send_to(ada: Visit, path: str, receiver: str) -> None:
    """Choose what is shared, see exactly that, ask her, send."""
    subject = path.rstrip("/").rsplit("/", 1)[1]
    ada.page.goto(f"/invii/nuovo/{subject}/")
    ada.page.select_option("main [name=receiver]", label=receiver)
    ada.picture("a-chi")
    ada.press("Avanti")
    ada.choose("fields", "name")
    ada.choose("fields", "telephone")
    ada.write(purpose="Cerca un posto per qualche settimana.")
    ada.tick("return_progress")
    ada.picture("che-cosa")
    ada.press("Guarda l’anteprima")
    ada.reads("Cerca un posto per qualche settimana.")
    ada.picture("anteprima")
    ada.go("Chiedilo a lei")
    ada.reads("Puoi ritirarlo quando vuoi")
    ada.choose("answer", "given")
    ada.choose("way", "in_person")
    ada.picture("consenso")
    ada.press("Salva quello che ha detto")
    ada.picture("pronto")
    ada.go("Invia")
    ada.page.locator("main form button").last.click()
    ada.page.wait_for_load_state()
    ada.picture("inviato")


def take_over(mara: Visit, person: str) -> None:
    """The receiver reads exactly what was shared and makes it her own."""
    mara.sign_in(mara.site.cast.people[person])
    mara.page.goto("/invii/")
    mara.picture("ricevuti")
    mara.go("Centro antiviolenza Aurora")
    mara.reads("Zoë del mattino")
    mara.reads("la chiami la sorella")
    assert "Torna giovedì" not in mara.page.content()
    mara.picture("invio")
    mara.go("Accogliere")
    mara.choose("target", "path")
    mara.picture("accogli")
    mara.press("Accogli")


@MODES
def test_from_the_first_call_to_another_office(site: Site, javascript: bool, width: Width) -> None:
    with visit(site, "percorso", javascript=javascript, width=width) as ada:
        path = first_contact(ada)
        walk_with_her(ada, path)
        send_to(ada, path, "Servizio sociale territoriale")
        with visit(site, "accolto", javascript=javascript, width=width) as pia:
            take_over(pia, "pia")
            pia.page.goto("/percorsi/")
            pia.reads("Zoë del mattino")
        ada.page.goto("/invii/inviati/")
        ada.picture("inviati")
        ada.page.goto(path)
        ada.picture("alla-fine")


def test_the_year_from_a_centre_to_the_network(site: Site) -> None:
    """An analyst computes and hands in; three centres make a sum; the lead body publishes it and reads no centre."""
    year = timezone.localdate().year
    for person in ("dina", "luna", "mara"):
        with visit(site, f"cifre-{person}") as analyst:
            analyst.sign_in(site.cast.people[person])
            analyst.page.goto(f"/dati/{year}/")
            analyst.picture("anno")
            analyst.page.goto(f"/dati/invio/{year}/")
            analyst.picture("invio")
            analyst.page.locator("main form button").first.click()
            analyst.page.wait_for_load_state()
            analyst.picture("calcolato")
            analyst.page.locator("main form button").last.click()
            analyst.page.wait_for_load_state()
            analyst.picture("inviato")
    with visit(site, "cifre-rete") as tea:
        tea.sign_in(site.cast.tea)
        tea.page.goto(f"/dati/rete/{year}/raccolta/")
        tea.picture("raccolta")
        tea.page.goto(f"/dati/rete/{year}/")
        tea.picture("rete")


def let_it_expire() -> None:
    """Nobody touched the browser for forty minutes."""
    SessionKey.objects.update(seen_at=timezone.now() - timedelta(minutes=40))


def test_a_form_sent_after_the_session_ended_is_not_lost(site: Site) -> None:

    with visit(site, "scaduta") as ada:
        path = first_contact(ada)
        ada.page.goto(path + "annota/")
        ada.pick("kind", "note")
        ada.write(words="Una nota lunga che non va perduta.")
        site.backstage(let_it_expire)
        ada.press("Salva")
        ada.reads("La sessione è scaduta")
        ada.picture("scaduta")
        ada.page.fill("[name=username]", "ada")
        ada.page.fill("[name=password]", site.cast.ada.password)
        ada.press("Continua")
        from trama.testing.clients import fresh_code_of

        ada.page.fill("[name=code]", site.backstage(fresh_code_of, site.cast.ada))
        ada.press("Entra")
        assert ada.page.url == path + "annota/"
        ada.reads("non è ancora stato inviato")
        assert ada.page.locator("main [name=words]").input_value() == "Una nota lunga che non va perduta."
        ada.picture("ritrovata")
        ada.press("Salva")
        ada.reads("Una nota lunga che non va perduta.")
