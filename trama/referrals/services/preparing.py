"""The sender prepares: whom, what, and on what ground. Nothing leaves; the receiver sees nothing."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.consent.models import Consent
from trama.consent.selectors import is_valid, open_terms
from trama.consent.services import confirm_duty, record_consent, record_refusal
from trama.consent.terms import Citation, Item, Recipient, Terms
from trama.deadlines.calendar import local_day
from trama.network.models import Organisation
from trama.referrals.drafts import MOST_RECEIVERS, Draft, Handover
from trama.referrals.models import Parcel, Referral
from trama.referrals.receivers import is_reachable, possible_receivers
from trama.referrals.services.common import lock_letters, open_draft, own_parcel, person
from trama.referrals.sharing import hidden_organisations
from trama.referrals.states import DRAFTS, State
from trama.vault.keyring import Keyring
from trama.vault.models import RecordKey

SCOPE: Final = "referral"  # consent_scope
DEFAULT_DAYS: Final = 14  # to answer, before the letter is destroyed: a proposal, people choose


def prepare_parcel(
    *, actor: Actor, keyring: Keyring, subject: UUID, record_key: RecordKey, receivers: Sequence[UUID],
    at: datetime | None = None,
) -> Parcel:  # fmt: skip
    """Begin a letter to one organisation of the network, or to two at once when it is urgent."""
    require(actor, Action.SEND_REFERRAL)
    at = at or timezone.now()
    chosen = check_receivers(actor=actor, keyring=keyring, subject=subject, receivers=receivers)
    draft = Draft(
        receivers=tuple(Recipient(one.official_name, one.pk) for one in chosen),
        expires_on=local_day(at) + timedelta(days=DEFAULT_DAYS),
    )
    parcel = Parcel(
        organisation_id=actor.organisation_id, subject=subject, record_key=record_key, prepared_by=person(actor),
        prepared_at=at,
    )  # fmt: skip
    _seal_draft(keyring, parcel, draft)
    parcel.save(force_insert=True)
    Referral.objects.bulk_create(
        Referral(organisation_id=actor.organisation_id, receiver=one, parcel=parcel, proposed_at=at)
        for one in chosen
    )
    record(actor, "referral.prepared", subject, parcel.pk)
    return parcel


def check_receivers(
    *, actor: Actor, keyring: Keyring, subject: UUID, receivers: Sequence[UUID]
) -> list[Organisation]:
    """The organisations, in the order given. One that must not know is refused as one that does not exist."""
    hidden = hidden_organisations(actor=actor, keyring=keyring, subject=subject)
    found = possible_receivers(actor, hidden).in_bulk(list(receivers))
    if not 1 <= len(receivers) <= MOST_RECEIVERS or len(found) != len(receivers):
        raise DomainError("unknown_receiver", _("Scegli un ente dell'elenco."), field="receiver")
    for one in found.values():
        if not is_reachable(one.pk):
            raise DomainError(
                "not_in_trama", _("Questo ente non è ancora in Trama: telefona."), field="receiver"
            )
    return [found[one] for one in receivers]


def write_draft(
    *, actor: Actor, keyring: Keyring, parcel: UUID, draft: Draft, at: datetime | None = None
) -> Parcel:
    """Choose what is shared, what for, by when. The receivers stay those chosen at the beginning."""
    require(actor, Action.SEND_REFERRAL)
    row = own_parcel(actor, parcel)
    _in_state(lock_letters(actor, parcel), [State.PROPOSED])
    draft = replace(draft, receivers=open_draft(keyring, row).receivers)
    draft.check()
    if draft.expires_on < local_day(at or timezone.now()):
        raise DomainError(
            "expires_in_the_past", _("Scegli un giorno che deve ancora venire."), field="expires_on"
        )
    draft.check_days(at or timezone.now())
    _seal_draft(keyring, row, draft)
    row.save(update_fields=["content"])
    record(actor, "referral.written", row.subject, row.pk)
    return row


def agree(
    *, actor: Actor, keyring: Keyring, parcel: UUID, way: str, her_words: str = "", until: date | None = None,
    once: UUID | None = None, assignee: UUID | None = None, service: UUID | None = None, at: datetime | None = None,
) -> Consent:  # fmt: skip
    """She said yes to exactly this letter. `until`: the last day it counts, by default the letter's own end."""
    require(actor, Action.SEND_REFERRAL)
    row = own_parcel(actor, parcel)
    letters = lock_letters(actor, parcel)
    draft = open_draft(keyring, row)
    standing = Consent.objects.filter(
        pk__in=[one.consent_id for one in letters if one.state == State.CONSENTED]
    )
    if already := standing.first():
        return already
    _in_state(letters, [State.PROPOSED])
    draft.check()
    until = until or draft.expires_on
    if until < draft.expires_on:
        raise DomainError(
            "consent_too_short",
            _("Il consenso finisce prima dell'invio: accorcia i giorni per rispondere."),
            field="until",
        )
    consent = record_consent(
        actor=actor, keyring=keyring, subject=row.subject, record_key=row.record_key,
        terms=terms_of(draft, way=way, her_words=her_words), expires_on=until, at=at, once=once, assignee=assignee,
        service=service, remind=draft.return_progress or draft.return_message,
    )  # fmt: skip
    _stand_on(actor, row, letters, draft, consent)
    return consent


def agree_with(
    *, actor: Actor, keyring: Keyring, parcel: UUID, consent: UUID, at: datetime | None = None
) -> Consent:
    """She had already said yes to this: a consent of hers that counts now and covers all of it."""
    require(actor, Action.SEND_REFERRAL)
    row = own_parcel(actor, parcel)
    found = (
        Consent.objects.filter(subject=row.subject, pk=consent)
        .select_related("record_key")
        .select_for_update(of=("self",), no_key=True)
        .first()
    )
    letters = lock_letters(actor, parcel)
    draft = open_draft(keyring, row)
    _in_state(letters, [State.PROPOSED])
    draft.check()
    if found is None or not covers(found, open_terms(keyring, found), draft, at or timezone.now()):
        raise DomainError(
            "consent_does_not_cover", _("Quel consenso non basta per questo invio: riparlatene.")
        )
    _stand_on(actor, row, letters, draft, found)
    return found


def refuse(
    *, actor: Actor, keyring: Keyring, parcel: UUID, way: str, her_words: str = "", once: UUID | None = None,
    at: datetime | None = None,
) -> Consent:  # fmt: skip
    """She said no: recorded, and the letter ends here. Nothing else changes for her."""
    require(actor, Action.SEND_REFERRAL)
    row = own_parcel(actor, parcel)
    letters = lock_letters(actor, parcel)
    terms = terms_of(open_draft(keyring, row), way=way, her_words=her_words)
    refusal = record_refusal(
        actor=actor,
        keyring=keyring,
        subject=row.subject,
        record_key=row.record_key,
        terms=terms,
        at=at,
        once=once,
    )
    _discard(actor, row, letters, at or timezone.now())
    return refusal


def cite_duty(
    *, actor: Actor, keyring: Keyring, parcel: UUID, code: str, typed: str, why: str, she_knows: str, confirmed: bool,
    at: datetime | None = None,
) -> None:  # fmt: skip
    """Instead of her consent: a duty that this person cites and answers for. Then nothing may come back."""
    require(actor, Action.SEND_REFERRAL)
    row = own_parcel(actor, parcel)
    letters = lock_letters(actor, parcel)
    _in_state(letters, [State.PROPOSED])
    draft = open_draft(keyring, row)
    draft.check()
    duty = confirm_duty(
        actor=actor, keyring=keyring, subject=row.subject, record_key=row.record_key, confirmed=confirmed, at=at,
        citation=Citation(code, typed, why, draft.receivers, she_knows),
    )  # fmt: skip
    Referral.objects.filter(pk__in=[letter.pk for letter in letters]).update(
        duty=duty, by_law=True, may_return_progress=False, may_return_message=False
    )
    record(actor, "referral.by_law", row.subject, row.pk)


def reopen_draft(*, actor: Actor, parcel: UUID) -> None:
    """Back to writing: what she agreed to no longer stands under this letter. Her consent stays in the ledger."""
    require(actor, Action.SEND_REFERRAL)
    row = own_parcel(actor, parcel)
    letters = lock_letters(actor, parcel)
    _in_state(letters, DRAFTS)
    Referral.objects.filter(pk__in=[letter.pk for letter in letters]).update(
        state=State.PROPOSED,
        consent=None,
        duty=None,
        by_law=False,
        may_return_progress=False,
        may_return_message=False,
    )
    record(actor, "referral.reopened", row.subject, row.pk)


def discard_parcel(*, actor: Actor, parcel: UUID, at: datetime | None = None) -> None:
    """Not to be sent after all."""
    require(actor, Action.SEND_REFERRAL)
    _discard(actor, own_parcel(actor, parcel), lock_letters(actor, parcel), at or timezone.now())


def note_handover(*, actor: Actor, keyring: Keyring, parcel: UUID, handover: Handover) -> None:
    """The telephone call beside an urgent letter: before sending or right after."""
    require(actor, Action.SEND_REFERRAL)
    if not handover.office.strip():
        raise DomainError("no_office", _("Scrivi quale ufficio hai chiamato."), field="office")
    row = own_parcel(actor, parcel)
    row.handover = keyring.box(row.record_key).seal(row, "handover", handover.to_json())
    row.save(update_fields=["handover"])
    record(actor, "referral.handover", row.subject, row.pk)


def terms_of(draft: Draft, *, way: str, her_words: str = "") -> Terms:
    """What she is asked: exactly this letter."""
    return Terms(
        scope=SCOPE,
        recipients=draft.receivers,
        shared=tuple(Item(field.label, field.key) for field in draft.fields),
        purpose=draft.purpose,
        way=way,
        her_words=her_words,
        return_progress=draft.return_progress,
        return_message=draft.return_message,
    )


def covers(consent: Consent, terms: Terms, draft: Draft, at: datetime | None = None) -> bool:
    """Whether `consent` counts `at` and reaches as far as `draft`, to its last day."""
    receivers = frozenset(one.organisation_id for one in draft.receivers if one.organisation_id)
    return (
        is_valid(consent, at)
        and consent.expires_on is not None
        and draft.expires_on <= consent.expires_on
        and terms.covers(
            scope=SCOPE,
            receivers=receivers,
            keys=draft.keys,
            progress=draft.return_progress,
            message=draft.return_message,
        )
    )


def _stand_on(
    actor: Actor, parcel: Parcel, letters: Sequence[Referral], draft: Draft, consent: Consent
) -> None:
    Referral.objects.filter(pk__in=[letter.pk for letter in letters]).update(
        state=State.CONSENTED, consent=consent, duty=None, by_law=False,
        may_return_progress=draft.return_progress, may_return_message=draft.return_message,
    )  # fmt: skip
    record(actor, "referral.consented", parcel.subject, parcel.pk, consent.pk)


def _discard(actor: Actor, parcel: Parcel, letters: Sequence[Referral], at: datetime) -> None:
    if letters and all(letter.state == State.WITHDRAWN for letter in letters):
        return
    _in_state(letters, DRAFTS)
    Referral.objects.filter(pk__in=[letter.pk for letter in letters]).update(
        state=State.WITHDRAWN, withdrawn_at=at
    )
    record(actor, "referral.discarded", parcel.subject, parcel.pk)


def _in_state(letters: Sequence[Referral], states: Collection[State]) -> None:
    if not letters or any(letter.state not in states for letter in letters):
        raise DomainError("not_a_draft", _("Questo invio non si può più cambiare: guarda a che punto è."))


def _seal_draft(keyring: Keyring, parcel: Parcel, draft: Draft) -> None:
    parcel.content = keyring.box(parcel.record_key).seal(parcel, "content", draft.to_json())
