"""The keys of an organisation: turned, printed on two sheets, signed anew by the root after a custodian has left."""

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from trama.access.context import acting
from trama.access.roles import Role
from trama.accounts.founding import Insider, Newcomer, bring_in
from trama.accounts.models import Membership, Session
from trama.accounts.tests.coming_in import Browser, digits_on
from trama.audit.models import Event
from trama.testing.cast import Cast
from trama.vault.crypto.keys import KeyPair
from trama.vault.crypto.recovery import join
from trama.vault.directory import trusted
from trama.vault.secrets import demo_root_seed
from trama.vault.trust.files import read_request, signed_file

SHEET = re.compile(r"<code>((?:[0-9A-Z]{2,4} ){10,}[0-9A-Z]+)</code>")


@pytest.fixture
def bianca(cast: Cast) -> Browser:
    return Browser.of(cast.bianca)


@pytest.fixture
def third(cast: Cast) -> Membership:
    """A third custodian of Aurora."""
    membership = Membership.objects.get(pk=cast.bianca.membership_id)
    insider = Insider(membership, cast.bianca.unlock())
    newcomer = Newcomer("zoe", "una frase lunga di Zoe", "Zoe", frozenset({Role.CUSTODIAN}))
    return bring_in(insider, newcomer).membership


def upload(content: str, name: str = "firmata.json") -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, content.encode())}


def signed_by(root: KeyPair, request: str) -> str:
    return signed_file(read_request(request).sign(root))


def test_the_keys_page_says_how_things_are(cast: Cast, bianca: Browser) -> None:
    page = bianca.get("/chiavi/").text
    assert "Le custodi sono due" in page
    assert "Non ci sono" in page
    assert "firma nuova" not in page


def test_turning_the_keys_leaves_everybody_in(cast: Cast, bianca: Browser) -> None:
    ada = Browser.of(cast.ada)
    with acting(cast.ada.actor):
        key = cast.ada.unlock().new_record()
    assert bianca.post("/chiavi/cambia/")["Location"] == "/chiavi/avanti/"
    bianca.post("/chiavi/avanti/")
    assert ada.get("/agenda/").status_code == 200
    with acting(cast.ada.actor):
        key.refresh_from_db()
        assert cast.ada.unlock().holds([key]) == {key.pk}
        assert trusted(cast.ada.organisation_id).epoch == 2


def test_the_sheets_are_two_halves_shown_once(cast: Cast, bianca: Browser) -> None:
    assert SHEET.search(bianca.get("/chiavi/fogli/").text) is None
    page = bianca.post("/chiavi/fogli/")
    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private" or (
        "no-store" in page["Cache-Control"]
    )
    halves = SHEET.findall(page.text)
    assert len(halves) == 2
    with acting(cast.bianca.actor):
        public = trusted(cast.bianca.organisation_id).manifest.recovery
        assert Event.objects.filter(action="recovery.made").count() == 1
    assert KeyPair(join(*halves), "recovery").public.sealing == public
    assert "Ci sono" in bianca.get("/chiavi/").text
    assert SHEET.search(bianca.get("/chiavi/").text) is None


def test_new_sheets_end_the_old_ones(cast: Cast, bianca: Browser) -> None:
    first = SHEET.findall(bianca.post("/chiavi/fogli/").text)
    bianca.post("/chiavi/fogli/")
    with acting(cast.bianca.actor):
        public = trusted(cast.bianca.organisation_id).manifest.recovery
    assert KeyPair(join(*first), "recovery").public.sealing != public


def test_sheets_ask_for_the_password_first(cast: Cast, bianca: Browser) -> None:
    Session.objects.update(stepped_up_at=None)
    for answer in (bianca.get("/chiavi/fogli/"), bianca.post("/chiavi/fogli/")):
        assert answer["Location"].startswith("/conferma/")
    with acting(cast.bianca.actor):
        assert trusted(cast.bianca.organisation_id).manifest.recovery is None


def test_after_a_custodian_has_left_the_root_must_sign_again(
    cast: Cast, bianca: Browser, third: Membership
) -> None:
    assert "custode: ha conosciuto la chiave" in bianca.get(f"/colleghe/{third.pk}/togli/").text
    bianca.post(f"/colleghe/{third.pk}/togli/")
    bianca.post("/chiavi/avanti/")
    assert "Serve una firma nuova" in bianca.get("/chiavi/").text
    assert bianca.post("/chiavi/firma/")["Location"] == "/chiavi/firma/"
    request = bianca.get("/chiavi/firma/richiesta/")
    assert request["Content-Disposition"].startswith("attachment")
    assert set(json.loads(request.text)["statement"]) == {"id", "name", "identity", "serial"}
    assert digits_on(bianca.get("/chiavi/firma/"))
    signed = signed_by(KeyPair(demo_root_seed(), "root"), request.text)
    assert bianca.post("/chiavi/firma/installa/", upload(signed))["Location"] == "/chiavi/avanti/"
    bianca.post("/chiavi/avanti/")
    assert "firma nuova" not in bianca.get("/chiavi/").text
    with acting(cast.bianca.actor):
        assert trusted(cast.bianca.organisation_id).statement.serial == 2


def test_a_signature_of_another_root_or_of_another_file_is_refused(
    cast: Cast, bianca: Browser, third: Membership
) -> None:
    bianca.post("/chiavi/firma/")
    request = bianca.get("/chiavi/firma/richiesta/").text
    for content in (signed_by(KeyPair.generate("root"), request), request, "{}", "x" * 200_000, "\x00"):
        answer = bianca.post("/chiavi/firma/installa/", upload(content))
        assert answer.status_code == 422
    assert bianca.post("/chiavi/firma/installa/").status_code == 422
    bianca.post("/chiavi/firma/")  # asked anew: the answer to the first request is worth nothing
    late = signed_by(KeyPair(demo_root_seed(), "root"), request)
    assert bianca.post("/chiavi/firma/installa/", upload(late)).status_code == 422
    with acting(cast.bianca.actor):
        assert trusted(cast.bianca.organisation_id).statement.serial == 1


def test_without_a_request_there_is_no_file(bianca: Browser) -> None:
    assert bianca.get("/chiavi/firma/richiesta/").status_code == 404


def test_the_code_of_a_custodian_in_the_database_alone_opens_nothing(cast: Cast) -> None:
    """Somebody who writes to the database makes herself a custodian: the key is not hers all the same."""
    Membership.objects.filter(pk=cast.ada.membership_id).update(roles=["custodian", "operator"])
    ada = Browser.of(cast.ada)
    ada.client = Client(raise_request_exception=False)
    ada.sign_in()
    Session.objects.update(stepped_up_at=timezone.now())
    for address in ("/chiavi/fogli/", "/chiavi/cambia/", f"/colleghe/{cast.agata.membership_id}/togli/"):
        assert ada.post(address).status_code in {404, 409, 422, 403}, address
    with acting(cast.bianca.actor):
        assert trusted(cast.bianca.organisation_id).manifest.recovery is None
        assert Membership.objects.get(pk=cast.agata.membership_id).ended_at is None
