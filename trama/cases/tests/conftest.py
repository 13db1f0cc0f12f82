"""Ada and Agata are operators of the centre Aurora, Bianca its coordinator, Elsa a lawyer, Dina the analyst; Gaia works
at the centre Iris. A path is opened by Ada for a woman who wants to be called Zoë."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from trama.access.actor import Actor
from trama.access.context import acting
from trama.cases import services
from trama.cases.contacts import Contacts
from trama.cases.models import Path
from trama.testing.cast import Cast, Person
from trama.vault.keyring import Keyring

CONTACTS = Contacts(
    may_call="times",
    times="solo al mattino, prima delle dieci",
    message="no",
    paper="by_hand",
    telephone="333 123 4567, oppure la sorella",
)
PROFILE: dict[str, object] = {
    "age_class": "a30_39",
    "citizenship": "non_eu",
    "violence_type": ["physical", "psychological"],
    "access_channel": "helpline_1522",
}
AUTHOR: dict[str, object] = {"relationship_l53": "ex_spouse_cohabitant", "dependency": "yes"}


@dataclass(frozen=True)
class Hands:
    """Somebody at work: who acts, and what she can open."""

    person: Person
    actor: Actor
    keyring: Keyring

    @property
    def who(self) -> dict[str, Any]:
        """What every service takes first."""
        return {"actor": self.actor, "keyring": self.keyring}


@cache
def _opened(person: Person) -> Keyring:
    return person.unlock()


@contextmanager
def at_work(person: Person) -> Iterator[Hands]:
    """`with at_work(cast.ada) as ada:` as in a request of hers: her actor, a fresh look at her keys."""
    keyring = _opened(person).acting_for(person.organisation_id)
    with acting(person.actor):
        yield Hands(person, person.actor, keyring)


@pytest.fixture
def path(cast: Cast) -> Path:
    """Zoë's path, opened by Ada."""
    return open_for(cast.ada, "Zoë")


def open_for(person: Person, name: str) -> Path:
    with at_work(person) as hands:
        return services.open_path(
            actor=hands.actor,
            keyring=hands.keyring,
            name=name,
            contacts=CONTACTS,
            profile=PROFILE,
            author=AUTHOR,
        )
