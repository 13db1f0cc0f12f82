"""Calls of the shift: where one may write, what waits to be read."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.cases.models import ShiftCall
from trama.network.models import Service
from trama.vault.crypto.formats import Sealed
from trama.vault.directory import trusted
from trama.vault.keyring import Keyring
from trama.vault.services.service_keys import held_by


@dataclass(frozen=True, slots=True)
class WaitingCall:
    """That it waits, and since when: its contents are opened one at a time, by taking it over."""

    id: UUID
    service_id: UUID
    service: str
    written_at: datetime


def services_to_write(actor: Actor) -> list[tuple[str, str]]:
    """The services she is on shift for that have a key, as choices. Raises UntrustedKey."""
    require(actor, Action.WRITE_SHIFT_CALL)
    if not actor.service_ids:
        return []
    keys = trusted(actor.organisation_id).manifest.services
    own = Service.objects.filter(organisation=actor.organisation_id, pk__in=actor.service_ids)
    return [(str(row.pk), row.name) for row in own.order_by("name") if row.pk in keys]


def unread_calls(actor: Actor, keyring: Keyring) -> list[WaitingCall]:
    """What this person could open, the oldest first. Two queries; one for who reads no service."""
    require(actor, Action.READ_SHIFT_CALLS)
    held = held_by(actor.organisation_id, keyring.user_key_id)
    if not held:
        return []
    rows = ShiftCall.objects.select_related("service").filter(
        organisation_id=actor.organisation_id, call=None, service__in={service for service, _number in held}
    )
    return [
        WaitingCall(row.pk, row.service_id, row.service.name, row.written_at)
        for row in rows.order_by("written_at", "pk")
        if row.wrap is not None and (row.service_id, Sealed(row.wrap).epoch) in held
    ]
