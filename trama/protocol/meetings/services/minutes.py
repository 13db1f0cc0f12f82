"""Writing the minutes, approving them, correcting them with a new version."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actions import Action
from trama.access.actor import Actor
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.protocol.agreement.policies import require_lead
from trama.protocol.meetings.models import Decision, Meeting, Minutes, MinutesSection
from trama.protocol.meetings.models.minutes import SectionKind
from trama.protocol.meetings.selectors.minutes import snapshot
from trama.protocol.meetings.services.common import bodies_of_network, lines, step_meeting, take_meeting
from trama.protocol.meetings.states import AFTER, ActionState, MeetingState, MinutesState


@dataclass(frozen=True)
class Part:
    """What was said on one point."""

    title: str
    text: str


def write_minutes(
    *, actor: Actor, meeting_id: UUID, parts: Sequence[Part], decisions: Sequence[str], courts: str = "",
    courts_by: Collection[UUID] = (), seen: datetime | None = None,
) -> Minutes:  # fmt: skip
    """Write the draft, the first time as version 1. `seen`: the draft as it was when the page was opened.

    Raises DomainError if somebody else saved meanwhile, or the minutes are approved.
    """
    require_lead(actor, Action.RECORD_MEETING)
    meeting = take_meeting(actor, meeting_id)
    draft = _draft(actor, meeting)
    if seen is not None and draft.changed_at != seen:
        raise DomainError(
            "changed",
            _(
                "Intanto una collega ha salvato questo verbale: apri la pagina in un’altra scheda e confronta."
            ),
        )
    draft.changed_at = timezone.now()
    draft.save(update_fields=["changed_at"])
    draft.sections.all().delete()
    draft.decisions.all().delete()
    MinutesSection.objects.bulk_create(_sections(actor, draft, parts, courts, courts_by))
    Decision.objects.bulk_create(
        Decision(**_of(draft), order=order, text=text) for order, text in enumerate(lines(decisions), start=1)
    )
    record(actor, Action.RECORD_MEETING.code, meeting.pk, draft.pk, detail="minutes")
    return draft


def approve_minutes(*, actor: Actor, meeting_id: UUID, seen: datetime | None = None) -> Minutes:
    """Freeze the draft with who was there and who does what; the whole network reads it from now on.

    `seen`: the draft as it was when the person was asked. Raises DomainError("changed") if somebody saved meanwhile,
    ("approved") if a colleague was quicker; for who sends it twice it is once.
    """
    require_lead(actor, Action.RECORD_MEETING)
    meeting = take_meeting(actor, meeting_id)
    draft = Minutes.objects.select_for_update().filter(meeting=meeting, state=MinutesState.DRAFT).first()
    if draft is None:
        return _approved_already(actor, meeting)
    if seen is not None and draft.changed_at != seen:
        raise DomainError(
            "changed", _("Intanto una collega ha salvato questo verbale: rileggilo, e poi approvalo.")
        )
    if not meeting.invitations.exclude(attendance="").exists():
        raise DomainError("no_attendance", _("Prima segna chi c’era."))
    draft.state = MinutesState.APPROVED.value
    draft.approved_at, draft.approved_by = timezone.now(), actor.user_id
    draft.snapshot = snapshot(meeting)
    draft.save()
    if meeting.current is MeetingState.HELD:
        step_meeting(meeting, MeetingState.APPROVED)
        meeting.changed_at = draft.approved_at
        meeting.save()
    record(actor, Action.RECORD_MEETING.code, meeting.pk, draft.pk, detail="approved")
    return draft


def _approved_already(actor: Actor, meeting: Meeting) -> Minutes:
    last = Minutes.objects.filter(meeting=meeting, state=MinutesState.APPROVED).order_by("-version").first()
    if last is None:
        raise DomainError("no_draft", _("Non c’è una bozza da approvare."))
    if last.approved_by != actor.user_id:
        raise DomainError("approved", _("Intanto l’ha approvato una collega."))
    return last


def correct_minutes(*, actor: Actor, meeting_id: UUID, because: str) -> Minutes:
    """A new draft with everything of the last version; the approved one stays as it is."""
    require_lead(actor, Action.RECORD_MEETING)
    meeting = take_meeting(actor, meeting_id)
    last = Minutes.objects.filter(meeting=meeting).order_by("-version").first()
    if last is None or last.current is MinutesState.DRAFT:
        raise DomainError("draft", _("C’è già una bozza: scrivi lì la correzione."))
    draft = _new_draft(actor, meeting, last.version + 1, because)
    for model in (MinutesSection, Decision):
        rows: list[Any] = list(model.objects.filter(minutes=last))
        for row in rows:
            row.pk, row.minutes = model._meta.pk.get_default(), draft
        model.objects.bulk_create(rows)
    record(actor, Action.RECORD_MEETING.code, meeting.pk, draft.pk, detail="correction")
    return draft


def discard_correction(*, actor: Actor, meeting_id: UUID) -> None:
    """Give a correction up before it is approved. Raises DomainError: the first version is not thrown away."""
    require_lead(actor, Action.RECORD_MEETING)
    meeting = take_meeting(actor, meeting_id)
    rows = Minutes.objects.filter(meeting=meeting)
    draft = rows.filter(state=MinutesState.DRAFT, version__gt=1).first()
    if draft is None:
        raise DomainError("no_correction", _("Non c’è una correzione da lasciare."))
    _as_it_was(meeting, rows.get(version=draft.version - 1).snapshot or {})
    draft.sections.all().delete()
    draft.decisions.all().delete()
    draft.delete()
    record(actor, Action.RECORD_MEETING.code, meeting.pk, detail="discarded")


def _as_it_was(meeting: Meeting, approved: dict[str, Any]) -> None:
    """Who was there as the approved version says. Raises DomainError if the correction gave somebody an action."""
    known = {row[3] for row in approved["actions"]}
    given = meeting.actions.exclude(state=ActionState.DROPPED).values_list("pk", flat=True)
    if not {str(pk) for pk in given} <= known:
        raise DomainError(
            "actions",
            _("La correzione ha dato un’azione a qualcuno: approvala, o segna che l’azione non serve più."),
        )
    codes = {body: code for body, code, _office in approved["attendance"]}
    for invitation in meeting.invitations.all():
        invitation.attendance = codes.get(str(invitation.organisation_id), "")
        invitation.save(update_fields=["attendance"])


def _draft(actor: Actor, meeting: Meeting) -> Minutes:
    """The draft, locked; made if there is none yet."""
    if meeting.current not in AFTER:
        raise DomainError("not_held", _("Il verbale si scrive dopo l’incontro: prima segna chi c’era."))
    rows = Minutes.objects.select_for_update().filter(meeting=meeting)
    draft = rows.filter(state=MinutesState.DRAFT).first()
    if draft is not None:
        return draft
    if rows.exists():
        raise DomainError("frozen", _("Il verbale è approvato: per cambiarlo apri una correzione."))
    return _new_draft(actor, meeting, 1, "")


def _new_draft(actor: Actor, meeting: Meeting, version: int, because: str) -> Minutes:
    return Minutes.objects.create(
        organisation_id=actor.organisation_id, network_id=actor.network_id, meeting=meeting, version=version,
        because=because, changed_at=timezone.now(),
    )  # fmt: skip


def _of(draft: Minutes) -> dict[str, Any]:
    return {"organisation_id": draft.organisation_id, "network_id": draft.network_id, "minutes": draft}


def _sections(
    actor: Actor, draft: Minutes, parts: Sequence[Part], courts: str, courts_by: Collection[UUID]
) -> list[MinutesSection]:
    rows = [
        MinutesSection(**_of(draft), order=order, title=part.title, text=part.text)
        for order, part in enumerate(parts, start=1)
    ]
    if courts.strip():
        given_by = sorted(bodies_of_network(actor, courts_by))
        rows.append(
            MinutesSection(
                **_of(draft), order=len(rows) + 1, kind=SectionKind.COURTS, text=courts, given_by=given_by,
                title=_("Il fenomeno nel quadro di tribunali e procure"),
            )
        )  # fmt: skip
    return rows
