"""Whatever is sent to whatever form, the answer is a page in Italian, never a failure; and a failure tells nothing."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import DataError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from gunicorn.config import Config

from tests.contracts.test_other_organisations import kwargs_of
from tests.contracts.test_permissions import URLS, action_of
from trama.access.actions import Action
from trama.access.urls import path
from trama.config.errors import SilentFormatter
from trama.config.gunicorn import SilentLogger
from trama.config.urls import urlpatterns as product
from trama.testing.cast import Cast, Person
from trama.testing.clients import signed_in
from trama.testing.forms import Form, filled, forms_of
from trama.testing.world import World

LEFT_OUT = {
    "accounts:sign_out",
    "accounts:password",
    "accounts:factor",
    "accounts:enter",
    "accounts:signed_out",
}
GARBAGE = {
    "too long": "è" * 30_000,
    "control characters": "a\x00b\x1b[2J\u202e\ud800".encode("utf-8", "surrogatepass").decode(
        "utf-8", "replace"
    ),
    "markup": "<script>alert(1)</script>{{ 7*7 }}' OR 1=1 --",
    "only spaces": " \t\n ",
}
SECRET = "Quetzal-Ombra Zq8"


def garbled(form: Form, kind: str) -> dict[str, list[str]]:
    """Codes nobody offers, days that do not exist, numbers out of reach, text of the given kind."""
    sent = filled(form, GARBAGE[kind], today="2026-02-31")
    for control in form.controls:
        if control.kind in {"radio", "checkbox", "select"} and control.name in sent:
            sent[control.name] = ["no-such-code"]
        elif control.kind == "number":
            sent[control.name] = ["99999999999999999999"]
        elif control.kind in {"date", "datetime-local"}:
            sent[control.name] = ["2026-02-31T99:99" if control.kind == "datetime-local" else "0001-13-40"]
        elif control.kind == "hidden" and control.name != "csrfmiddlewaretoken":
            sent[control.name] = ["not-an-id"]
    return sent


def send_garbage(
    client: Client, person: Person, world: World, kind: str
) -> Iterator[tuple[str, HttpResponse]]:
    for name in sorted(URLS):
        if name in LEFT_OUT or not action_of(name).allows(person.actor):
            continue
        page = client.get(reverse(name, kwargs=kwargs_of(name, world.ids)), follow=True)
        for form in forms_of(page.text) if "text/html" in page.get("Content-Type", "") else []:
            target = form.action or page.request["PATH_INFO"]
            if "esci" not in target and "password" not in target:
                yield name, client.post(target, garbled(form, kind))


@pytest.mark.parametrize("kind", GARBAGE)
def test_no_form_fails_on_garbage(cast: Cast, kind: str) -> None:
    world = World(cast)
    refused = 0
    for person in (cast.bianca, cast.ada, cast.bice, cast.tea):
        client = signed_in(person)
        client.raise_request_exception = False
        for name, answer in send_garbage(client, person, world, kind):
            assert answer.status_code < 500, f"{person.name} {name}: {answer.status_code}"
            refused += answer.status_code == 422
            assert "<script>alert(1)" not in answer.text, name
    assert refused >= 10, refused


def test_no_address_fails_on_garbage_in_its_query(cast: Cast) -> None:
    world = World(cast)
    client = signed_in(cast.bianca)
    client.raise_request_exception = False
    query = "?page=-1&sort=%27--&q=%00%ff&stato=zz&state=zz&year=99999&from=0001-13-40&days=x&next=//evil"
    for name in sorted(URLS):
        if name in LEFT_OUT or not action_of(name).allows(cast.bianca.actor):
            continue
        answer = client.get(reverse(name, kwargs=kwargs_of(name, world.ids)) + query)
        assert answer.status_code < 500, name


def failing(request: HttpRequest) -> HttpResponse:
    """A statement that the database refuses, with somebody's words among its parameters."""
    words = SECRET
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::int", [words])
    raise DataError(words)


urlpatterns = [*product, path("prova/", failing, action=Action.SIGNED_IN, name="prova")]


def test_a_failure_shows_and_logs_no_parameter_and_no_local(cast: Cast, log: list[str]) -> None:
    client = signed_in(cast.ada)
    client.raise_request_exception = False
    with override_settings(ROOT_URLCONF="tests.contracts.test_bad_input"):
        answer = client.get("/prova/", {"q": SECRET})
    assert answer.status_code == 500
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text
    written = "\n".join(log)
    assert "test_bad_input.py" in written, "the log must say where it failed"
    assert SECRET not in written
    assert "Quetzal" not in written
    assert timezone.localdate().isoformat() in written


def test_no_log_says_whose_page_was_asked_for(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    """What Django logs of a refusal, as the installation writes it: the kind of page, and no row."""
    row = uuid4()
    assert signed_in(cast.ada).get(f"/percorsi/{row}/?q=Zoe").status_code == 404
    assert signed_in(cast.ada).put(f"/percorsi/{row}/").status_code == 405
    plain = SilentFormatter("{asctime} {levelname} {name} {message}", style="{")
    logged = [plain.format(record) for record in caplog.records]
    assert sum("/percorsi/…/" in line for line in logged) == 2, logged
    assert not any(str(row) in line or "Zoe" in line for line in logged)


@pytest.mark.parametrize("charset", ["utf-16", "idna", "utf-7"])
def test_a_form_in_another_alphabet_is_refused_in_italian(cast: Cast, charset: str) -> None:
    """It is read by the check of the token, before any page of ours; Django's own page reads it a second time."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies = signed_in(cast.ada).cookies
    client.get(reverse("cases:log_call"))
    answer = client.post(
        reverse("cases:log_call"),
        b"kind=silent",
        content_type=f"application/x-www-form-urlencoded; charset={charset}",
        headers={"x-csrftoken": client.cookies["trama-csrf"].value},
    )
    assert answer.status_code == 400
    assert "Questa richiesta non si può leggere" in answer.text


def test_the_web_server_s_own_log_tells_no_row_and_no_value(capfd: pytest.CaptureFixture[str]) -> None:
    """An error that the application did not answer is written down by gunicorn."""
    row = uuid4()
    log = SilentLogger(Config())
    try:
        raise ValueError(SECRET)
    except ValueError:
        log.exception("Error handling request %s %s", "POST", f"/percorsi/{row}/?q={SECRET}")
    log.warning(
        "Invalid request from ip=%s: %s", "192.0.2.1", f"Invalid HTTP request line: 'GET /percorsi/{row}/'"
    )
    written = capfd.readouterr().err
    assert "test_bad_input.py" in written  # the place
    assert "/percorsi/…/" in written
    assert SECRET not in written
    assert str(row) not in written
