"""Verbs of the scadenzario. The system may open a deadline and tell a fact; only a person closes, moves or puts off."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.deadlines.calendar import end_of_day, local_day
from trama.deadlines.models import Deadline, Notice
from trama.deadlines.notices import notice_rule
from trama.deadlines.rules import rule

OPEN, DONE, REPLACED = Deadline.State.OPEN, Deadline.State.DONE, Deadline.State.REPLACED


def open_deadline(
    *,
    actor: Actor,
    kind: str,
    subject: UUID,
    source: UUID,
    due_at: datetime,
    assignee: UUID | None = None,
    service: UUID | None = None,
    at: datetime | None = None,
) -> Deadline:
    """Open the deadline of `kind` that the row `source` asks for; if it is open already, answer that one unchanged."""
    wanted = Deadline(
        organisation_id=actor.organisation_id,
        kind=kind,
        tone=rule(kind).tone,
        subject=subject,
        source=source,
        due_at=due_at,
        assignee_id=assignee,
        service_id=service,
        opened_at=at or timezone.now(),
    )
    Deadline.objects.bulk_create([wanted], ignore_conflicts=True)
    stored = Deadline.objects.get(kind=kind, source=source, state=OPEN, organisation_id=actor.organisation_id)
    if stored.pk == wanted.pk:
        record(actor, "deadline.open", stored.pk, subject, detail=kind)
    return stored


def close_deadline(
    *, actor: Actor, deadline: Deadline, replaced: bool = False, at: datetime | None = None
) -> Deadline:
    """Close: it was done, or another took its place. A second click changes nothing; jobs are refused."""
    require(actor, Action.READ_AGENDA)
    row = _locked(deadline)
    if row.state != OPEN:
        return row
    row.state = REPLACED if replaced else DONE
    row.closed_at, row.closed_by = at or timezone.now(), actor.user_id
    row.snoozed_until = None
    row.save(update_fields=["state", "closed_at", "closed_by", "snoozed_until"])
    record(actor, "deadline.close", row.pk, row.subject, detail=row.state)
    return row


def tick_off(*, actor: Actor, deadline: Deadline) -> Deadline:
    """Close by hand, from the agenda. Raises DomainError for what is only done by doing it (answering, deciding)."""
    if not deadline.rule.by_hand:
        raise DomainError("deadline_by_deed", _("Questa si chiude facendola: apri la pagina e decidi lì."))
    return close_deadline(actor=actor, deadline=deadline)


def close_for_source(
    *,
    actor: Actor,
    source: UUID,
    kinds: tuple[str, ...] = (),
    replaced: bool = False,
    at: datetime | None = None,
) -> int:
    """Close what the row `source` had opened (only `kinds`, if given): its act was done. Answers how many."""
    rows = Deadline.objects.filter(organisation_id=actor.organisation_id, source=source, state=OPEN)
    return _close_all(actor, rows.filter(kind__in=kinds) if kinds else rows, replaced, at)


def close_for_subject(
    *,
    actor: Actor,
    subject: UUID,
    kinds: tuple[str, ...] = (),
    replaced: bool = False,
    at: datetime | None = None,
) -> int:
    """Close what is open about `subject` (only `kinds`, if given): a path ends, a new assessment takes over."""
    rows = Deadline.objects.filter(organisation_id=actor.organisation_id, subject=subject, state=OPEN)
    return _close_all(actor, rows.filter(kind__in=kinds) if kinds else rows, replaced, at)


def _close_all(actor: Actor, rows: QuerySet[Deadline], replaced: bool, at: datetime | None) -> int:
    found = list(rows)
    for deadline in found:
        close_deadline(actor=actor, deadline=deadline, replaced=replaced, at=at)
    return len(found)


def reopen_deadline(*, actor: Actor, deadline: Deadline) -> Deadline:
    """Undo a closing that was a slip. Raises DomainError when another of its kind is open by now."""
    require(actor, Action.READ_AGENDA)
    row = _locked(deadline)
    if row.state == OPEN:
        return row
    twins = Deadline.objects.filter(organisation_id=row.organisation_id, kind=row.kind, state=OPEN)
    if row.state == REPLACED or twins.filter(source=row.source).exists():
        raise DomainError("deadline_replaced", _("Nel frattempo c'è una nuova data per la stessa cosa."))
    row.state, row.closed_at, row.closed_by = OPEN, None, None
    row.save(update_fields=["state", "closed_at", "closed_by"])
    record(actor, "deadline.reopen", row.pk, row.subject)
    return row


def move_deadline(*, actor: Actor, deadline: Deadline, due_at: datetime) -> Deadline:
    """Give another date, where people choose it."""
    require(actor, Action.READ_AGENDA)
    row = _open_only(deadline)
    if not row.rule.movable:
        raise DomainError("deadline_fixed", _("Questa data non si sposta: vale quella che c'è."), field="day")
    if row.due_at == due_at:
        return row
    row.due_at = due_at
    row.save(update_fields=["due_at"])
    record(actor, "deadline.move", row.pk, row.subject)
    return row


def snooze(*, actor: Actor, deadline: Deadline, until: datetime, at: datetime | None = None) -> Deadline:
    """Put a suggestion off, no reason asked. Legal and safety terms stay where they are.

    What is due at an hour is back by then: it was put off, not let go.
    """
    require(actor, Action.READ_AGENDA)
    row = _open_only(deadline)
    if not row.rule.can_snooze:
        raise DomainError(
            "deadline_red", _("Una scadenza di legge o di sicurezza non si rimanda."), field="until"
        )
    at_an_hour = row.due_at != end_of_day(local_day(row.due_at))
    row.snoozed_until = (
        min(until, row.due_at) if at_an_hour and row.due_at > (at or timezone.now()) else until
    )
    row.save(update_fields=["snoozed_until"])
    record(actor, "deadline.snooze", row.pk, row.subject)
    return row


def wake(*, actor: Actor, deadline: Deadline) -> Deadline:
    """Undo a snooze."""
    require(actor, Action.READ_AGENDA)
    row = _open_only(deadline)
    if row.snoozed_until is not None:
        row.snoozed_until = None
        row.save(update_fields=["snoozed_until"])
        record(actor, "deadline.wake", row.pk, row.subject)
    return row


def reassign(*, actor: Actor, subject: UUID, assignee: UUID | None, service: UUID | None) -> int:
    """Who walks with her changed: what is open about her goes to the new colleague's agenda. Answers how many."""
    to = {"assignee_id": assignee, "service_id": service}
    mine = {"organisation_id": actor.organisation_id, "subject": subject}
    moved = Deadline.objects.filter(**mine, state=OPEN).update(**to)
    Notice.objects.filter(**mine, read_at__isnull=True).update(**to)
    if moved:
        record(actor, "deadline.reassign", subject)
    return moved


def tell(
    *,
    actor: Actor,
    code: str,
    subject: UUID,
    source: UUID,
    assignee: UUID | None = None,
    service: UUID | None = None,
    at: datetime | None = None,
) -> Notice:
    """Leave a notice of the fact `code` about `source`; while one is unread, the same fact is not told twice."""
    notice_rule(code)
    wanted = Notice(
        organisation_id=actor.organisation_id,
        code=code,
        subject=subject,
        source=source,
        assignee_id=assignee,
        service_id=service,
        made_at=at or timezone.now(),
    )
    Notice.objects.bulk_create([wanted], ignore_conflicts=True)
    stored = Notice.objects.get(
        code=code, source=source, read_at__isnull=True, organisation_id=actor.organisation_id
    )
    if stored.pk == wanted.pk:
        record(actor, "notice.tell", stored.pk, subject, detail=code)
    return stored


def mark_read(*, actor: Actor, notice: Notice) -> Notice:
    """A person has read it. A second click changes nothing."""
    require(actor, Action.READ_AGENDA)
    row = Notice.objects.select_for_update().get(pk=notice.pk)
    if row.read_at is None:
        row.read_at, row.read_by = timezone.now(), actor.user_id
        row.save(update_fields=["read_at", "read_by"])
        record(actor, "notice.read", row.pk, row.subject, detail=row.code)
    return row


def _locked(deadline: Deadline) -> Deadline:
    return Deadline.objects.select_for_update().get(pk=deadline.pk)


def _open_only(deadline: Deadline) -> Deadline:
    row = _locked(deadline)
    if row.state != OPEN:
        raise DomainError("deadline_closed", _("È già stata chiusa: non serve fare altro."))
    return row
