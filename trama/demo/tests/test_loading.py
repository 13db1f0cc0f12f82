"""The demonstration loads whole, once, and its people can do what the sign-in page says of them."""

import argparse
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from django.utils import timezone
from pytest_django import Settings

from trama.access.context import acting
from trama.access.roles import KEY_READERS, Role
from trama.accounts import demo
from trama.accounts.models import Membership
from trama.accounts.people import actor_of, login_hash
from trama.cases.selectors import services_to_write, unread_calls
from trama.common.commands import CommandError, Exit
from trama.demo import loading, running
from trama.demo.people import PASSWORD, SHOWN, bodies
from trama.demo.shifts import night_line, write_calls
from trama.vault.errors import VaultError
from trama.vault.services.users import unlock

LOAD_ONLY = argparse.Namespace(bind=None, port=0, reset=False, load_only=True, women=9, seed=7, canary=None)

SIGN_IN = 10  # the people of the sign-in page


@pytest.fixture
def place(committed: str, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.VAR_DIR = tmp_path
    settings.WITNESS_DIR = tmp_path / "witness"
    monkeypatch.setenv("TRAMA_DATABASE", committed)
    return tmp_path


def _membership(username: str) -> Membership:
    rows = Membership.objects.select_related("user__key", "organisation")
    return rows.get(user__login_hash=login_hash(username))


def test_everybody_of_the_sign_in_page_comes_in_and_who_reads_no_records_holds_no_key(place: Path) -> None:
    loading.load(lambda told: None)
    assert len(demo.people()) == SIGN_IN
    for person in demo.people():
        membership = _membership(person.username)
        keyring = unlock(membership.user.key, person.password, membership.organisation_id)
        with acting(actor_of(membership)):
            if {Role(role) for role in membership.roles} & KEY_READERS:
                keyring.new_record()
            else:
                with pytest.raises(VaultError):
                    keyring.new_record()


def test_every_organisation_has_two_custodians_at_least(place: Path) -> None:
    loading.load(lambda told: None)
    for body in bodies():
        custodians = [worker for worker in body.people if Role.CUSTODIAN in worker.roles]
        assert len(custodians) >= 2
        organisations = {_membership(worker.username).organisation_id for worker in body.people}
        assert len(organisations) == 1


def test_the_sign_in_page_shows_who_each_page_needs_and_no_name_is_given_twice() -> None:
    assert len(PASSWORD) >= 12
    usernames = [worker.username for body in bodies() for worker in body.people]
    assert len(usernames) == len(set(usernames))
    assert sum(bool(worker.who) for people in SHOWN.values() for worker in people) == SIGN_IN


def test_a_load_that_was_interrupted_is_known_until_one_ends(place: Path) -> None:
    def interrupted(told: str) -> None:
        if "chiavi" in told:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        loading.load(interrupted)
    assert loading.was_interrupted()
    assert not loading.is_loaded()


def test_data_of_others_are_left_as_they_are(place: Path) -> None:
    """The committed cast is in the database, and nobody loaded a demonstration."""
    with pytest.raises(CommandError, match="resta com’è"):
        running.run(LOAD_ONLY)


def test_what_is_loaded_is_not_loaded_again(place: Path) -> None:
    loading.load(lambda told: None)
    before = Membership.objects.count()
    assert running.run(LOAD_ONLY) == Exit.OK
    assert Membership.objects.count() == before


def test_who_is_on_shift_has_a_line_to_write_to_and_calls_wait_there(place: Path) -> None:
    placed: list[loading.Placed] = []
    loading.load(lambda told: None, placed.extend)
    line = night_line(placed)
    now = timezone.now()
    write_calls(line, now, random=Random(7))
    assert night_line(placed) == line
    operator = _membership("operatrice")
    keyring = unlock(operator.user.key, PASSWORD, operator.organisation_id)
    with acting(actor_of(operator)):
        waiting = unread_calls(actor_of(operator), keyring)
    moments = [call.written_at for call in waiting]
    assert len({moment.strftime("%M:%S") for moment in moments}) == 3, "not all on the same minute"
    assert all(now - timedelta(hours=8) < moment < now for moment in moments)
    again = Random(7)
    first = now - timedelta(minutes=again.randint(23, 140), seconds=again.randrange(60))
    assert timedelta(minutes=4) <= moments[-1] - first <= timedelta(minutes=15), (
        "the same seed, the same night"
    )
    with acting(line.on_shift):
        assert [name for _id, name in services_to_write(line.on_shift)] == ["Linea della notte"]
