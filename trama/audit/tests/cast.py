"""Who writes the trail in these tests."""

from uuid import UUID, uuid4

from trama.access.actor import Actor
from trama.access.context import acting
from trama.access.roles import Role
from trama.audit.services import record


def operator(organisation_id: UUID | None = None) -> Actor:
    """Somebody who works somewhere; the trail keeps ids only and asks for no row of theirs."""
    return Actor(
        organisation_id=organisation_id or uuid4(),
        network_id=uuid4(),
        user_id=uuid4(),
        membership_id=uuid4(),
        roles=frozenset({Role.OPERATOR}),
    )


def write(rows: int = 1, *, actor: Actor | None = None) -> None:
    """Rows of two organisations by turns, each in a transaction of its own."""
    for _row in range(rows):
        one = actor or operator()
        with acting(one):
            record(one, "path.read", uuid4())
