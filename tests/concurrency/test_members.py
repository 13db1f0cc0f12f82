"""Two at the same moment: a code is used once, a person is removed once, and two custodians never remove each other."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.concurrency.test_many import at_once
from trama.access.context import acting
from trama.access.roles import Role
from trama.accounts.founding import Insider, Newcomer, bring_in
from trama.accounts.invitations.services import invite, register
from trama.accounts.members.services import remove
from trama.accounts.models import Membership, User
from trama.accounts.people import actor_of
from trama.common.errors import DomainError
from trama.testing.cast import Cast
from trama.vault.directory import trusted
from trama.vault.errors import KeyNotHeld
from trama.vault.models import UserKey
from trama.vault.trust.manifests import Flag


@pytest.fixture(autouse=True)
def memory(committed: str, tmp_path: Path, settings: Settings) -> None:
    settings.WITNESS_DIR = tmp_path / "witness"


def test_five_register_with_one_code_and_one_comes_in(everybody: Cast) -> None:
    bianca = everybody.bianca
    with acting(bianca.actor):
        code = invite(actor=bianca.actor, keyring=bianca.unlock(), name="Zoe", roles=[Role.OPERATOR]).code
    users, keys = User.objects.count(), UserKey.objects.count()

    def come(index: int) -> None:
        register(code=code, username=f"zoe-{index}", password="una frase lunga tutta sua")

    errors = at_once(5, come)
    assert [type(error) for error in errors] == [DomainError] * 4
    assert {error.code for error in errors if isinstance(error, DomainError)} == {"used_code"}
    assert (User.objects.count(), UserKey.objects.count()) == (users + 1, keys + 1)
    assert Membership.objects.filter(organisation=bianca.organisation_id, admitted_at=None).count() == 1


def test_two_custodians_remove_the_same_person_once(everybody: Cast) -> None:
    hands = [(person, person.unlock()) for person in (everybody.bianca, everybody.carla)]

    def go(index: int) -> None:
        person, keyring = hands[index]
        with acting(person.actor):
            remove(actor=person.actor, keyring=keyring, membership_id=everybody.agata.membership_id)

    errors = at_once(2, go)
    assert [error.code for error in errors if isinstance(error, DomainError)] == ["ended"]
    with acting(everybody.bianca.actor):
        assert trusted(everybody.bianca.organisation_id).epoch == 2


def test_three_custodians_remove_each_other_and_two_stay(everybody: Cast) -> None:
    """Each removes the next: one gets through, the others find that two must stay or that they are out themselves."""
    bianca = everybody.bianca
    insider = Insider(Membership.objects.get(pk=bianca.membership_id), bianca.unlock())
    third = bring_in(
        insider,
        Newcomer("zoe", "una frase lunga di Zoe", "Zoe", frozenset({Role.COORDINATOR, Role.CUSTODIAN})),
    )
    hands = [
        (bianca.actor, bianca.unlock()),
        (everybody.carla.actor, everybody.carla.unlock()),
        (actor_of(third.membership), third.keyring),
    ]

    def go(index: int) -> None:
        actor, keyring = hands[index]
        next_one = hands[(index + 1) % 3][0].membership_id
        assert next_one
        with acting(actor):
            remove(actor=actor, keyring=keyring, membership_id=next_one)

    errors = at_once(3, go)
    assert len(errors) == 2
    assert all(isinstance(error, DomainError | KeyNotHeld) for error in errors), errors
    with acting(bianca.actor):
        assert len(trusted(bianca.organisation_id).active(Flag.CUSTODIAN)) == 2
    assert (
        Membership.objects.filter(
            organisation=bianca.organisation_id, ended_at=None, roles__contains=["custodian"]
        ).count()
        == 2
    )
