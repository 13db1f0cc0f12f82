"""A meeting from the call to a verified action, by the lead body and the referent of a centre."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.journeys.site import Site, Visit, Width, visit

pytestmark = pytest.mark.journey
ACTION = "Scrivere il programma del corso"


def send(visit_: Visit) -> None:
    """The main form's own button."""
    visit_.page.locator("main form .form-acts button").last.click()
    visit_.page.wait_for_load_state()


def sent_back(visit_: Visit, words: str) -> None:
    """Send a form that is refused: the browser notes the 422, which is meant."""
    send(visit_)
    visit_.reads(words)
    visit_.watched.problems[:] = [one for one in visit_.watched.problems if "422" not in one]


def call_meeting(tea: Visit) -> str:
    """Planned for today, an hour ago, and called; the meeting's page."""
    now = timezone.localtime().replace(second=0, microsecond=0)
    tea.sign_in(tea.site.cast.tea)
    tea.page.goto("/incontri/")
    tea.reads("Ne mancano 2")
    tea.picture("anno-vuoto")
    tea.go("Nuovo incontro")
    tea.pick("kind", "operational")
    tea.write(
        title="Incontro operativo d’autunno",
        starts_at=(now - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
        ends_at=(now - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"),
        place="Sala grande",
        agenda="Dati dell’anno\nFormazione comune",
    )
    tea.pick("who", "all")
    sent_back(tea, "La fine viene dopo l’inizio.")
    tea.picture("fine-prima")
    assert tea.page.locator("[name=title]").input_value() == "Incontro operativo d’autunno"
    tea.write(ends_at=(now + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"))
    send(tea)
    tea.reads("In programma")
    meeting = tea.page.url
    tea.picture("in-programma")
    tea.go("Convoca")
    tea.picture("convocare")
    tea.press("Convoca")
    tea.reads("Testo per la posta")
    tea.picture("posta")
    return meeting


def answer(franca: Visit, meeting: str) -> None:
    franca.sign_in(franca.site.cast.franca)
    franca.page.goto("/incontri/")
    franca.go("Rispondi: Incontro operativo d’autunno")
    franca.choose("answer", "sends")
    sent_back(franca, "Scrivi quale ufficio viene.")
    franca.write(office="Sportello legale")
    franca.picture("risposta")
    send(franca)
    franca.page.goto(meeting)
    franca.reads("Manda un altro ufficio: Sportello legale")
    franca.picture("convocato")


def write_minutes(tea: Visit, meeting: str) -> None:
    """Who was there, what was decided, who does what; then for everybody."""
    tea.page.goto(meeting)
    tea.go("Segna chi c’era")
    aurora = tea.site.cast.organisations["aurora"]
    assert tea.page.locator(f"#present-{aurora}").is_checked(), "who said it would come is ticked already"
    tea.page.locator("[name=present]").nth(4).focus()
    tea.page.keyboard.press("Space")  # Capofila, by the keyboard
    tea.picture("presenze")
    send(tea)
    tea.reads("Presenti: 2.")
    tea.go("Scrivi il verbale")
    tea.write(point_1="Si guardano insieme.", decisions="Un corso in primavera", courts="In lieve crescita.")
    tea.picture("verbale-da-scrivere")
    send(tea)
    tea.reads("Bozza")
    tea.go("Nuova azione")
    tea.write(text=ACTION, due_on=(timezone.localdate() + timedelta(days=30)).isoformat())
    tea.pick("owner", str(aurora))
    tea.picture("azione-nuova")
    send(tea)
    tea.picture("bozza")
    tea.go("Approva")
    tea.picture("approvare")
    tea.press("Approva")
    tea.reads("Versione 1")
    tea.reads("In lieve crescita.")
    tea.picture("verbale")


@pytest.mark.parametrize(("javascript", "width"), [(True, 1280), (False, 320)])
def test_from_the_call_to_a_verified_action(site: Site, javascript: bool, width: Width) -> None:
    with (
        visit(site, "incontro-tea", javascript=javascript, width=width) as tea,
        visit(site, "incontro-franca", javascript=javascript, width=width) as franca,
    ):
        meeting = call_meeting(tea)
        answer(franca, meeting)
        write_minutes(tea, meeting)
        franca.page.goto(meeting.rstrip("/") + "/verbale/")
        franca.reads("Un corso in primavera")
        franca.page.goto("/incontri/azioni/")
        franca.picture("azioni")
        franca.go(ACTION)
        franca.go("È fatta")
        franca.write(note="Programma mandato ai referenti.")
        franca.picture("fatta")
        send(franca)
        franca.reads("Fatta, da verificare")
        assert franca.page.get_by_role("link", name="Verifica", exact=True).count() == 0
        tea.page.goto("/incontri/azioni/?quali=tutte")
        tea.go(ACTION)
        tea.go("Verifica")
        tea.press("Verifica")
        tea.reads("Verificata")
        tea.picture("verificata")
        tea.page.goto("/incontri/presenze/")
        tea.reads("Presenze del")
        tea.picture("presenze-anno")
