"""Planning a meeting, calling it, changing it after the call, cancelling it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actions import Action
from trama.access.actor import Actor
from trama.access.turns import in_turn
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.protocol.agreement.policies import require_lead
from trama.protocol.meetings.models import AgendaItem, Invitation, Meeting, WorkingGroup
from trama.protocol.meetings.services.common import (
    LONGEST_AGENDA,
    bodies_of_network,
    lines,
    step_meeting,
    take_meeting,
)
from trama.protocol.meetings.states import BEFORE, MeetingKind, MeetingState


def plan_meeting(
    *, actor: Actor, kind: str, title: str, starts_at: datetime, ends_at: datetime, bodies: Collection[UUID],
    agenda: Sequence[str] = (), place: str = "", link: str = "", message: str = "", group_id: UUID | None = None,
    meeting_id: UUID | None = None,
) -> Meeting:  # fmt: skip
    """Write a meeting down, not yet called. Sent twice with one `meeting_id`, it is one. Raises DomainError."""
    require_lead(actor, Action.CALL_MEETING)
    meeting_id = meeting_id or uuid4()
    in_turn(meeting_id)
    again = Meeting.objects.filter(network=actor.network_id, pk=meeting_id).first()
    if again is not None:
        return again
    meeting = Meeting(
        pk=meeting_id, organisation_id=actor.organisation_id, network_id=actor.network_id, kind=kind, title=title,
        starts_at=starts_at, ends_at=ends_at, place=place, link=link, message=message,
        group=_group(actor, kind, group_id), changed_at=timezone.now(),
    )  # fmt: skip
    _check_times(meeting)
    meeting.save(force_insert=True)
    _invite(actor, meeting, bodies)
    _write_agenda(meeting, agenda)
    record(actor, Action.CALL_MEETING.code, meeting.pk, detail="planned")
    return meeting


def change_meeting(
    *, actor: Actor, meeting_id: UUID, title: str, starts_at: datetime, ends_at: datetime, bodies: Collection[UUID],
    agenda: Sequence[str] = (), place: str = "", link: str = "", message: str = "",
) -> Meeting:  # fmt: skip
    """Write it anew. After the call the calendar file's sequence grows, and who is invited stays invited."""
    require_lead(actor, Action.CALL_MEETING)
    meeting = take_meeting(actor, meeting_id)
    if meeting.current not in BEFORE:
        raise DomainError("closed", _("L’incontro si è già svolto o è stato annullato: non si cambia più."))
    when_and_where = (starts_at, ends_at, place, link)
    moved = when_and_where != (meeting.starts_at, meeting.ends_at, meeting.place, meeting.link)
    new_agenda = lines(agenda) != agenda_titles(meeting)
    changed = moved or new_agenda or (title, message) != (meeting.title, meeting.message)
    meeting.title, meeting.message = title, message
    meeting.starts_at, meeting.ends_at, meeting.place, meeting.link = when_and_where
    _check_times(meeting)
    convened = meeting.current is MeetingState.CONVENED
    if convened:
        _check_called(meeting)
    if changed:
        now = timezone.now()
        meeting.changed_at = now
        meeting.sequence += convened
        meeting.moved_at = now if moved and convened else meeting.moved_at
        meeting.save()
    if new_agenda:
        _write_agenda(meeting, agenda)
    _invite(actor, meeting, bodies)
    record(actor, Action.CALL_MEETING.code, meeting.pk, detail="changed")
    return meeting


def convene_meeting(*, actor: Actor, meeting_id: UUID, at: datetime | None = None) -> Meeting:
    """Call it: bodies are asked to answer, and the convocation and its calendar file are there."""
    require_lead(actor, Action.CALL_MEETING)
    meeting = take_meeting(actor, meeting_id)
    step_meeting(meeting, MeetingState.CONVENED)
    _check_called(meeting)
    if not meeting.invitations.exists():
        raise DomainError("nobody", _("Non hai ancora scelto chi invitare."))
    if not meeting.agenda.exists():
        raise DomainError("no_agenda", _("Manca l’ordine del giorno: almeno un punto."))
    now = at or timezone.now()
    meeting.convened_at = meeting.changed_at = now
    meeting.save()
    record(actor, Action.CALL_MEETING.code, meeting.pk, detail="convened")
    return meeting


def cancel_meeting(*, actor: Actor, meeting_id: UUID, because: str) -> Meeting:
    """It will not be held. The row stays, and its calendar file takes the meeting away from calendars."""
    require_lead(actor, Action.CALL_MEETING)
    meeting = take_meeting(actor, meeting_id)
    meeting.sequence += meeting.current is MeetingState.CONVENED
    step_meeting(meeting, MeetingState.CANCELLED)
    meeting.cancelled_because = because
    meeting.changed_at = timezone.now()
    meeting.save()
    record(actor, Action.CALL_MEETING.code, meeting.pk, detail="cancelled")
    return meeting


def agenda_titles(meeting: Meeting) -> list[str]:
    return list(meeting.agenda.order_by("order").values_list("title", flat=True))


def _group(actor: Actor, kind: str, group_id: UUID | None) -> WorkingGroup | None:
    if kind != MeetingKind.GROUP:
        return None
    if group_id is None:
        raise _no_group()
    group = WorkingGroup.objects.filter(network=actor.network_id, pk=group_id, closed_on__isnull=True).first()
    if group is None:
        raise _no_group()
    return group


def _no_group() -> DomainError:
    return DomainError("no_group", _("Scegli il gruppo di lavoro che si riunisce."), field="group")


def _check_times(meeting: Meeting) -> None:
    if meeting.ends_at <= meeting.starts_at:
        raise DomainError("ends_before", _("La fine viene dopo l’inizio."), field="ends_at")


def _check_called(meeting: Meeting) -> None:
    if not meeting.place and not meeting.link:
        raise DomainError(
            "nowhere", _("Scrivi dove: un luogo, un collegamento, o tutti e due."), field="place"
        )


def _invite(actor: Actor, meeting: Meeting, bodies: Collection[UUID]) -> None:
    """Add who is new; before the call also leave out who is no longer wanted."""
    wanted = bodies_of_network(actor, bodies)
    invited = set(meeting.invitations.values_list("organisation_id", flat=True))
    if meeting.current is MeetingState.PLANNED:
        meeting.invitations.exclude(organisation__in=wanted).delete()
    Invitation.objects.bulk_create(
        Invitation(organisation_id=body, network_id=actor.network_id, meeting=meeting)
        for body in sorted(wanted - invited)
    )


def _write_agenda(meeting: Meeting, titles: Sequence[str]) -> None:
    kept = lines(titles)
    if len(kept) > LONGEST_AGENDA:
        raise DomainError(
            "long_agenda",
            _("Al massimo %(most)s punti all’ordine del giorno.") % {"most": LONGEST_AGENDA},
            field="agenda",
        )
    meeting.agenda.all().delete()
    AgendaItem.objects.bulk_create(
        AgendaItem(
            organisation_id=meeting.organisation_id, network_id=meeting.network_id, meeting=meeting,
            order=order, title=title,
        )
        for order, title in enumerate(kept, start=1)
    )  # fmt: skip
