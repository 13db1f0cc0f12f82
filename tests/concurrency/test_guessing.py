"""Guesses sent at the same moment are counted each: whoever sends them together gets no more than one by one."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.concurrency.test_many import at_once
from trama.accounts import enrolment
from trama.accounts.models import Session, SignInFailure, User
from trama.accounts.sessions import PendingSignIn
from trama.accounts.signing_in import begin, check_factor, check_password
from trama.accounts.throttle import FREE_TRIES
from trama.common.errors import DomainError
from trama.testing.cast import Cast

GUESSES = 24


@pytest.fixture(autouse=True)
def memory(committed: str, tmp_path: Path, settings: Settings) -> None:
    settings.WITNESS_DIR = tmp_path / "witness"


def codes(errors: list[BaseException]) -> dict[str, int]:
    found = [error.code if isinstance(error, DomainError) else repr(error) for error in errors]
    return {code: found.count(code) for code in set(found)}


def test_guesses_at_a_password(everybody: Cast) -> None:
    def guess(index: int) -> None:
        check_password(username="ada", password=f"una frase sbagliata {index}")

    errors = at_once(GUESSES, guess)
    assert codes(errors) == {"credentials": FREE_TRIES, "throttled": GUESSES - FREE_TRIES}


def test_guesses_at_a_code(everybody: Cast) -> None:
    user = User.objects.select_related("key").get(pk=everybody.ada.user_id)
    enrolment.first_time(user)
    secret = begin(user, everybody.ada.unlock())
    pending = PendingSignIn(Session.objects.select_related("user").get(user=user), secret)

    errors = at_once(GUESSES, lambda index: check_factor(pending, f"{index:06}"))
    assert codes(errors) == {"code": FREE_TRIES, "throttled": GUESSES - FREE_TRIES}


def test_the_right_password_sent_many_times_together_is_no_failure(everybody: Cast) -> None:
    username, password = everybody.ada.username, everybody.ada.password
    errors = at_once(3, lambda _index: check_password(username=username, password=password) and None)
    assert errors == []
    assert not SignInFailure.objects.exists()
