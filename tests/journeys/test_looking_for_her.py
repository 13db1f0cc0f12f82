"""Looking for a woman in the browser: found with and without JavaScript, and never in an address."""

import pytest

from tests.journeys.site import Site, visit

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("javascript", [True, False])
def test_a_name_is_looked_for_and_stands_in_no_address(site: Site, javascript: bool) -> None:
    with visit(site, "cercare", javascript=javascript) as ada:
        ada.sign_in(site.cast.ada)
        for name in ("Zoë", "Marta"):
            ada.page.goto("/percorsi/nuovo/")
            ada.write(name=name)
            ada.press("Apri il percorso")
        ada.page.goto("/percorsi/")
        ada.write(q="zoe")
        ada.press("Filtra")
        ada.page.get_by_text("1 percorso", exact=True).wait_for()
        ada.reads("Zoë")
        ada.picture("trovata")
        assert "Marta" not in ada.page.inner_text("main")
        assert ada.page.url.endswith("/percorsi/")
        ada.write(q="")
        ada.pick("show", "mine")
        ada.press("Filtra")
        ada.page.wait_for_url("**/percorsi/?show=mine")
        ada.reads("Marta")
