"""Writing a judgement of danger: the professional's own first, the answers beside it."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.deadlines.calendar import ROME, end_of_day, local_day
from trama.deadlines.rules import RISK_REVIEW
from trama.deadlines.services import close_for_subject, open_deadline
from trama.risk.content import Content
from trama.risk.instruments import LEVELS, Answer, below
from trama.risk.models import Assessment
from trama.vault.keyring import Keyring
from trama.vault.models import RecordKey

FARTHEST_REVIEW = timedelta(days=2 * 365)


def assess_risk(
    *,
    actor: Actor,
    keyring: Keyring,
    subject: UUID,
    record_key: RecordKey,
    content: Content,
    next_review_on: date | None,
    at: datetime | None = None,
    on: date | None = None,
    assignee: UUID | None = None,
    service: UUID | None = None,
    once: UUID | None = None,
) -> Assessment:
    """Write the judgement and put the next look at it on the agenda, in place of the one that was there.

    `next_review_on` is what a person chose; None: no date. `on`: the day it was judged, where no hour is known; of two
    about one day the one that is written last is the later. `once`: the id of the row, so that a form sent twice is one
    assessment. Raises DomainError where a judgement below what the answers suggest has no reason, for unknown codes
    and for dates out of reach; KeyNotHeld.
    """
    require(actor, Action.ASSESS_RISK)
    if actor.membership_id is None:
        raise ValueError("membership")
    at = at or _moment(actor, subject, on)
    _check(content)
    _check_dates(at, next_review_on)
    if once and (same := Assessment.objects.filter(pk=once, subject=subject).first()):
        return same
    row = Assessment(
        id=once or uuid4(),
        organisation_id=actor.organisation_id,
        subject=subject,
        record_key=record_key,
        assessed_at=at,
        assessed_by=actor.membership_id,
        next_review_on=next_review_on,
    )
    row.content = keyring.box(record_key).seal(row, "content", content.to_json())
    if not _insert(row):
        return Assessment.objects.get(pk=row.pk, subject=subject)
    if not Assessment.objects.filter(subject=subject, assessed_at__gt=at).exists():
        _plan(actor, row, assignee, service)
    record(actor, "risk.assess", subject, row.pk)
    return row


def _moment(actor: Actor, subject: UUID, on: date | None) -> datetime:
    """Now; of an earlier day its midday, or just after what was judged about it already."""
    now = timezone.now()
    if on is None or on == local_day(now):
        return now
    midday = datetime.combine(on, time(12), ROME)
    same_day = Assessment.objects.filter(
        organisation_id=actor.organisation_id,
        subject=subject,
        assessed_at__gte=midday,
        assessed_at__lte=end_of_day(on),
    )
    last = same_day.order_by("-assessed_at").values_list("assessed_at", flat=True).first()
    return last + timedelta(microseconds=1) if last else midday


def _plan(actor: Actor, row: Assessment, assignee: UUID | None, service: UUID | None) -> None:
    """The newest judgement says when to look again; an older one written late changes nothing."""
    kinds = (RISK_REVIEW.code,)
    close_for_subject(actor=actor, subject=row.subject, kinds=kinds, replaced=True, at=row.assessed_at)
    if row.next_review_on:
        open_deadline(
            actor=actor,
            kind=RISK_REVIEW.code,
            subject=row.subject,
            source=row.pk,
            due_at=end_of_day(row.next_review_on),
            assignee=assignee,
            service=service,
            at=row.assessed_at,
        )


def _insert(row: Assessment) -> bool:
    """False when a twin of the same form came first."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        if Assessment.objects.filter(pk=row.pk).exists():
            return False
        raise
    return True


def _check(content: Content) -> None:
    if content.level not in LEVELS:
        raise DomainError("unknown_level", _("Scegli una delle voci dell’elenco."), field="level")
    known: Mapping[str, Answer] = content.answers
    if set(known) - set(content.instrument.item_codes):
        raise DomainError("unknown_item", _("Scegli una delle voci dell’elenco."))
    band = content.instrument.threshold(content.answers)
    if band and below(content.level, band.level) and not content.reason.strip():
        words = _(
            "Giudichi il pericolo più basso di quanto suggeriscono le risposte: scrivi perché, bastano due parole."
        )
        raise DomainError("reason", words, field="reason")


def _check_dates(at: datetime, next_review_on: date | None) -> None:
    if at > timezone.now():
        raise DomainError("not_yet", _("Questo giorno deve ancora venire."), field="assessed_on")
    day = local_day(at)
    if next_review_on is not None and not day < next_review_on <= day + FARTHEST_REVIEW:
        raise DomainError(
            "review_date",
            _("Scegli un giorno dopo quello della valutazione, entro due anni."),
            field="review_on",
        )
