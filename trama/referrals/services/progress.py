"""After a take-over: what the receiver notes for itself, and what of it she let come back to the sender."""

from datetime import datetime
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.deadlines.calendar import local_day
from trama.deadlines.rules import CONSENT_WITHDRAWN
from trama.deadlines.services import close_for_source
from trama.referrals.models import Answer, Reception, ReceptionState, Referral
from trama.referrals.services.common import lock_received, person
from trama.referrals.services.receiving import write_back
from trama.referrals.states import TAKEN_OVER, Party, State, may_move
from trama.referrals.withdrawn import receive_withdrawal
from trama.vault.keyring import Keyring
from trama.vault.services.records import shred


def note_first_contact(*, actor: Actor, reception: UUID, at: datetime | None = None) -> Reception:
    """We met her. The sender learns it only if she said so."""
    require(actor, Action.ANSWER_REFERRAL)
    return _advance(actor, reception, ReceptionState.FIRST_CONTACT, "first_contact_at", at)


def close_reception(*, actor: Actor, reception: UUID, at: datetime | None = None) -> Reception:
    """What the letter asked for is done, or no longer wanted."""
    require(actor, Action.ANSWER_REFERRAL)
    return _advance(actor, reception, ReceptionState.CLOSED, "closed_at", at)


def _advance(
    actor: Actor, reception: UUID, state: ReceptionState, stamp: str, at: datetime | None
) -> Reception:
    at = at or timezone.now()
    row, referral = _lock(actor, reception)
    if row.state in {state, ReceptionState.CLOSED}:
        return row
    row.state = state
    setattr(row, stamp, at)
    row.save(update_fields=["state", stamp])
    if progress_returns(referral, at) and may_move(referral.state, state.value, Party.RECEIVER):
        referral.state = State(state.value)
        setattr(referral, stamp, at)
        referral.save(update_fields=["state", stamp])
    record(actor, f"referral.{state.value}", referral.pk, row.subject)
    return row


def send_message(
    *, actor: Actor, keyring: Keyring, reception: UUID, text: str, at: datetime | None = None
) -> Answer:
    """A message for the sender, because she agreed that one may come back."""
    require(actor, Action.ANSWER_REFERRAL)
    at = at or timezone.now()
    row, referral = _lock(actor, reception)
    if not text.strip():
        raise DomainError("empty_message", _("Scrivi il messaggio."), field="text")
    if not message_returns(referral, at):
        raise DomainError(
            "not_agreed", _("Lei non ha chiesto che torni un messaggio, o non vale più: non parte nulla.")
        )
    answer = write_back(
        actor=actor, keyring=keyring, row=referral, kind=Answer.Kind.MESSAGE, value={"text": text}, at=at
    )
    record(actor, "referral.message", referral.pk, row.subject)
    return answer


def decide_withdrawal(
    *,
    actor: Actor,
    keyring: Keyring,
    reception: UUID,
    erased: bool,
    ground: str = "",
    at: datetime | None = None,
) -> Reception:
    """She withdrew after we had made it ours: a person says that it was erased, or by which law it is kept.

    Erased: our copy of the letter goes now; what it became (her path here) is erased on its own page, by who may.
    She is owed the answer: it goes back to the sender's organisation, sealed.
    """
    require(actor, Action.ANSWER_REFERRAL)
    at = at or timezone.now()
    row, referral = _lock(actor, reception)
    if referral.withdrawn_at is None:
        raise DomainError("not_withdrawn", _("Il consenso vale ancora: non c'è nulla da decidere."))
    if not erased and not ground.strip():
        raise DomainError(
            "no_ground", _("Scrivi la norma per cui si conserva: articolo e legge."), field="ground"
        )
    if row.decided_at is not None:
        raise DomainError("decided", _("È già stato deciso."))
    receive_withdrawal(actor=actor, referral=referral, at=at)
    row.refresh_from_db()
    value = {"erased": erased, "ground": "" if erased else ground}
    row.decision_key = keyring.new_record()
    row.decision = keyring.box(row.decision_key).seal(row, "decision", value)
    row.decided_at, row.decided_by = at, person(actor)
    if erased:
        _erase_letter(actor, row)
    row.save(update_fields=["decision", "decision_key", "decided_at", "decided_by", "content"])
    write_back(actor=actor, keyring=keyring, row=referral, kind=Answer.Kind.WITHDRAWAL, value=value, at=at)
    close_for_source(actor=actor, source=referral.pk, kinds=(CONSENT_WITHDRAWN.code,), at=at)
    record(actor, "referral.withdrawal_decided", referral.pk, row.subject)
    return row


def _erase_letter(actor: Actor, row: Reception) -> None:
    """Our copy goes; where the letter became nothing else, its key too, so that no backup brings it back."""
    row.content = None
    if row.subject == row.pk:
        shred(actor=actor, record_keys=[row.record_key])


def progress_returns(referral: Referral, at: datetime) -> bool:
    return referral.may_return_progress and _still_agreed(referral, at)


def message_returns(referral: Referral, at: datetime) -> bool:
    return referral.may_return_message and _still_agreed(referral, at)


def _still_agreed(referral: Referral, at: datetime) -> bool:
    return (
        referral.state in TAKEN_OVER
        and referral.withdrawn_at is None
        and referral.agreed_until is not None
        and local_day(at) <= referral.agreed_until
    )


def _lock(actor: Actor, reception: UUID) -> tuple[Reception, Referral]:
    """Ours, with the letter's row; the letter first, as everywhere. Http404 for any other."""
    found = Reception.objects.filter(organisation=actor.organisation_id, pk=reception).first()
    if found is None:
        raise Http404
    referral = lock_received(actor, found.referral)
    row = (
        Reception.objects.select_related("record_key")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=found.pk)
    )
    return row, referral
