"""Sealing to somebody else's verified key: another organisation's, a service's. No keyring needed."""

from uuid import UUID

from trama.vault.box import Box
from trama.vault.crypto.formats import Sealed, new_key
from trama.vault.crypto.keys import seal_to
from trama.vault.directory import trusted
from trama.vault.received import organisation_context, service_context
from trama.vault.signatures import Signer, verify_signature

__all__ = [
    "Signer",
    "new_snapshot",
    "seal_to_organisation",
    "seal_to_service",
    "snapshot_box",
    "verify_signature",
]


def seal_to_organisation(organisation: UUID, data: bytes, *, context: str) -> Sealed:
    """To the organisation's present epoch, after verifying its whole chain; raises UntrustedKey.

    Use it for a key, not for contents: its length shows.
    """
    verified = trusted(organisation)
    public = verified.manifest.epoch_public.sealing
    return seal_to(public, data, organisation_context(organisation, context), epoch=verified.epoch)


def seal_to_service(organisation: UUID, service: UUID, data: bytes, *, context: str) -> Sealed:
    """Write-only: who seals cannot read it back. Raises UntrustedKey, also when the service has no key.

    `data` is not padded: seal a key and put the contents in its `snapshot_box`, or pad.
    """
    public = trusted(organisation).service(service)
    return seal_to(
        public.sealing, data, service_context(organisation, service, context), epoch=public.generation
    )


def new_snapshot(organisation: UUID) -> tuple[Box, bytes]:
    """A box under a fresh key, and the key, to be sealed to whoever may read. `organisation`: the rows' owner."""
    key = new_key()
    return Box(organisation, key, 0), key


def snapshot_box(organisation: UUID, key: bytes) -> Box:
    return Box(organisation, key, 0)
