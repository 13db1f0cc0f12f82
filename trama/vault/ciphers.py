"""Record keys, opened in bulk: under the organisation's data key, a compartment's, or a specialist's own grant."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from trama.vault import circles
from trama.vault.crypto.derive import digest
from trama.vault.crypto.formats import Sealed
from trama.vault.crypto.keys import seal_to, verify
from trama.vault.errors import UntrustedKey
from trama.vault.models import RecordGrant
from trama.vault.opened import OpenOrganisation
from trama.vault.trust.manifests import Flag

PURPOSE = "record-grant"


class Wrapped(NamedTuple):
    """A record key as it lies in the database."""

    id: UUID
    wrapped: Sealed | None
    compartment: UUID | None


def open_keys(
    opened: OpenOrganisation, wrapped: Iterable[Wrapped], known: dict[UUID, circles.Circle]
) -> dict[UUID, bytes]:
    """Raw keys of those that this member holds; destroyed ones and others' are left out.

    `known` are circles opened before in this request; it is filled.
    """
    keys: dict[UUID, bytes] = {}
    narrow: list[Wrapped] = []
    asked: list[UUID] = []
    for item in wrapped:
        if item.wrapped is None:
            continue
        if item.compartment is not None:
            narrow.append(item)
        elif opened.reads:
            keys[item.id] = opened.unwrap(item.id, item.wrapped)
        else:
            asked.append(item.id)
    if narrow:
        keys |= _in_circles(opened, narrow, known)
    if asked:
        keys |= _granted(opened, asked)
    return keys


def _in_circles(
    opened: OpenOrganisation, wrapped: list[Wrapped], known: dict[UUID, circles.Circle]
) -> dict[UUID, bytes]:
    missing = {item.compartment for item in wrapped if item.compartment} - known.keys()
    if missing:
        known |= circles.open_circles(opened, missing)
    keys = {}
    for item in wrapped:
        circle = known.get(item.compartment) if item.compartment else None
        if circle and item.wrapped is not None:
            keys[item.id] = circle.unwrap(item.id, item.wrapped)
    return keys


def _granted(opened: OpenOrganisation, ids: list[UUID]) -> dict[UUID, bytes]:
    grants = RecordGrant.objects.filter(
        organisation=opened.id,
        user_key=opened.me.key_id,
        record_key__in=ids,
        record_key__compartment=None,
        record_key__destroyed_at=None,
    )
    return {grant.record_key_id: _open_grant(opened, grant) for grant in grants}


def _open_grant(opened: OpenOrganisation, grant: RecordGrant) -> bytes:
    """Only a reader of the organisation gives a record key away: a sealed box alone would not say who made it."""
    granter = opened.verified.signer(grant.granted_by_id)
    if Flag.READER not in granter.flags:
        raise UntrustedKey("granted by somebody who could not")
    message = _message(opened.id, grant.record_key_id, grant.user_key_id, bytes(grant.sealed))
    verify(granter.public.signing, PURPOSE, message, bytes(grant.signature))
    return opened.pair.open(grant.sealed, _context(grant.record_key_id, grant.user_key_id))


def grant(opened: OpenOrganisation, record_key: UUID, key: bytes, to: UUID) -> RecordGrant:
    """Unsaved. Raises UntrustedKey when `to` is no active member."""
    sealed = seal_to(opened.verified.member(to).public.sealing, key, _context(record_key, to))
    return RecordGrant(
        organisation_id=opened.id,
        record_key_id=record_key,
        user_key_id=to,
        granted_by_id=opened.me.key_id,
        sealed=sealed,
        signature=opened.pair.sign(PURPOSE, _message(opened.id, record_key, to, sealed)),
    )


def _message(organisation: UUID, record_key: UUID, to: UUID, sealed: bytes) -> bytes:
    return digest(organisation.bytes, record_key.bytes, to.bytes, sealed)


def _context(record_key: UUID, to: UUID) -> str:
    return f"record {record_key} {to}"
