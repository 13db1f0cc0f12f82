"""The receiver: opens, takes over or not, tells back what she agreed to, decides when she withdraws."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.common.jobs import defer
from trama.deadlines.rules import REFERRAL_ANSWER, REFERRAL_URGENT
from trama.deadlines.services import close_for_source
from trama.network.models import Organisation
from trama.referrals.landing import LETTER_ONLY, Arrival, Landed, LandingTarget, targets
from trama.referrals.letters import Letter, open_letter, seal_answer
from trama.referrals.models import Answer, Reception, Referral
from trama.referrals.services.common import lock_received, person
from trama.referrals.states import State
from trama.referrals.tasks import attend
from trama.vault.envelopes import Signer
from trama.vault.keyring import Keyring

# Why a letter is not taken over: sealed to the sender, about us and not about her. That she walks with us already is
# not ours to tell: nothing of that comes back unless she said so.
DECLINE_REASONS: Final[dict[str, str]] = {
    "full": _("Adesso non abbiamo posto"),
    "not_ours": _("Non è una cosa che possiamo fare noi"),
    "elsewhere": _("C'è un altro servizio più adatto"),
    "unreachable": _("Non siamo riuscite a sentirla nei modi indicati"),
    "other": _("Altro"),
}


@dataclass(frozen=True, slots=True)
class Opened:
    """A letter on its receiver's screen."""

    referral: Referral
    letter: Letter
    signer: Signer


def open_referral(*, actor: Actor, keyring: Keyring, referral: UUID, at: datetime | None = None) -> Opened:
    """Read a letter that waits for us. Audited each time; the first time the sender sees that it was read."""
    require(actor, Action.READ_REFERRALS)
    at = at or timezone.now()
    row = lock_received(actor, referral)
    check_waiting(row, at)
    letter, signer = open_letter(keyring, row)
    if row.read_at is None:
        row.read_at = at
        row.save(update_fields=["read_at"])
        close_for_source(actor=actor, source=row.pk, kinds=(REFERRAL_URGENT.code,), at=at)
    record(actor, "referral.opened", row.pk)
    return Opened(row, letter, signer)


def check_waiting(row: Referral, at: datetime) -> None:
    """Raise DomainError, saying what happened, unless the letter still waits for an answer."""
    if row.state == State.SENT and row.expires_at is not None and at <= row.expires_at:
        return
    code, message = {
        State.SUPERSEDED: ("taken_elsewhere", gettext("Nel frattempo l'ha accolto un altro servizio.")),
        State.WITHDRAWN: (
            "withdrawn",
            gettext("Nel frattempo è stato ritirato: non c'è più nulla da leggere."),
        ),
        State.DECLINED: ("declined", gettext("A questo invio avete già risposto di no.")),
        State.SENT: ("expired", gettext("Il tempo per rispondere è finito.")),
        State.EXPIRED: ("expired", gettext("Il tempo per rispondere è finito.")),
    }.get(State(row.state), ("taken_over", gettext("Questo invio è già stato accolto.")))
    raise DomainError(code, message)


def accept_referral(
    *, actor: Actor, keyring: Keyring, referral: UUID, target: str = LETTER_ONLY, at: datetime | None = None
) -> Reception:
    """Make it ours: re-encrypted under our own key, as what `target` makes of it; the sender's letter is destroyed.

    Of two receivers only one gets here. Sent twice it is taken over once.
    """
    require(actor, Action.ANSWER_REFERRAL)
    at = at or timezone.now()
    row = lock_received(actor, referral)
    ours = Reception.objects.filter(organisation=actor.organisation_id, referral=row.pk).first()
    if ours is not None:
        return ours
    check_waiting(row, at)
    letter, signer = open_letter(keyring, row)
    _mark_read(row, at)
    arrival = Arrival(row.pk, row.organisation_id, signer.organisation_name, letter, row.sent.respond_by)
    reception = _land(actor, keyring, arrival, target, at)
    row.state, row.answered_at = State.ACCEPTED, at
    row.content = row.wrap = row.signature = None
    row.save(update_fields=["state", "answered_at", "content", "wrap", "signature"])
    _answered(actor, row, at)
    record(actor, "referral.accepted", row.pk, reception.pk, reception.subject)
    return reception


def _land(actor: Actor, keyring: Keyring, arrival: Arrival, target: str, at: datetime) -> Reception:
    """Our own row, under the key of the record that the letter became."""
    reception = Reception(
        organisation_id=actor.organisation_id, referral=arrival.referral, sender_id=arrival.sender_id,
        taken_over_at=at, taken_over_by=person(actor),
    )  # fmt: skip
    if target == LETTER_ONLY:
        landed = Landed(reception.pk, keyring.new_record(), "")
    else:
        landed = _target(actor, target).land(actor=actor, keyring=keyring, arrival=arrival, at=at)
    reception.subject, reception.record_key = landed.subject, landed.record_key
    value = {
        "letter": arrival.letter.to_json(),
        "sender": arrival.sender_name,
        "target": target,
        "url": landed.url,
    }
    reception.content = keyring.box(landed.record_key).seal(reception, "content", value)
    reception.save(force_insert=True)
    return reception


def _target(actor: Actor, code: str) -> LandingTarget:
    for target in targets(actor):
        if target.code == code:
            return target
    raise DomainError("unknown_target", gettext("Scegli che cosa diventa da voi."), field="target")


def decline_referral(
    *, actor: Actor, keyring: Keyring, referral: UUID, reason: str, note: str = "", at: datetime | None = None
) -> None:
    """Not for us. The reason goes to the sender's organisation alone, sealed; the letter is destroyed."""
    require(actor, Action.ANSWER_REFERRAL)
    at = at or timezone.now()
    if reason not in DECLINE_REASONS:
        raise DomainError(
            "unknown_reason",
            gettext("Scegli il perché: chi ha inviato deve poter andare avanti."),
            field="reason",
        )
    row = lock_received(actor, referral)
    if row.state == State.DECLINED:
        return
    check_waiting(row, at)
    row.state, row.answered_at = State.DECLINED, at
    row.content = row.wrap = row.signature = None
    row.save(update_fields=["state", "answered_at", "content", "wrap", "signature"])
    write_back(
        actor=actor,
        keyring=keyring,
        row=row,
        kind=Answer.Kind.DECLINED,
        value={"reason": reason, "note": note},
        at=at,
    )
    _answered(actor, row, at)
    record(actor, "referral.declined", row.pk)


def acknowledge(*, actor: Actor, referral: UUID, at: datetime | None = None) -> None:
    """A letter ended before we answered: somebody has seen it, and our own deadline about it is closed."""
    require(actor, Action.ANSWER_REFERRAL)
    row = lock_received(actor, referral)
    if row.state == State.SENT:
        raise DomainError("waiting", gettext("Questo invio aspetta ancora una risposta."))
    close_for_source(actor=actor, source=row.pk, kinds=_TO_ANSWER, at=at)


def write_back(
    *, actor: Actor, keyring: Keyring, row: Referral, kind: str, value: dict[str, object], at: datetime
) -> Answer:
    """Something for the sender's organisation alone. The database refuses what she did not agree to."""
    answer = Answer(
        organisation_id=actor.organisation_id,
        reader_id=row.organisation_id,
        referral=row.pk,
        kind=kind,
        at=at,
    )
    seal_answer(keyring, answer, value)
    answer.save(force_insert=True)
    defer(attend, organisation_id=row.organisation_id)
    return answer


_TO_ANSWER: Final = (REFERRAL_ANSWER.code, REFERRAL_URGENT.code)


def _mark_read(row: Referral, at: datetime) -> None:
    if row.read_at is None:
        row.read_at = at
        row.save(update_fields=["read_at"])


def _answered(actor: Actor, row: Referral, at: datetime) -> None:
    close_for_source(actor=actor, source=row.pk, kinds=_TO_ANSWER, at=at)
    defer(attend, organisation_id=row.organisation_id)


def sender_names(rows: Iterable[Referral]) -> dict[UUID, str]:
    """Names for lists; a single letter shows the name that its signature vouches for."""
    ids = {row.organisation_id for row in rows}
    return dict(Organisation.objects.filter(pk__in=ids).values_list("pk", "short_name"))
