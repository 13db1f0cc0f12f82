"""Reading the ledger."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from trama.access.actor import Actor
from trama.access.prepared import prepared
from trama.common.vocabularies import vocabulary
from trama.consent.models import Consent, LegalDuty, State
from trama.consent.terms import Citation, Terms
from trama.consent.words import WAYS, choices
from trama.vault.box import Box
from trama.vault.crypto.formats import Json
from trama.vault.keyring import Keyring


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the ledger, opened."""

    consent: Consent
    terms: Terms
    withdrawn_how: str = ""
    withdrawn_words: str = ""

    @property
    def state_label(self) -> str:
        return vocabulary("consent_state").label(self.state)

    @property
    def state(self) -> str:
        """As of now, whether or not the job has passed since its last day."""
        return (
            self.consent.state
            if is_valid(self.consent) or self.consent.state != State.GIVEN
            else State.EXPIRED
        )

    @property
    def counts(self) -> bool:
        """Something may be shared on it now."""
        return self.state == State.GIVEN

    @property
    def can_be_withdrawn(self) -> bool:
        """Past its last day too: a receiver may have made its own what came while it counted."""
        return self.state in {State.GIVEN, State.EXPIRED}


@dataclass(frozen=True, slots=True)
class DutyEntry:
    duty: LegalDuty
    citation: Citation


def is_valid(consent: Consent, at: datetime | None = None) -> bool:
    """Given, not withdrawn, and `at` is not past its last day."""
    at = at or timezone.now()
    return (
        consent.state == State.GIVEN
        and consent.given_at <= at
        and consent.expires_on is not None
        and timezone.localdate(at) <= consent.expires_on
    )


def ledger(*, actor: Actor, keyring: Keyring, subject: UUID) -> list[Entry]:
    """Everything she said, newest first. Raises KeyNotHeld."""
    return [_entry(keyring.box(row.record_key), row) for row in _said(actor.organisation_id, subject)]


@prepared
def _said(organisation: UUID, subject: UUID) -> "QuerySet[Consent]":
    rows = Consent.objects.filter(organisation=organisation, subject=subject)
    return rows.select_related("record_key").order_by("-given_at")


def ledger_entry(*, actor: Actor, keyring: Keyring, subject: UUID, consent: UUID) -> Entry:
    """One row of hers; Http404 for any other."""
    rows = Consent.objects.filter(organisation=actor.organisation_id, subject=subject, pk=consent)
    row = rows.select_related("record_key").first()
    if row is None:
        raise Http404
    return _entry(keyring.box(row.record_key), row)


def _entry(box: Box, row: Consent) -> Entry:
    how = box.open(row, "withdrawal")
    said = how if isinstance(how, dict) else {}
    way = dict(choices(WAYS)).get(said.get("way", ""), "")
    return Entry(row, Terms.from_json(_object(box.open(row, "terms"))), way, said.get("her_words", ""))


def entry_of(  # noqa: PLR0917 - the columns in their order
    pk: UUID, subject: UUID, state: str, given_at: datetime, expires_on: date | None,
    withdrawn_at: datetime | None, terms: Json,
) -> Entry:  # fmt: skip
    """One row from its columns, without how it was withdrawn: for a page that reads several kinds of rows at once."""
    names = ["id", "subject", "state", "given_at", "expires_on", "withdrawn_at"]
    row = Consent.from_db("default", names, [pk, subject, state, given_at, expires_on, withdrawn_at])
    return Entry(row, Terms.from_json(_object(terms)))


def duties_of(*, actor: Actor, keyring: Keyring, subject: UUID) -> list[DutyEntry]:
    """The duties that somebody confirmed for her, newest first."""
    rows = LegalDuty.objects.filter(organisation=actor.organisation_id, subject=subject)
    return [
        DutyEntry(row, open_citation(keyring, row))
        for row in rows.select_related("record_key").order_by("-confirmed_at")
    ]


def open_citation(keyring: Keyring, duty: LegalDuty) -> Citation:
    return Citation.from_json(_object(keyring.box(duty.record_key).open(duty, "citation")))


def open_terms(keyring: Keyring, consent: Consent) -> Terms:
    return Terms.from_json(_object(keyring.box(consent.record_key).open(consent, "terms")))


def valid_consents(
    *, actor: Actor, keyring: Keyring, subject: UUID, at: datetime | None = None
) -> Iterator[tuple[Consent, Terms]]:
    """What counts `at`, newest first, with its terms."""
    for entry in ledger(actor=actor, keyring=keyring, subject=subject):
        if is_valid(entry.consent, at):
            yield entry.consent, entry.terms


def valid_consent(
    *, actor: Actor, keyring: Keyring, subject: UUID, scope: str, receivers: frozenset[UUID] = frozenset(),
    keys: frozenset[str] = frozenset(), progress: bool = False, message: bool = False, at: datetime | None = None,
) -> Consent | None:  # fmt: skip
    """The newest consent that counts `at` and covers all of this; None when there is none."""
    for consent, terms in valid_consents(actor=actor, keyring=keyring, subject=subject, at=at):
        if terms.covers(scope=scope, receivers=receivers, keys=keys, progress=progress, message=message):
            return consent
    return None


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise TypeError("not an object")  # sealed by us: only a bug makes another shape
    return value
