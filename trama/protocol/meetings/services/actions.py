"""What a body is given to do: done by its referent, verified by somebody else."""

from datetime import date
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actions import Action, Forbidden, require
from trama.access.actor import Actor
from trama.access.turns import in_turn
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.protocol.agreement.policies import require_lead
from trama.protocol.meetings.models import ActionItem, Meeting, Minutes
from trama.protocol.meetings.policies import may_do, require_verifier
from trama.protocol.meetings.services.common import (
    bodies_of_network,
    step_action,
    take_action,
    take_meeting,
)
from trama.protocol.meetings.states import ActionState, MeetingState, MinutesState


def give_action(
    *, actor: Actor, meeting_id: UUID, text: str, owner: UUID, due_on: date, action_id: UUID | None = None
) -> ActionItem:
    """Write down who does what by when, while the minutes are being written. Raises DomainError."""
    require_lead(actor, Action.RECORD_MEETING)
    meeting = take_meeting(actor, meeting_id)
    action_id = action_id or uuid4()
    in_turn(action_id)
    again = ActionItem.objects.filter(network=actor.network_id, pk=action_id).first()
    if again is not None:
        return again
    if not open_for_actions(meeting):
        raise DomainError(
            "closed",
            _("Le azioni si scrivono mentre si fa il verbale: prima segna chi c’era, o apri una correzione."),
        )
    bodies_of_network(actor, [owner])
    item = ActionItem.objects.create(
        pk=action_id, organisation_id=owner, network_id=actor.network_id, meeting=meeting, text=text, due_on=due_on,
        made_at=timezone.now(),
    )  # fmt: skip
    record(actor, Action.RECORD_MEETING.code, meeting.pk, item.pk, detail="action")
    return item


def open_for_actions(meeting: Meeting) -> bool:
    if meeting.current is MeetingState.APPROVED:
        return Minutes.objects.filter(meeting=meeting, state=MinutesState.DRAFT).exists()
    return meeting.current is MeetingState.HELD


def do_action(*, actor: Actor, action_id: UUID, note: str) -> ActionItem:
    """Its owner says that it is done, and how one sees it."""
    require(actor, Action.WORK_ON_ACTION)
    item = take_action(actor, action_id)
    if not may_do(actor, item):
        raise Forbidden(Action.WORK_ON_ACTION)
    step_action(item, ActionState.DONE)
    item.note, item.done_at, item.done_by = note, timezone.now(), actor.user_id
    item.save(update_fields=["state", "note", "done_at", "done_by"])
    record(actor, Action.WORK_ON_ACTION.code, item.pk, detail="done")
    return item


def verify_action(*, actor: Actor, action_id: UUID) -> ActionItem:
    """Somebody else looked, and it is done. Raises DomainError for who did it herself."""
    item = take_action(actor, action_id)
    require_verifier(actor, item)
    step_action(item, ActionState.VERIFIED)
    item.verified_at, item.verified_by = timezone.now(), actor.user_id
    item.save(update_fields=["state", "verified_at", "verified_by"])
    record(actor, Action.WORK_ON_ACTION.code, item.pk, detail="verified")
    return item


def send_back_action(*, actor: Actor, action_id: UUID, note: str) -> ActionItem:
    """Somebody else looked, and something is missing: it is open again."""
    item = take_action(actor, action_id)
    require_verifier(actor, item)
    step_action(item, ActionState.OPEN)
    item.note, item.done_at, item.done_by = note, None, None
    item.save(update_fields=["state", "note", "done_at", "done_by"])
    record(actor, Action.WORK_ON_ACTION.code, item.pk, detail="sent_back")
    return item


def move_action(*, actor: Actor, action_id: UUID, due_on: date) -> ActionItem:
    """Another day, by the lead body; the approved minutes keep the day that was agreed."""
    require_lead(actor, Action.RECORD_MEETING)
    item = take_action(actor, action_id)
    if item.current is not ActionState.OPEN:
        raise DomainError("not_open", _("Si sposta solo quello che è ancora da fare."))
    item.due_on = due_on
    item.save(update_fields=["due_on"])
    record(actor, Action.RECORD_MEETING.code, item.pk, detail="moved")
    return item


def drop_action(*, actor: Actor, action_id: UUID, because: str) -> ActionItem:
    """It is no longer needed: the row stays, with the reason."""
    require_lead(actor, Action.RECORD_MEETING)
    item = take_action(actor, action_id)
    step_action(item, ActionState.DROPPED)
    item.note = because
    item.save(update_fields=["state", "note"])
    record(actor, Action.RECORD_MEETING.code, item.pk, detail="dropped")
    return item
