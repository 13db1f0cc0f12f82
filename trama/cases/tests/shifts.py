"""The night line of the centre Aurora: Bice writes to it, Ada and Agata read it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from trama.access.actor import Actor
from trama.access.context import acting
from trama.access.roles import Role
from trama.accounts.desks.services import open_desk
from trama.accounts.members.services import change_roles
from trama.cases import services
from trama.cases.tests.conftest import at_work
from trama.network.editing import write_service
from trama.testing.cast import Cast, Person

NOTE = "Ha detto solo: domani mattina, non dopo le nove"


@dataclass(frozen=True)
class Line:
    """A service with its key, and who is on shift for it."""

    service_id: UUID
    bice: Actor

    def write(self, *, note: str = NOTE, kind: str = "conversation", call_id: UUID | None = None) -> UUID:
        """A call that Bice writes; its id, which she never learns."""
        call_id = call_id or uuid4()
        with acting(self.bice):
            services.write_shift_call(
                actor=self.bice,
                service_id=self.service_id,
                kind=kind,
                note=note,
                reasons=["listening"],
                call_id=call_id,
            )
        return call_id


def new_service(cast: Cast, name: str) -> UUID:
    with at_work(cast.bianca) as bianca:
        row = write_service(actor=bianca.actor, name=name, kind="desk", address_regime="reserved")
    return row.pk


def open_line(cast: Cast, readers: Sequence[Person] = (), *, name: str = "Linea della notte") -> Line:
    """Bianca gives the service its key and binds Bice to it."""
    service = new_service(cast, name)
    chosen = [person.membership_id for person in readers or (cast.ada, cast.agata)]
    with at_work(cast.bianca) as bianca:
        open_desk(**bianca.who, service_id=service, readers=chosen)
        change_roles(
            **bianca.who,
            membership_id=cast.bice.membership_id,
            roles=[Role.SHIFT],
            service_ids=[service],
        )
    return Line(service, replace(cast.bice.actor, service_ids=frozenset({service})))
