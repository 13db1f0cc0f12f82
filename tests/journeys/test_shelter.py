"""A place for her: a letter to the shelter, its answer, the stay; and an address that is nowhere else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.journeys.site import Site, Visit, visit
from tests.journeys.test_path import first_contact, send_to

pytestmark = pytest.mark.journey
ADDRESS = "vicolo Senzanome 7, terzo citofono"


def open_house(nora: Visit) -> str:
    """The coordinator writes down a house, a place, and the address for those who may know it; the house's page."""
    nora.sign_in(nora.site.cast.nora)
    nora.page.goto("/ospitalita/")
    nora.picture("ancora-niente")
    nora.page.goto("/ospitalita/case/nuova/")
    nora.write(name="Casa del glicine")
    nora.pick("level", "protected_secret")
    nora.write(days="180")
    nora.picture("casa")
    nora.page.locator("main form button").last.click()
    nora.page.wait_for_load_state()
    house = nora.page.url
    nora.page.goto(house + "posti/nuovo/")
    nora.write(beds="3")
    nora.page.locator("main form button").last.click()
    nora.page.wait_for_load_state()
    return house


def write_address(nora: Visit, house: str) -> None:
    """After the password once more; only the chosen ones will read it."""
    nora.page.goto(house + "indirizzo/scrivi/")
    nora.write(password=nora.site.cast.nora.password)
    nora.picture("conferma")
    nora.press("Conferma")
    nora.write(address=ADDRESS)
    for person in (nora.site.cast.nora, nora.site.cast.olga):
        for key in (person.membership_id, person.user_key_id, person.user_id):
            box = nora.page.locator(f"main [name=members][value='{key}']")
            if box.count():
                box.check(force=True)
    nora.picture("indirizzo")
    nora.page.locator("main form button").last.click()
    nora.page.wait_for_load_state()


def test_a_place_for_her_and_an_address_that_is_nowhere_else(site: Site) -> None:
    last_day = (timezone.localdate() + timedelta(days=60)).isoformat()
    with visit(site, "casa-nora") as nora:
        house = open_house(nora)
        write_address(nora, house)
    with visit(site, "casa-ada") as ada:
        path = first_contact(ada)
        send_to(ada, path, "Casa rifugio Ginestra")
        with visit(site, "casa-mara") as mara:
            mara.sign_in(site.cast.mara)
            mara.page.goto("/invii/")
            mara.go("Centro antiviolenza Aurora")
            mara.go("Accogliere")
            mara.picture("che-cosa-diventa")
            mara.choose("target", "shelter")
            mara.press("Accogli")
            mara.page.goto("/ospitalita/richieste/")
            mara.picture("richieste")
            mara.go("Zoë del mattino")
            mara.picture("richiesta")
            mara.page.goto(mara.page.url.rstrip("/") + "/accogli/")
            mara.page.locator("main [name=place]").first.wait_for()
            places = mara.page.locator("main [name=place][value]:not([value=''])")
            if places.count():
                places.first.check(force=True)
            mara.write(until=last_day)
            mara.picture("posto")
            mara.page.locator("main form button").last.click()
            mara.page.wait_for_load_state()
            mara.page.goto("/ospitalita/")
            mara.reads("Zoë del mattino")
            mara.picture("chi-e-dove")
            assert ADDRESS not in mara.page.content()
            mara.page.goto(house + "indirizzo/")
            mara.write(password=site.cast.mara.password)
            mara.press("Conferma")
            assert ADDRESS not in mara.page.content(), "Mara is not in the circle"
        for page in ("/invii/inviati/", path, "/agenda/"):
            ada.page.goto(page)
            assert ADDRESS not in ada.page.content()
        ada.page.goto("/invii/inviati/")
        ada.picture("risposta")
