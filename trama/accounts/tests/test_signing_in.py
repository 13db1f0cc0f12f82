"""Signing in as a person and as somebody who guesses."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from trama.access.context import acting
from trama.accounts.models import Membership, SignInFailure, TotpDevice, User
from trama.audit.models import Event
from trama.testing.cast import Cast, Person
from trama.testing.clients import code_of, signed_in, type_password
from trama.vault import installation
from trama.vault.models import SessionKey


@pytest.fixture
def ada(cast: Cast) -> Client:
    return signed_in(cast.ada)


def test_two_steps_lead_to_the_account_page(ada: Client) -> None:
    page = ada.get("/accesso/")
    assert page.status_code == 200
    assert "Centro antiviolenza Aurora" in page.text
    assert page["Cache-Control"] == "no-store"


def test_the_password_alone_opens_nothing(cast: Cast) -> None:
    client = Client()
    type_password(client, cast.ada)
    assert client.get("/accesso/").status_code == 302
    assert client.get("/entra/avanti/").status_code == 403


def test_a_code_is_taken_once(cast: Cast) -> None:
    first, again = Client(), Client()
    type_password(first, cast.ada)
    first.get("/entra/codice/")
    code = code_of(cast.ada)
    assert first.post("/entra/codice/", {"code": code}).status_code == 302
    type_password(again, cast.ada)
    page = again.post("/entra/codice/", {"code": code})
    assert page.status_code == 422
    assert "già stato usato" in page.text
    assert again.get("/accesso/").status_code == 302


@pytest.mark.parametrize("username", ["ada", "nessuna"])
def test_a_wrong_password_and_an_unknown_name_read_the_same(cast: Cast, username: str) -> None:
    page = Client().post("/entra/", {"username": username, "password": "sbagliata ma lunga"})
    assert page.status_code == 422
    assert "Nome o password non giusti." in page.text
    assert "sbagliata" not in page.text
    assert SignInFailure.objects.count() == 1


def test_guessing_is_slowed_down_by_name_existing_or_not(cast: Cast) -> None:
    client = Client()
    for _try in range(5):
        client.post("/entra/", {"username": "ada", "password": "sbagliata ma lunga"})
    page = client.post("/entra/", {"username": "ada", "password": cast.ada.password})
    assert "Troppi tentativi" in page.text
    assert signed_in(cast.agata).get("/accesso/").status_code == 200


def test_who_knows_the_password_cannot_go_on_guessing_codes(cast: Cast) -> None:
    """Giving the password again between two guesses forgives none of them."""
    signed_in(cast.ada)
    thief = Client()
    for _try in range(5):
        type_password(thief, cast.ada)
        thief.post("/entra/codice/", {"code": "nessun"})
    page = thief.post("/entra/", {"username": cast.ada.username, "password": cast.ada.password})
    assert "Troppi tentativi" in page.text


def test_the_right_code_forgives_what_came_before(cast: Cast) -> None:
    client = Client()
    client.post("/entra/", {"username": "ada", "password": "sbagliata ma lunga"})
    signed_in(cast.ada)
    assert not SignInFailure.objects.exists()


def test_at_a_screen_left_open_the_password_is_not_guessed(cast: Cast, ada: Client) -> None:
    """The page that changes it slows guesses down as the sign-in does, and the trail has them."""
    new = "una frase del tutto nuova"
    wrong = {"old_password": "sbagliata ma lunga", "new_password": new, "again_password": new}
    for _try in range(5):
        ada.post("/accesso/password/", wrong)
    page = ada.post("/accesso/password/", {**wrong, "old_password": cast.ada.password})
    assert page.status_code == 422
    assert "Troppi tentativi" in page.text
    with acting(cast.ada.actor):
        assert Event.objects.filter(action="account.password_refused").count() == 5


def test_what_was_searched_does_not_stand_in_the_address_of_the_sign_in(cast: Cast) -> None:
    answer = Client().get("/percorsi/", {"q": "Zoë", "state": "all"})
    assert answer["Location"] == "/entra/?next=%2Fpercorsi%2F%3Fstate%3Dall"


def test_when_too_many_come_in_at_once_she_is_told_to_try_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    monkeypatch.setattr(settings, "PASSWORD_SEATS", 1)
    typed = {"username": "ada", "password": cast.ada.password}
    seat = installation.password_room()
    inside, leave = threading.Event(), threading.Event()

    def another() -> bool:
        inside.set()
        return leave.wait(30)

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(seat.run, another)
        assert inside.wait(30)
        page = Client().post("/entra/", typed)
        leave.set()
        assert running.result(30)
    assert page.status_code == 503
    assert "Stanno entrando in molte: riprova tra qualche secondo." in page.text
    assert SignInFailure.objects.count() == 0
    assert Client().post("/entra/", typed).status_code == 302


def test_a_failure_is_audited_for_her_organisation_without_what_was_typed(cast: Cast) -> None:
    Client().post("/entra/", {"username": "ada", "password": "sbagliata ma lunga"})
    with acting(cast.bianca.actor):
        event = Event.objects.get(action="sign_in.failed")
    assert (event.subjects, event.user_id, event.detail) == ([cast.ada.membership_id], None, "password")
    with acting(cast.gaia.actor):
        assert not Event.objects.filter(action="sign_in.failed").exists()


def test_a_failure_with_an_unknown_name_is_audited_for_nobody(cast: Cast) -> None:
    Client().post("/entra/", {"username": "nessuna", "password": "sbagliata ma lunga"})
    with acting(cast.bianca.actor):
        assert not Event.objects.filter(action="sign_in.failed").exists()


def test_a_removed_member_is_out_at_her_next_request(cast: Cast, ada: Client) -> None:
    Membership.objects.filter(pk=cast.ada.membership_id).update(ended_at=timezone.now())
    assert ada.get("/accesso/").status_code == 302


def test_a_closed_account_cannot_sign_in(cast: Cast) -> None:
    User.objects.filter(pk=cast.ada.user_id).update(is_active=False)
    client = Client()
    type_password(client, cast.ada)
    assert settings.SESSION_COOKIE_KEY not in client.cookies


@pytest.mark.parametrize(("idle", "since"), [(31, 31), (1, 8 * 60 + 1)])
def test_a_session_ends_when_idle_and_at_the_end_of_the_day(
    cast: Cast, ada: Client, idle: int, since: int
) -> None:
    now = timezone.now()
    SessionKey.objects.update(seen_at=now - timedelta(minutes=idle), opened_at=now - timedelta(minutes=since))
    answer = ada.get("/accesso/")
    assert answer.status_code == 302
    assert answer["Location"] == "/entra/?next=%2Faccesso%2F"
    assert SessionKey.objects.get().sealed is None


def test_signing_out_leaves_nothing(ada: Client) -> None:
    ada.post("/esci/")
    assert SessionKey.objects.count() == 0
    assert ada.get("/accesso/").status_code == 302


def test_the_cookie_is_closed_to_scripts_and_other_sites(ada: Client) -> None:
    cookie = ada.cookies[settings.SESSION_COOKIE_KEY]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"


def test_no_page_outside_is_a_landing(cast: Cast) -> None:
    client = Client()
    answer = client.post(
        "/entra/?next=https://example.org/", {"username": "ada", "password": cast.ada.password}
    )
    assert answer["Location"] == "/entra/codice/"


def test_changing_the_password_ends_sessions_and_keeps_access(cast: Cast, ada: Client) -> None:
    new = "una frase del tutto nuova"
    typed = {"old_password": cast.ada.password, "new_password": new, "again_password": new}
    assert ada.post("/accesso/password/", typed)["Location"] == "/entra/"
    assert ada.get("/accesso/").status_code == 302
    TotpDevice.objects.update(last_step=0)
    client = Client()
    client.post("/entra/", {"username": "ada", "password": new})
    client.post("/entra/codice/", {"code": code_of(cast.ada)})
    assert client.get("/accesso/").status_code == 200


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"old_password": "x", "new_password": "corta", "again_password": "corta"}, "almeno 12 caratteri"),
        ({"old_password": "x", "new_password": "una frase lunga A", "again_password": "una frase lunga B"}, "uguali"),
        ({"old_password": "sbagliata!!!", "new_password": "una frase lunga A", "again_password": "una frase lunga A"},
         "non è giusta"),
    ],
)  # fmt: skip
def test_a_bad_password_change_is_explained(
    client_of: Callable[[Person], Client], cast: Cast, typed: dict[str, str], message: str
) -> None:
    page = client_of(cast.ada).post("/accesso/password/", typed)
    assert page.status_code == 422
    assert message in page.text
