"""The letter itself: what the receiver reads, and how it is sealed, signed and checked.

A letter is sealed under a key of its own; the key is sealed to the receiver's verified epoch key; the person who sends
and her organisation's epoch sign the ciphertexts together with every clear column that says what they are. A row that
somebody edited in the database is refused before it is opened.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Self
from uuid import UUID

from django.utils.translation import gettext as _

from trama.common.errors import DomainError
from trama.referrals.drafts import Draft, SharedField
from trama.referrals.models import Answer, Referral
from trama.vault.envelopes import Signer, new_snapshot, seal_to_organisation, snapshot_box, verify_signature
from trama.vault.errors import UntrustedKey
from trama.vault.keyring import Keyring

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Letter:
    """What the receiver reads, and the preview shows."""

    fields: tuple[SharedField, ...]
    purpose: str
    contact: str
    citation: str = ""  # by legal duty: the rule that the sender confirmed
    return_progress: bool = False
    return_message: bool = False

    @classmethod
    def of(cls, draft: Draft, *, citation: str = "") -> Self:
        """By legal duty nothing may come back: she was not asked."""
        by_law = bool(citation)
        return cls(
            fields=draft.fields,
            purpose=draft.purpose,
            contact=draft.contact,
            citation=citation,
            return_progress=draft.return_progress and not by_law,
            return_message=draft.return_message and not by_law,
        )

    def to_json(self) -> Json:
        return {
            "version": 1,
            "fields": [item.to_json() for item in self.fields],
            "purpose": self.purpose,
            "contact": self.contact,
            "citation": self.citation,
            "return_progress": self.return_progress,
            "return_message": self.return_message,
        }

    @classmethod
    def from_json(cls, value: Json) -> Self:
        return cls(
            fields=tuple(SharedField.from_json(item) for item in value["fields"]),
            purpose=value["purpose"],
            contact=value["contact"],
            citation=value["citation"],
            return_progress=value["return_progress"],
            return_message=value["return_message"],
        )


def seal_letter(keyring: Keyring, referral: Referral, letter: Letter) -> None:
    """Fill content, wrap and signature; nothing is saved. DomainError where the receiver's key cannot be trusted."""
    box, key = new_snapshot(referral.organisation_id)
    referral.content = box.seal(referral, "content", letter.to_json())
    referral.wrap = _wrap(referral.receiver_id, key, _context(referral.pk))
    referral.signature = keyring.sign("referral", _referral_message(referral))


def open_letter(keyring: Keyring, referral: Referral) -> tuple[Letter, Signer]:
    """Check both signatures over the whole row, then open. Raises UntrustedKey, Tampered, KeyNotHeld."""
    if referral.signature is None or referral.wrap is None:
        raise DomainError("no_letter", _("Questo invio non si può più leggere."))
    signer = verify_signature(
        referral.organisation_id, "referral", _referral_message(referral), bytes(referral.signature)
    )
    key = keyring.open_from_organisation(referral.wrap, context=_context(referral.pk))
    value = snapshot_box(referral.organisation_id, key).open(referral, "content")
    if not isinstance(value, dict):
        raise TypeError("not a letter")
    return Letter.from_json(value), signer


def seal_answer(keyring: Keyring, answer: Answer, value: Json) -> None:
    """Fill content, wrap and signature of what goes back to the sender."""
    box, key = new_snapshot(answer.organisation_id)
    answer.content = box.seal(answer, "content", value)
    answer.wrap = _wrap(answer.reader_id, key, _context(answer.pk))
    answer.signature = keyring.sign("referral-answer", _answer_message(answer))


def open_answer(keyring: Keyring, answer: Answer) -> tuple[Json, Signer]:
    """By the sender. Raises UntrustedKey, Tampered, KeyNotHeld."""
    message = _answer_message(answer)
    signer = verify_signature(answer.organisation_id, "referral-answer", message, bytes(answer.signature))
    key = keyring.open_from_organisation(answer.wrap, context=_context(answer.pk))
    value = snapshot_box(answer.organisation_id, key).open(answer, "content")
    if not isinstance(value, dict):
        raise TypeError("not an answer")
    return value, signer


def _wrap(receiver: UUID, key: bytes, context: str) -> bytes:
    try:
        return seal_to_organisation(receiver, key, context=context)
    except UntrustedKey as error:
        raise DomainError(
            "untrusted_receiver",
            _("Le chiavi di questo ente non si possono verificare, quindi non è partito nulla: telefona."),
        ) from error


def _context(row: UUID) -> str:
    return f"referral {row}"


def _referral_message(referral: Referral) -> bytes:
    return _message(
        id=referral.pk,
        parcel=referral.parcel_id,
        sender=referral.organisation_id,
        receiver=referral.receiver_id,
        by_law=referral.by_law,
        may_return_progress=referral.may_return_progress,
        may_return_message=referral.may_return_message,
        agreed_until=referral.agreed_until,
        sent_at=referral.sent_at,
        respond_by=referral.respond_by,
        expires_at=referral.expires_at,
        content=referral.content,
        wrap=referral.wrap,
    )


def _answer_message(answer: Answer) -> bytes:
    return _message(
        id=answer.pk,
        referral=answer.referral,
        writer=answer.organisation_id,
        reader=answer.reader_id,
        kind=answer.kind,
        at=answer.at,
        content=answer.content,
        wrap=answer.wrap,
    )


def _message(**columns: object) -> bytes:
    """The columns in one canonical writing; ciphertexts by their hash."""
    return json.dumps({name: _canonical(value) for name, value in columns.items()}, sort_keys=True).encode()


def _canonical(value: object) -> object:
    if isinstance(value, bytes | bytearray | memoryview):
        return hashlib.sha256(bytes(value)).hexdigest()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | UUID):
        return str(value)
    return value
