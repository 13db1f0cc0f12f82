"""The letter leaves: sealed for the receiver, signed, with the ground it stands on."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.common.jobs import defer
from trama.consent.models import Consent, LegalDuty
from trama.consent.selectors import is_valid, open_citation, open_terms
from trama.deadlines.rules import REFERRAL_SENT, REFERRAL_SENT_URGENT
from trama.deadlines.services import open_deadline
from trama.referrals.drafts import Draft
from trama.referrals.letters import Letter, seal_letter
from trama.referrals.models import Parcel, Referral
from trama.referrals.services.common import lock_letters, open_draft, own_parcel
from trama.referrals.services.preparing import check_receivers, covers
from trama.referrals.sharing import shareable_fields
from trama.referrals.states import DRAFTS, State
from trama.referrals.tasks import attend
from trama.vault.keyring import Keyring


def send_parcel(
    *, actor: Actor, keyring: Keyring, parcel: UUID, assignee: UUID | None = None, service: UUID | None = None,
    at: datetime | None = None,
) -> list[Referral]:  # fmt: skip
    """Send every letter of the parcel. Sent twice it is sent once. `assignee`, `service`: whose agenda waits for it."""
    require(actor, Action.SEND_REFERRAL)
    at = at or timezone.now()
    row = own_parcel(actor, parcel)
    consent = _lock_consent(row)  # before the letters, as a withdrawal does
    letters = lock_letters(actor, parcel)
    if letters and all(letter.sent_at for letter in letters):
        return letters
    draft = open_draft(keyring, row)
    draft.check()
    letter = Letter.of(draft, citation=_ground(keyring, letters, draft, consent, at))
    receivers = [one.receiver_id for one in letters]
    check_receivers(actor=actor, keyring=keyring, subject=row.subject, receivers=receivers)
    _still_true(actor, keyring, row, draft)
    for one in letters:
        _send(keyring, one, draft=draft, letter=letter, consent=consent, at=at)
        _wait_for(actor, row, one, urgent=draft.urgent, assignee=assignee, service=service)
        defer(attend, organisation_id=one.receiver_id)
    record(actor, "referral.sent", row.subject, row.pk, *(one.pk for one in letters))
    return letters


def _still_true(actor: Actor, keyring: Keyring, parcel: Parcel, draft: Draft) -> None:
    """What is written of her now is what was chosen: "nobody may call me", said since, must not leave as it was before.

    It is not put right silently: what is sent is what was read to her. Raises DomainError("changed_since").
    """
    now = {
        one.key: (one.text, one.note)
        for one in shareable_fields(actor=actor, keyring=keyring, subject=parcel.subject)
    }
    changed = [one.label for one in draft.fields if one.key in now and now[one.key] != (one.text, one.note)]
    if changed:
        raise DomainError(
            "changed_since",
            _(
                "Da quando l’invio è stato scritto è cambiato: %(what)s. Torna a scriverlo, e rileggetelo insieme."
            )
            % {"what": ", ".join(changed)},
        )


def _lock_consent(parcel: Parcel) -> Consent | None:
    named = Referral.objects.filter(organisation=parcel.organisation_id, parcel=parcel, consent__isnull=False)
    rows = Consent.objects.filter(pk__in=named.values("consent")).select_related("record_key")
    return rows.select_for_update(of=("self",), no_key=True).first()


def _ground(
    keyring: Keyring, letters: list[Referral], draft: Draft, consent: Consent | None, at: datetime
) -> str:
    """The citation when it is by law, nothing when she agreed. DomainError when it is neither."""
    if not letters or any(one.state not in DRAFTS for one in letters):
        raise DomainError("not_a_draft", _("Questo invio non si può più cambiare: guarda a che punto è."))
    duties = {one.duty_id for one in letters}
    if len(duties) == 1 and (cited := duties.pop()) is not None:
        duty = LegalDuty.objects.select_related("record_key").get(pk=cited)
        return open_citation(keyring, duty).label
    same = consent is not None and all(one.consent_id == consent.pk for one in letters)
    if consent is None or not same or not _counts(keyring, consent, draft, at):
        raise DomainError(
            "no_ground",
            _("Senza il suo consenso che vale oggi, o un obbligo di legge confermato, non parte nulla."),
        )
    return ""


def _counts(keyring: Keyring, consent: Consent, draft: Draft, at: datetime) -> bool:
    """At the instant that is written, and now that it is: the database asks for both."""
    return is_valid(consent) and covers(consent, open_terms(keyring, consent), draft, at)


def _send(
    keyring: Keyring, one: Referral, *, draft: Draft, letter: Letter, consent: Consent | None, at: datetime
) -> None:
    one.state, one.sent_at = State.SENT, at
    one.respond_by, one.expires_at = draft.respond_by(at), draft.expires_at()
    one.agreed_until = None if one.by_law or consent is None else consent.expires_on
    if one.respond_by <= at:
        raise DomainError(
            "expires_in_the_past", _("I giorni per rispondere sono già passati: cambia la data.")
        )
    draft.check_days(at)
    seal_letter(keyring, one, letter)
    columns = ("state", "sent_at", "respond_by", "expires_at", "agreed_until", "content", "wrap", "signature")
    one.save(update_fields=columns)


def _wait_for(
    actor: Actor, parcel: Parcel, one: Referral, *, urgent: bool, assignee: UUID | None, service: UUID | None
) -> None:
    """Ours to look at, until a person closes it: the letter may expire, the duty to ask does not."""
    rule = REFERRAL_SENT_URGENT if urgent else REFERRAL_SENT
    due = rule.proposal(one.sent.at) if urgent else one.sent.respond_by
    open_deadline(
        actor=actor, kind=rule.code, subject=parcel.subject, source=one.pk, due_at=due, assignee=assignee,
        service=service, at=one.sent.at,
    )  # fmt: skip
