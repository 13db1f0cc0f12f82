"""Reading letters: what came, what went, one of each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import Case, Count, QuerySet, Value, When
from django.http import Http404
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_noop as _

from trama.access.actor import Actor
from trama.access.prepared import prepared
from trama.consent.models import Consent
from trama.consent.selectors import open_citation, valid_consents
from trama.deadlines.subjects import hidden, known
from trama.referrals.drafts import Draft, Handover
from trama.referrals.letters import Letter, open_answer
from trama.referrals.models import Answer, Parcel, Reception, Referral
from trama.referrals.services.common import open_draft, own_parcel
from trama.referrals.services.preparing import covers
from trama.referrals.services.receiving import DECLINE_REASONS
from trama.referrals.states import DRAFTS, ENDED, TAKEN_OVER, TONES, State, state_label
from trama.vault.envelopes import Signer
from trama.vault.keyring import Keyring
from trama.vault.models import RecordKey

PAGE: Final = 25

# The parts of the two lists; the empty part is everything.
RECEIVED: Final[dict[str, tuple[Any, tuple[State, ...]]]] = {
    "waiting": (gettext_lazy("Da rispondere"), (State.SENT,)),
    "ours": (gettext_lazy("Accolti"), TAKEN_OVER),
    "ended": (gettext_lazy("Finiti senza di noi"), ENDED),
}
SENT: Final[dict[str, tuple[Any, tuple[State, ...]]]] = {
    "drafts": (gettext_lazy("Da finire"), DRAFTS),
    "waiting": (gettext_lazy("In attesa di risposta"), (State.SENT,)),
    "taken": (gettext_lazy("Accolti"), TAKEN_OVER),
    "ended": (gettext_lazy("Senza esito"), ENDED),
}
_RECEIVED_WORDS: Final = {
    State.SENT: _("Da rispondere"),
    State.DECLINED: _("Non accolto"),
    State.WITHDRAWN: _("Ritirato"),
    State.EXPIRED: _("Scaduto"),
    State.SUPERSEDED: _("Accolto da altri"),
}


@dataclass(frozen=True, slots=True)
class Reply:
    """One thing that the receiver wrote back, opened."""

    answer: Answer
    value: dict[str, Any]
    signer: Signer

    @property
    def reason(self) -> str:
        """In words; one that is no longer among them says no more than that there was one."""
        if "reason" not in self.value:
            return ""
        return gettext(DECLINE_REASONS.get(self.value["reason"], DECLINE_REASONS["other"]))


@dataclass(frozen=True, slots=True)
class ParcelPage:
    """The sender's page of one parcel."""

    parcel: Parcel
    draft: Draft
    letter: Letter
    letters: Sequence[Referral]
    handover: Handover | None
    replies: Sequence[Reply]

    @property
    def state(self) -> State:
        """Of the parcel: taken over by one, else still waiting for one, else as the first."""
        states = [State(one.state) for one in self.letters]
        order = [*reversed(TAKEN_OVER), State.SENT, *states]
        return next(state for state in order if state in states)

    @property
    def has_ground(self) -> bool:
        return all(one.consent_id or one.duty_id for one in self.letters)

    @property
    def is_draft(self) -> bool:
        return self.state in DRAFTS

    @property
    def is_taken_over(self) -> bool:
        return self.state in TAKEN_OVER

    @property
    def by_law(self) -> bool:
        return any(one.by_law for one in self.letters)


@dataclass(frozen=True, slots=True)
class ReceptionPage:
    """What we took over, as its page shows it. No letter: it was erased."""

    reception: Reception
    referral: Referral
    letter: Letter | None
    sender: str
    url: str
    decision: dict[str, Any] | None


def inbox(actor: Actor, part: str = "") -> "QuerySet[Referral]":
    """Letters to us: those that wait first, then newest first. Row-level security leaves out what was not sent.

    Without those that became a path which is not there for `actor`.
    """
    not_hers = Reception.objects.filter(hidden(actor), organisation=actor.organisation_id)
    rows = Referral.objects.filter(receiver=actor.organisation_id).select_related("organisation")
    rows = rows.exclude(pk__in=not_hers.values("referral"))
    if part in RECEIVED:
        rows = rows.filter(state__in=RECEIVED[part][1])
    waiting = Case(When(state=State.SENT, then=0), default=1)
    return rows.defer("content", "wrap", "signature").order_by(waiting, "-sent_at", "pk")


def letters_waiting(receiver: UUID) -> "QuerySet[Any, tuple[Any, ...]]":
    """How many wait for an answer, for the menu."""
    waiting = Referral.objects.filter(receiver=receiver, state=State.SENT)
    return waiting.values("receiver").annotate(number=Count("pk")).values_list(Value("letters"), "number")


def outbox(actor: Actor, part: str = "") -> "QuerySet[Referral]":
    """Our letters and drafts, newest first; those of a woman who is not there for `actor` are not there either."""
    rows = _ours(actor)
    if part in SENT:
        rows = rows.filter(state__in=SENT[part][1])
    return _in_words(rows)


def _in_words(rows: "QuerySet[Referral]") -> "QuerySet[Referral]":
    """To whom and in which state, newest first; nothing sealed is read."""
    rows = rows.select_related("receiver", "parcel")
    rows = rows.defer("content", "wrap", "signature", "parcel__content", "parcel__handover")
    return rows.order_by("-proposed_at", "pk")


def _ours(actor: Actor) -> "QuerySet[Referral]":
    return Referral.objects.filter(known(actor, "parcel__subject"), organisation=actor.organisation_id)


@prepared
def letters_about(organisation: UUID, subject: UUID) -> "QuerySet[Referral]":
    """Our letters and drafts about one woman, for her own page; who reads that page may know of them."""
    return _in_words(Referral.objects.filter(organisation=organisation, parcel__subject=subject))


def gone_to(actor: Actor, subject: UUID, offices: Collection[UUID]) -> list[Referral]:
    """Our letters about her that one of `offices` can read, or has made its own."""
    if not offices:
        return []
    rows = letters_about(actor.organisation_id, subject)
    return [row for row in rows if row.receiver_id in offices and row.state in (State.SENT, *TAKEN_OVER)]


def received_letter(actor: Actor, referral: UUID) -> Referral:
    """One letter to us. Http404 for any other."""
    row = inbox(actor).filter(pk=referral).first()
    if row is None:
        raise Http404
    return row


def parcel_of(actor: Actor, referral: UUID) -> UUID:
    """The parcel of one of our letters. Http404 for any other."""
    rows = _ours(actor).filter(pk=referral)
    found: UUID | None = rows.values_list("parcel", flat=True).first()
    if found is None:
        raise Http404
    return found


def parcel_page(*, actor: Actor, keyring: Keyring, parcel: UUID) -> ParcelPage:
    """Everything about one parcel of ours: what is shared, where it stands, what came back. Http404, KeyNotHeld."""
    row = own_parcel(actor, parcel)
    rows = Referral.objects.filter(organisation=actor.organisation_id, parcel=row)
    letters = list(rows.select_related("receiver", "duty__record_key").order_by("pk"))
    draft = open_draft(keyring, row)
    duty = next((one.duty for one in letters if one.duty), None)
    handover = keyring.box(row.record_key).open(row, "handover")
    return ParcelPage(
        parcel=row,
        draft=draft,
        letter=Letter.of(draft, citation=open_citation(keyring, duty).label if duty else ""),
        letters=letters,
        handover=Handover.from_json(handover) if isinstance(handover, dict) else None,
        replies=_replies(actor, keyring, letters),
    )


def _replies(actor: Actor, keyring: Keyring, letters: Sequence[Referral]) -> list[Reply]:
    ids = [one.pk for one in letters if one.answered_at]
    if not ids:
        return []
    answers = Answer.objects.filter(reader=actor.organisation_id, referral__in=ids).order_by("at")
    return [Reply(answer, *open_answer(keyring, answer)) for answer in answers]


def covering_consents(*, actor: Actor, keyring: Keyring, subject: UUID, draft: Draft) -> list[Consent]:
    """What she said before that covers this whole letter."""
    given = valid_consents(actor=actor, keyring=keyring, subject=subject)
    return [consent for consent, terms in given if covers(consent, terms, draft)]


def reception_of(*, actor: Actor, keyring: Keyring, referral: UUID) -> ReceptionPage:
    """What we took over with this letter; without its content once the record it became is erased.

    Http404, KeyNotHeld.
    """
    rows = Reception.objects.filter(known(actor), organisation=actor.organisation_id, referral=referral)
    row = rows.select_related("record_key", "decision_key").first()
    if row is None:
        raise Http404
    kept = {} if row.record_key.destroyed_at else _opened(keyring, row, "content", row.record_key)
    return ReceptionPage(
        reception=row,
        referral=received_letter(actor, referral),
        letter=Letter.from_json(kept["letter"]) if kept else None,
        sender=kept.get("sender", ""),
        url=kept.get("url", ""),
        decision=_opened(keyring, row, "decision", row.decision_key) if row.decision_key else None,
    )


def _opened(keyring: Keyring, row: Reception, field: str, key: RecordKey) -> dict[str, Any]:
    value = keyring.box(key).open(row, field)
    return value if isinstance(value, dict) else {}


def received_label(row: Referral) -> str:
    """The state in the receiver's words."""
    words = _RECEIVED_WORDS.get(State(row.state))
    return gettext(words) if words else state_label(row.state)


def tone(row: Referral) -> str:
    return TONES[row.state]
