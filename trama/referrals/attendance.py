"""What the system does for one organisation about its letters: ends what is past, tells what happened. No key.

Each step looks before it acts, so that running twice changes nothing. A fact is told once, except unread urgent
letters, which are told again every hour until somebody opens them.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from trama.access.actor import Actor
from trama.audit.services import record
from trama.deadlines.models import Deadline, Notice
from trama.deadlines.notices import NoticeRule
from trama.deadlines.rules import CONSENT_WITHDRAWN, REFERRAL_ANSWER, REFERRAL_URGENT
from trama.deadlines.services import open_deadline, tell
from trama.referrals import notices
from trama.referrals.models import Answer, Reception, Referral
from trama.referrals.states import TAKEN_OVER, URGENT, State
from trama.referrals.withdrawn import receive_withdrawal

HOUR = timedelta(hours=1)
LOOK_BACK = timedelta(days=90)  # a fact older than this was told long ago, or the job was down for a season


def attend(*, actor: Actor, at: datetime | None = None) -> set[UUID]:
    """The other organisations that have something to learn of it now: whose letter ended as somebody took over."""
    at = at or timezone.now()
    expire_letters(actor=actor, at=at)
    _as_receiver(actor, at)
    return _as_sender(actor, at)


def expire_letters(*, actor: Actor, at: datetime) -> int:
    """Access ends by itself; the sender's deadline stays until a person closes it. Either party's turn will do."""
    past = _own(actor).filter(state=State.SENT, expires_at__lte=at).order_by("pk")
    past |= _inbox(actor).filter(state=State.SENT, expires_at__lte=at).order_by("pk")
    ids = list(past.select_for_update(skip_locked=True).values_list("pk", flat=True))
    if ids:
        Referral.objects.filter(pk__in=ids).update(
            state=State.EXPIRED, content=None, wrap=None, signature=None
        )
        record(actor, "referral.expired", *ids)
    return len(ids)


# As receiver: the subject of a row that is not ours yet is the letter itself.


def _as_receiver(actor: Actor, at: datetime) -> None:
    inbox = _inbox(actor).filter(sent_at__gte=at - LOOK_BACK)
    waiting = inbox.filter(state=State.SENT)
    for row in waiting.filter(~_has_deadline(REFERRAL_ANSWER.code)):
        _announce(actor, row, at)
    _again_each_hour(actor, _unread_urgent(waiting, at), notices.UNREAD, at, lambda row: row.pk)
    ended = inbox.filter(state__in=[State.WITHDRAWN, State.EXPIRED, State.SUPERSEDED])
    for row in ended.filter(_has_deadline(REFERRAL_ANSWER.code, open_only=True), ~_told(notices.ENDED.code)):
        tell(actor=actor, code=notices.ENDED.code, subject=row.pk, source=row.pk, at=at)
    withdrawn = Reception.objects.filter(organisation=actor.organisation_id, withdrawn_at__isnull=True)
    for row in _inbox(actor).filter(
        state__in=TAKEN_OVER, withdrawn_at__isnull=False, pk__in=withdrawn.values("referral")
    ):
        reception = receive_withdrawal(actor=actor, referral=row, at=at)
        due = CONSENT_WITHDRAWN.proposal(at)
        open_deadline(
            actor=actor,
            kind=CONSENT_WITHDRAWN.code,
            subject=reception.subject,
            source=row.pk,
            due_at=due,
            at=at,
        )
        tell(actor=actor, code=notices.WITHDRAWN.code, subject=reception.subject, source=row.pk, at=at)


def _announce(actor: Actor, row: Referral, at: datetime) -> None:
    """A letter to answer; an urgent one also to read within the hour."""
    sent, urgent = row.sent, row.urgent
    if urgent:
        due = REFERRAL_URGENT.proposal(sent.at)
        open_deadline(
            actor=actor, kind=REFERRAL_URGENT.code, subject=row.pk, source=row.pk, due_at=due, at=at
        )
    open_deadline(
        actor=actor, kind=REFERRAL_ANSWER.code, subject=row.pk, source=row.pk, due_at=sent.respond_by, at=at
    )
    notice = notices.ARRIVED_URGENT if urgent else notices.ARRIVED
    tell(actor=actor, code=notice.code, subject=row.pk, source=row.pk, at=at)


# As sender: the subject is hers, from our own copy.


def _as_sender(actor: Actor, at: datetime) -> set[UUID]:
    sent = _own(actor).filter(sent_at__gte=at - LOOK_BACK).annotate(subject=F("parcel__subject"))
    _again_each_hour(
        actor, _unread_urgent(sent.filter(state=State.SENT), at), notices.STILL_UNREAD, at, _subject
    )
    facts = [
        (notices.TAKEN_OVER, sent.filter(state__in=TAKEN_OVER)),
        (notices.NOT_TAKEN, sent.filter(state=State.DECLINED)),
        (notices.EXPIRED, sent.filter(state=State.EXPIRED)),
    ]
    told: list[Referral] = []
    for notice, rows in facts:
        for row in rows.filter(~_told(notice.code)):
            tell(actor=actor, code=notice.code, subject=_subject(row), source=row.pk, at=at)
            told.append(row)
    _tell_answers(actor, at)
    ended = sent.filter(state=State.SUPERSEDED, parcel__in={row.parcel_id for row in told})
    return set(ended.values_list("receiver", flat=True))


def _tell_answers(actor: Actor, at: datetime) -> None:
    codes = {Answer.Kind.MESSAGE: notices.WRITTEN.code, Answer.Kind.WITHDRAWAL: notices.DECIDED.code}
    for kind, code in codes.items():
        answers = Answer.objects.filter(reader=actor.organisation_id, kind=kind, at__gte=at - LOOK_BACK)
        for answer in answers.filter(~_told(code)):
            subject = _own(actor).filter(pk=answer.referral).values_list("parcel__subject", flat=True).first()
            if subject is not None:
                tell(actor=actor, code=code, subject=subject, source=answer.pk, at=at)


def _again_each_hour(
    actor: Actor,
    rows: "QuerySet[Referral]",
    notice: NoticeRule,
    at: datetime,
    whose: Callable[[Referral], UUID],
) -> None:
    """While one notice is unread `tell` adds no other; once somebody read it, an hour later it is told again."""
    for row in rows.filter(~_told(notice.code, since=at - HOUR)):
        tell(actor=actor, code=notice.code, subject=whose(row), source=row.pk, at=at)


def _unread_urgent(rows: "QuerySet[Referral]", at: datetime) -> "QuerySet[Referral]":
    return rows.filter(
        read_at__isnull=True,
        sent_at__lte=at - HOUR,
        respond_by__lte=F("sent_at") + URGENT,
    )


def _own(actor: Actor) -> "QuerySet[Referral]":
    return Referral.objects.filter(organisation=actor.organisation_id)


def _inbox(actor: Actor) -> "QuerySet[Referral]":
    return Referral.objects.filter(receiver=actor.organisation_id)


def _told(code: str, since: datetime | None = None) -> Exists:
    """Row-level security keeps this to the organisation's own notices."""
    told = Notice.objects.filter(code=code, source=OuterRef("pk"))
    return Exists(told.filter(made_at__gt=since) if since else told)


def _has_deadline(code: str, *, open_only: bool = False) -> Exists:
    found = Deadline.objects.filter(kind=code, source=OuterRef("pk"))
    return Exists(found.filter(state=Deadline.State.OPEN) if open_only else found)


def _subject(row: Referral) -> UUID:
    subject: UUID = row.subject  # type: ignore[attr-defined]  # annotated
    return subject
