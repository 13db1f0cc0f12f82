"""Two centres of Milan's network and the people of one: enough for a scadenzario that knows no woman."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from pytest_django.plugin import DjangoDbBlocker

from trama.access.actor import Actor
from trama.access.context import acting
from trama.access.roles import Role
from trama.network.models import Organisation
from trama.network.services import load_milan


@pytest.fixture(scope="session")
def centres(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> tuple[UUID, UUID, UUID]:
    """(network, a centre, another centre), committed."""
    with django_db_blocker.unblock():
        network = load_milan()
        found = Organisation.objects.using("maintenance").filter(category="centre").order_by("sort_key")[:2]
        return network.pk, found[0].pk, found[1].pk


def person(network: UUID, organisation: UUID, *roles: Role) -> Actor:
    return Actor(
        organisation_id=organisation,
        network_id=network,
        user_id=uuid4(),
        membership_id=uuid4(),
        roles=frozenset(roles),
    )


@pytest.fixture
def marta(centres: tuple[UUID, UUID, UUID]) -> Actor:
    """An operator of the first centre."""
    return person(centres[0], centres[1], Role.OPERATOR)


@pytest.fixture
def lia(centres: tuple[UUID, UUID, UUID]) -> Actor:
    """An operator of the other centre."""
    return person(centres[0], centres[2], Role.OPERATOR)


@pytest.fixture
def job(marta: Actor) -> Actor:
    """The system, working for Marta's centre."""
    return Actor.system(organisation_id=marta.organisation_id, network_id=marta.network_id)


@pytest.fixture
def as_marta(marta: Actor, db: None) -> Iterator[Actor]:
    """Marta acts in this transaction."""
    with acting(marta):
        yield marta
