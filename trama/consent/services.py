"""Adding to the ledger: her yes, her no, her withdrawal; a duty that a person cites and confirms.

A refusal is recorded as carefully as a consent, and nothing anywhere asks for one before going on.
"""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.consent.hooks import on_withdraw
from trama.consent.models import Consent, LegalDuty, State
from trama.consent.terms import Citation, Terms
from trama.consent.words import WAYS
from trama.deadlines.calendar import end_of_day, local_day
from trama.deadlines.rules import CONSENT_EXPIRY
from trama.deadlines.services import close_for_source, open_deadline
from trama.vault.keyring import Keyring
from trama.vault.models import RecordKey

REMIND_BEFORE: Final = timedelta(days=7)  # a proposal: time to see her before it ends


def record_consent(
    *, actor: Actor, keyring: Keyring, subject: UUID, record_key: RecordKey, terms: Terms, expires_on: date,
    at: datetime | None = None, once: UUID | None = None, remind: bool = True, assignee: UUID | None = None,
    service: UUID | None = None,
) -> Consent:  # fmt: skip
    """She said yes, to these receivers, for this, until `expires_on` (its last day).

    `once`: the id of the row, so that a form sent twice is one consent. `remind`: somebody (`assignee`, `service`) is
    asked to talk about it again before it ends.
    """
    at = at or timezone.now()
    if expires_on < timezone.localdate(at):
        raise DomainError(
            "expires_in_the_past", _("Scegli un giorno che deve ancora venire."), field="expires_on"
        )
    consent = _add(
        actor=actor, keyring=keyring, state=State.GIVEN, subject=subject, record_key=record_key, terms=terms,
        expires_on=expires_on, at=at, once=once,
    )  # fmt: skip
    if remind:
        due = end_of_day(max(expires_on - REMIND_BEFORE, local_day(at)))
        open_deadline(
            actor=actor, kind=CONSENT_EXPIRY.code, subject=subject, source=consent.pk, due_at=due, assignee=assignee,
            service=service, at=at,
        )  # fmt: skip
    return consent


def record_refusal(
    *, actor: Actor, keyring: Keyring, subject: UUID, record_key: RecordKey, terms: Terms,
    at: datetime | None = None, once: UUID | None = None,
) -> Consent:  # fmt: skip
    """She said no. It closes nothing and asks nothing more of her."""
    return _add(
        actor=actor, keyring=keyring, state=State.REFUSED, subject=subject, record_key=record_key, terms=terms,
        expires_on=None, at=at or timezone.now(), once=once,
    )  # fmt: skip


def _add(
    *, actor: Actor, keyring: Keyring, state: State, subject: UUID, record_key: RecordKey, terms: Terms,
    expires_on: date | None, at: datetime, once: UUID | None,
) -> Consent:  # fmt: skip
    require(actor, Action.RECORD_CONSENT)
    terms.check()
    if at > timezone.now():
        raise DomainError("not_yet", _("Questo giorno deve ancora venire."), field="given_at")
    if once and (same := Consent.objects.filter(pk=once, subject=subject).first()):
        return same
    consent = Consent(
        id=once or uuid4(), organisation_id=actor.organisation_id, subject=subject, record_key=record_key, state=state,
        given_at=at, expires_on=expires_on, recorded_by=_person(actor),
    )  # fmt: skip
    consent.terms = keyring.box(record_key).seal(consent, "terms", terms.to_json())
    if not _insert(consent):
        return Consent.objects.get(pk=consent.pk, subject=subject)
    record(actor, f"consent.{state.value}", subject, consent.pk)
    return consent


def _insert(consent: Consent) -> bool:
    """False when a twin of the same form came first."""
    try:
        with transaction.atomic():
            consent.save(force_insert=True)
    except IntegrityError:
        if Consent.objects.filter(pk=consent.pk).exists():
            return False
        raise
    return True


def withdraw_consent(
    *, actor: Actor, keyring: Keyring, consent: UUID, way: str = "in_person", her_words: str = "",
    at: datetime | None = None,
) -> Consent:  # fmt: skip
    """She takes it back, past its last day too: what stood on it ends now, in this transaction; who made something
    its own is told."""
    require(actor, Action.RECORD_CONSENT)
    at = at or timezone.now()
    if way not in WAYS:
        raise DomainError("unknown_way", _("Scegli come l'ha detto."), field="way")
    # Not the key: what refers to this row is checked at the commit of whoever answers a letter, and must not wait.
    row = (
        Consent.objects.select_related("record_key")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=consent)
    )
    if row.state == State.WITHDRAWN:
        return row
    if row.state == State.REFUSED:
        raise DomainError("not_given", _("A questo ha detto di no: non c'è nulla da ritirare."))
    words = {"way": way, "her_words": her_words}
    row.withdrawal = keyring.box(row.record_key).seal(row, "withdrawal", words)
    _end(actor, row, at)
    return row


def withdraw_all(*, actor: Actor, subject: UUID, at: datetime | None = None) -> int:
    """Her record is erased here: nothing that she had agreed to counts any more. Answers how many there were.

    Those past their last day too: who took something over while they counted is told as well (GDPR, art. 19).
    """
    require(actor, Action.ERASE_PATH)
    given = Consent.objects.filter(
        organisation=actor.organisation_id, subject=subject, state__in=[State.GIVEN, State.EXPIRED]
    )
    rows = list(given.select_for_update(no_key=True).order_by("pk"))
    for row in rows:
        _end(actor, row, at or timezone.now())
    return len(rows)


def _end(actor: Actor, row: Consent, at: datetime) -> None:
    """Stamp the row, and end in this transaction whatever stood on it."""
    row.state, row.withdrawn_at, row.withdrawn_by = State.WITHDRAWN, max(at, row.given_at), _person(actor)
    row.save(update_fields=["state", "withdrawn_at", "withdrawn_by", "withdrawal"])
    close_for_source(actor=actor, source=row.pk, kinds=(CONSENT_EXPIRY.code,), at=at)
    for handler in on_withdraw:
        handler(actor=actor, consent=row, at=row.withdrawn_at)
    record(actor, "consent.withdrawn", row.subject, row.pk)


def confirm_duty(
    *, actor: Actor, keyring: Keyring, subject: UUID, record_key: RecordKey, citation: Citation, confirmed: bool,
    at: datetime | None = None,
) -> LegalDuty:  # fmt: skip
    """A person answers for it: the rule in her own typed words, and her confirmation."""
    require(actor, Action.RECORD_CONSENT)
    citation.check()
    if not confirmed:
        raise DomainError(
            "not_confirmed",
            _("Serve la tua conferma: l'obbligo lo riconosce una persona."),
            field="confirmed",
        )
    duty = LegalDuty(
        organisation_id=actor.organisation_id, subject=subject, record_key=record_key, confirmed_by=_person(actor),
        confirmed_at=at or timezone.now(),
    )  # fmt: skip
    duty.citation = keyring.box(record_key).seal(duty, "citation", citation.to_json())
    duty.save(force_insert=True)
    record(actor, "consent.duty_confirmed", subject, duty.pk)
    return duty


def expire_consents(*, actor: Actor, at: datetime | None = None) -> int:
    """The job of every hour: a consent past its last day counts no more. The duty to look at it stays open."""
    today = timezone.localdate(at or timezone.now())
    past = Consent.objects.filter(organisation=actor.organisation_id, state=State.GIVEN, expires_on__lt=today)
    ids = list(past.order_by("pk").select_for_update(skip_locked=True).values_list("pk", flat=True))
    if ids:
        Consent.objects.filter(pk__in=ids).update(state=State.EXPIRED)
        record(actor, "consent.expired", *ids)
    return len(ids)


def _person(actor: Actor) -> UUID:
    if actor.user_id is None:
        raise TypeError("only a person does this")  # `require` lets no job pass
    return actor.user_id
