"""A new colleague: a code on paper, forty digits, her first day, the day she leaves; with and without JavaScript."""

import re
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.journeys.site import Site, Visit, Width, visit
from trama.accounts import totp
from trama.accounts.models import TotpDevice, User
from trama.accounts.people import login_hash

pytestmark = pytest.mark.journey
PASSWORD = "una frase lunga tutta sua"


@pytest.fixture(autouse=True)
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """Members change here: what is remembered of it outside the database ends with this copy of the database."""
    monkeypatch.setenv("TRAMA_WITNESS_DIR", str(tmp_path / "witness"))
    settings.WITNESS_DIR = tmp_path / "witness"


def _code_of(username: str) -> str:
    """What her authenticator shows; as if half a minute had passed since the last time."""
    device = TotpDevice.objects.get(user=User.objects.get(login_hash=login_hash(username)))
    TotpDevice.objects.filter(pk=device.pk).update(last_step=0)
    return totp.current_code(device)


def _confirm(opened: Visit, password: str) -> None:
    opened.write(password=password)
    opened.press("Conferma")


def invited(bianca: Visit, name: str) -> str:
    """The code that Bianca copies on a piece of paper."""
    bianca.sign_in(bianca.site.cast.bianca)
    bianca.page.goto("/colleghe/")
    bianca.picture("colleghe")
    bianca.go("Invita una collega")
    bianca.picture("conferma")
    _confirm(bianca, bianca.site.cast.bianca.password)
    bianca.write(name=name)
    bianca.choose("roles", "operator")
    bianca.picture("invito")
    bianca.press("Prepara il codice")
    bianca.picture("codice")
    return bianca.page.locator("code.fingerprint").inner_text()


def registered(zoe: Visit, code: str) -> str:
    """Her account, her authenticator; the digits on her screen."""
    zoe.page.goto("/benvenuta/")
    zoe.write(
        invitation=code.lower().replace("-", " "), username="zoe", password=PASSWORD, again_password=PASSWORD
    )
    zoe.picture("benvenuta")
    zoe.press("Crea il mio accesso")
    zoe.reads("Secondo passo")
    zoe.picture("secondo-passo")
    zoe.write(code=zoe.site.backstage(_code_of, "zoe"))
    zoe.press("Entra")
    zoe.reads("Manca ancora un passo")
    zoe.picture("cifre")
    return zoe.page.locator("code.fingerprint").inner_text()


@pytest.mark.parametrize(("javascript", "width"), [(True, 1280), (False, 320)])
def test_a_colleague_comes_and_goes(site: Site, javascript: bool, width: Width) -> None:
    with (
        visit(site, "colleghe-bianca", javascript=javascript, width=width) as bianca,
        visit(site, "colleghe-zoe", javascript=javascript, width=width) as zoe,
    ):
        digits = registered(zoe, invited(bianca, "Zoe"))
        assert re.fullmatch(r"\d{5}(\s\d{5}){7}", digits)
        bianca.page.goto("/colleghe/")
        bianca.go("Zoe")
        bianca.picture("aspetta")
        bianca.go("Confronta le cifre")
        bianca.picture("confronto")
        bianca.write(fingerprint=digits)
        bianca.press("Sono queste: ammetti")
        bianca.reads("Dentro")
        zoe.go("Ha finito: entro")
        zoe.write(username="zoe", password=PASSWORD)
        zoe.press("Continua")
        zoe.write(code=site.backstage(_code_of, "zoe"))
        zoe.press("Entra")
        zoe.picture("primo-giorno")
        assert zoe.page.url.endswith("/agenda/")
        bianca.go("Non lavora più qui")
        bianca.picture("esce")
        bianca.press("Togli dall'ente")
        if not javascript:
            bianca.reads("Schede già chiuse con la chiave nuova")
            bianca.picture("cambio-delle-chiavi")
            bianca.press("Continua")
        bianca.page.get_by_text("Le chiavi del tuo ente").wait_for()
        bianca.picture("chiavi")
        zoe.page.goto("/agenda/")
        assert "/entra/" in zoe.page.url
