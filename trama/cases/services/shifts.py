"""Write-only: who is on shift writes a call and reads nothing back; who reads the service takes it over, once."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from django.http import Http404
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.access.turns import in_turn
from trama.audit.services import record
from trama.cases.models import Call, ShiftCall
from trama.cases.selectors.shifts import unread_calls
from trama.cases.services.calls import call_content
from trama.cases.services.common import instant
from trama.cases.services.once import once
from trama.cases.shifts import UNREAD
from trama.common.errors import DomainError
from trama.deadlines.services import close_for_source, open_deadline
from trama.vault.crypto.formats import Sealed
from trama.vault.envelopes import new_snapshot, seal_to_service, snapshot_box
from trama.vault.errors import UntrustedKey
from trama.vault.keyring import Keyring
from trama.vault.services.service_keys import hand_on


def write_shift_call(
    *, actor: Actor, service_id: UUID, kind: str, reasons: Iterable[str] = (), urgency: str = "", note: str = "",
    at: datetime | None = None, call_id: UUID | None = None,
) -> None:  # fmt: skip
    """Seal a call to the service: no keyring, and nothing is answered that she could come back with.

    Raises DomainError: "not_her_service", "service_without_key".
    """
    require(actor, Action.WRITE_SHIFT_CALL)
    if service_id not in actor.service_ids:
        raise DomainError("not_her_service", _("Scegli tra i servizi per cui fai il turno."), field="service")
    moment = instant(at)
    content = call_content(kind=kind, reasons=reasons, urgency=urgency, note=note)
    row_id = call_id or uuid4()

    def make() -> ShiftCall:
        box, key = new_snapshot(actor.organisation_id)
        row = ShiftCall(
            id=row_id,
            organisation_id=actor.organisation_id,
            service_id=service_id,
            by_id=actor.membership_id,
        )
        try:
            row.wrap = seal_to_service(actor.organisation_id, service_id, key, context=row.context)
        except UntrustedKey:
            raise DomainError(
                "service_without_key", _("Questo servizio non ha ancora una chiave: dillo a una custode."),
                field="service",
            ) from None  # fmt: skip
        row.content = box.seal(row, "content", {**content, "at": moment.isoformat()})
        _one_at_a_time([service_id])
        row.save(force_insert=True)
        open_deadline(
            actor=actor,
            kind=UNREAD.code,
            subject=service_id,
            source=service_id,
            due_at=UNREAD.proposal(timezone.now()),
        )
        record(actor, Action.WRITE_SHIFT_CALL.code, row.pk)
        return row

    once(ShiftCall, row_id, make)


def take_over(*, actor: Actor, keyring: Keyring, shift_call_id: UUID) -> UUID:
    """The id of the call as the organisation's own; of two who take it over at once both get the one row.

    Raises Http404, and KeyNotHeld for who does not read that service: for her it is not there.
    """
    require(actor, Action.READ_SHIFT_CALLS)
    own = ShiftCall.objects.filter(organisation_id=actor.organisation_id, pk=shift_call_id)
    service_id = own.values_list("service_id", flat=True).first()
    if service_id is None:
        raise Http404
    _one_at_a_time([service_id])
    row = own.select_for_update().get()
    if row.call_id is None:
        _adopt(actor, keyring, row)
        if not ShiftCall.objects.filter(
            organisation_id=actor.organisation_id, service=service_id, call=None
        ).exists():
            close_for_source(actor=actor, source=service_id, kinds=(UNREAD.code,))
    return row.call_id or row.pk


def take_over_all(*, actor: Actor, keyring: Keyring, at_most: int = 50) -> int:
    """Those she may open, the oldest first; how many."""
    waiting = unread_calls(actor, keyring)[:at_most]
    _one_at_a_time(one.service_id for one in waiting)
    for one in waiting:
        take_over(actor=actor, keyring=keyring, shift_call_id=one.id)
    return len(waiting)


def hand_on_shift_calls(*, actor: Actor, keyring: Keyring) -> None:
    """Lets the readers that a custodian added open what was written before they came."""
    require(actor, Action.READ_SHIFT_CALLS)
    hand_on(actor=actor, keyring=keyring)


def _adopt(actor: Actor, keyring: Keyring, row: ShiftCall) -> None:
    """Under a key of the organisation's from here on; the service's opens nothing here any more."""
    key = keyring.open_from_service(row.service_id, Sealed(row.wrap or b""), context=row.context)
    content = snapshot_box(actor.organisation_id, key).open(row, "content")
    if not isinstance(content, dict):
        raise TypeError("a call is an object")
    at = parse_datetime(str(content.pop("at")))
    record_key = keyring.new_record()
    # The id it had, so that an address goes on leading to it. Who also works by day could have given it the id of a
    # call that is there: then another, or nobody could read what waits.
    known = Call.objects.filter(organisation_id=actor.organisation_id, pk=row.pk).exists()
    call = Call(
        id=uuid4() if known else row.pk,
        organisation_id=actor.organisation_id,
        record_key=record_key,
        at=at or row.written_at,
        by_id=row.by_id,
    )
    call.content = keyring.box(record_key).seal(call, "content", content)
    call.save(force_insert=True)
    row.call, row.wrap, row.content = call, None, None
    row.save(update_fields=["call", "wrap", "content"])
    record(actor, Action.READ_SHIFT_CALLS.code, row.pk)


def _one_at_a_time(services: Iterable[UUID]) -> None:
    """Who writes and who reads the last one come one after the other: no call waits without its line on the agenda."""
    for service in sorted(set(services)):
        in_turn("shift calls", service)
