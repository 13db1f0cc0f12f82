"""The night line of the first centre: its key, who reads it, and a few calls that wait in the morning."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID, uuid4

from trama.access.actor import Actor
from trama.access.context import acting
from trama.access.roles import Role
from trama.accounts.desks.services import open_desk
from trama.accounts.members.services import change_roles
from trama.accounts.people import actor_of
from trama.cases.models import ShiftCall
from trama.cases.services import write_shift_call
from trama.demo.houses import coordinator
from trama.demo.loading import Placed
from trama.network.editing import write_service

NAME: Final = "Linea della notte"
HOURS: Final = "Tutte le notti, dalle 20 alle 8"
CALLS: Final[tuple[dict[str, Any], ...]] = (
    {"kind": "silent"},
    {"kind": "information", "reasons": ["legal_info"], "note": "Chiede se può uscire di casa con i figli."},
    {
        "kind": "conversation",
        "reasons": ["listening", "hospitality"],
        "urgency": "ordinary",
        "note": "Vuole parlare con qualcuna domani mattina: richiama lei, non chiamarla.",
    },
)


@dataclass(frozen=True)
class NightLine:
    """Where it is, and who writes to it."""

    service_id: UUID
    on_shift: Actor


def night_line(placed: Sequence[Placed]) -> NightLine:
    """Where somebody is on shift; opened the first time, as its custodian would: the operators read."""
    centre, username = next(
        (body, worker.username)
        for body in placed
        for worker in body.body.people
        if Role.SHIFT in worker.roles
    )
    custodian, shift = coordinator(centre), centre.people[username].membership
    if shift.service_ids:
        return NightLine(shift.service_ids[0], actor_of(shift))
    who: dict[str, Any] = {"actor": actor_of(custodian.membership), "keyring": custodian.keyring}
    with acting(who["actor"]):
        service = write_service(
            actor=who["actor"], name=NAME, kind="desk", address_regime="reserved", opening_hours=HOURS
        )
        readers = [insider.membership.pk for insider in centre.operators()]
        open_desk(**who, service_id=service.pk, readers=readers)
        change_roles(**who, membership_id=shift.pk, roles=[Role.SHIFT], service_ids=[service.pk])
    shift.refresh_from_db()
    return NightLine(service.pk, actor_of(shift))


def write_calls(
    line: NightLine, now: datetime, calls: Sequence[dict[str, Any]] = CALLS, random: Random | None = None
) -> None:
    """Through the night, at moments that follow from `random`; each written down a few minutes after it ended."""
    random = random or Random(0)
    moments: dict[UUID, datetime] = {}
    at = now
    with acting(line.on_shift):
        for call in reversed(calls):
            at -= timedelta(minutes=random.randint(23, 140), seconds=random.randrange(60))
            call_id = uuid4()
            write_shift_call(actor=line.on_shift, service_id=line.service_id, at=at, call_id=call_id, **call)
            moments[call_id] = at + timedelta(minutes=random.randint(4, 15))
    # The database writes down when a call came in, and nobody on shift may say otherwise: the demonstration's nights
    # are over, so they are moved back from outside the wall.
    for call_id, moment in moments.items():
        ShiftCall.objects.using("maintenance").filter(pk=call_id).update(written_at=moment)
