"""The answers of the bodies, and who was there."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.network.models import Organisation
from trama.protocol.agreement.policies import require_lead
from trama.protocol.meetings.models import Invitation, Meeting, Minutes
from trama.protocol.meetings.services.common import step_meeting, take_meeting
from trama.protocol.meetings.states import Answer, Attendance, MeetingState, MinutesState


def answer_invitation(*, actor: Actor, meeting_id: UUID, answer: str, office: str = "") -> Invitation:
    """What the actor's own body says; it may say otherwise until the meeting is held. Raises DomainError."""
    require(actor, Action.ANSWER_MEETING)
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("meeting")
        .filter(network=actor.network_id, meeting=meeting_id, organisation=actor.organisation_id)
        .first()
    )
    if invitation is None:
        raise Http404
    if invitation.meeting.current is not MeetingState.CONVENED:
        raise DomainError("not_asked", _("A questo incontro ora non si risponde."))
    if answer == Answer.SENDS and not office:
        raise DomainError("no_office", _("Scrivi quale ufficio viene."), field="office")
    invitation.answer, invitation.office = Answer(answer).value, office if answer != Answer.DECLINES else ""
    invitation.answered_at = timezone.now()
    invitation.save(update_fields=["answer", "office", "answered_at"])
    record(actor, Action.ANSWER_MEETING.code, meeting_id, detail=answer)
    return invitation


def record_attendance(
    *, actor: Actor, meeting_id: UUID, attendance: Mapping[UUID, str], seen: Mapping[UUID, str] | None = None
) -> Meeting:
    """Write who was there, by body; the first time says that the meeting was held. Raises DomainError.

    `attendance` holds codes of Attendance, or "" for what is not known; bodies that were not invited are left out.
    `seen`: as it stood on the page. Then a body that the person left as it was stays as a colleague wrote it meanwhile,
    and DomainError("meanwhile") is raised where the two say different things.
    """
    require_lead(actor, Action.RECORD_MEETING)
    meeting = take_meeting(actor, meeting_id)
    _check_recordable(meeting)
    rows = list(
        meeting.invitations.select_for_update(of=("self",)).select_related("organisation").order_by("pk")
    )
    wanted = settled(rows, attendance, seen)
    if meeting.current is MeetingState.CONVENED:
        step_meeting(meeting, MeetingState.HELD)
        meeting.changed_at = timezone.now()
        meeting.save()
    changed = []
    for invitation in rows:
        code = wanted[invitation.organisation_id]
        if code != invitation.attendance:
            invitation.attendance = Attendance(code).value if code else ""
            changed.append(invitation)
    Invitation.objects.bulk_update(changed, ["attendance"])
    record(actor, Action.RECORD_MEETING.code, meeting.pk, detail="attendance")
    return meeting


class There(Protocol):
    """A body at a meeting, or at a session of a table."""

    organisation: Organisation
    organisation_id: UUID
    attendance: str


def settled(
    rows: Sequence[There], attendance: Mapping[UUID, str], seen: Mapping[UUID, str] | None
) -> dict[UUID, str]:
    """As `merged`; raises DomainError("meanwhile") where what was sent and what a colleague wrote differ."""
    wanted = merged(rows, attendance, seen)
    if clash := [one.organisation.short_name for one in rows if wanted[one.organisation_id] is None]:
        raise DomainError(
            "meanwhile",
            _("Intanto una collega ha segnato altro per: %(names)s. Guarda, e salva di nuovo.")
            % {"names": ", ".join(sorted(clash))},
        )
    return {body: code for body, code in wanted.items() if code is not None}


def merged(
    rows: Iterable[There], attendance: Mapping[UUID, str], seen: Mapping[UUID, str] | None
) -> dict[UUID, str | None]:
    """By body what will stand: what was sent, or what a colleague wrote where it was left alone. None: they differ."""
    found: dict[UUID, str | None] = {}
    for row in rows:
        body, now = row.organisation_id, row.attendance
        code = attendance.get(body, now)
        was = now if seen is None else seen.get(body, "")
        if now in {was, code}:
            found[body] = code
        else:
            found[body] = now if code == was else None
    return found


def recordable(meeting: Meeting) -> bool:
    """Whether who was there can be written: from its beginning to the approval, and while a correction is drafted."""
    if meeting.current is MeetingState.CONVENED:
        return meeting.starts_at <= timezone.now()
    if meeting.current is MeetingState.APPROVED:
        return Minutes.objects.filter(meeting=meeting, state=MinutesState.DRAFT).exists()
    return meeting.current is MeetingState.HELD


def _check_recordable(meeting: Meeting) -> None:
    if recordable(meeting):
        return
    if meeting.current is MeetingState.CONVENED:
        raise DomainError("too_early", _("L’incontro non è ancora cominciato."))
    if meeting.current is MeetingState.APPROVED:
        raise DomainError(
            "frozen", _("Il verbale è approvato: per cambiare le presenze apri una correzione del verbale.")
        )
    raise DomainError("not_called", _("Prima l’incontro si convoca."))
