"""Signatures that leave an organisation: by the person, and by the organisation's epoch."""

from dataclasses import dataclass
from uuid import UUID

from trama.vault.crypto.canonical import canonical, parse_canonical
from trama.vault.crypto.derive import digest
from trama.vault.crypto.keys import verify
from trama.vault.directory import trusted
from trama.vault.errors import UntrustedKey
from trama.vault.opened import OpenOrganisation
from trama.vault.trust.manifests import MemberState
from trama.vault.trust.statements import raw, text

PERSON = "signature/person"
OFFICE = "signature/organisation"


@dataclass(frozen=True)
class Signer:
    """Who signed. `still_member` is false when the person has been removed since: show it, ask by telephone."""

    organisation_id: UUID
    organisation_name: str
    user_key_id: UUID
    epoch: int
    still_member: bool


def sign(opened: OpenOrganisation, purpose: str, message: bytes) -> bytes:
    """Raises KeyNotHeld for who does not hold the epoch's key."""
    keys = opened.present()
    bound = _bound(purpose, message, opened.id, opened.me.key_id, keys.number)
    return canonical(
        {
            "key": str(opened.me.key_id),
            "epoch": keys.number,
            "person": text(opened.pair.sign(PERSON, bound)),
            "office": text(keys.pair.sign(OFFICE, bound)),
        }
    )


def verify_signature(organisation: UUID, purpose: str, message: bytes, signature: bytes) -> Signer:
    """Both signatures against the organisation's verified chain; raises UntrustedKey."""
    verified = trusted(organisation)
    content = parse_canonical(bytes(signature))
    try:
        key, epoch = UUID(content["key"]), content["epoch"]
        person, office = raw(content["person"], 64), raw(content["office"], 64)
        member, epoch_public = verified.members[key], verified.epochs[epoch]
    except (KeyError, ValueError, TypeError, AttributeError):
        raise UntrustedKey("malformed signature") from None
    bound = _bound(purpose, message, organisation, key, epoch)
    verify(member.public.signing, PERSON, bound, person)
    verify(epoch_public.signing, OFFICE, bound, office)
    return Signer(
        organisation, verified.name, key, epoch, still_member=member.state is not MemberState.REMOVED
    )


def _bound(purpose: str, message: bytes, organisation: UUID, key: UUID, epoch: int) -> bytes:
    return digest(purpose.encode(), message, organisation.bytes, key.bytes, epoch.to_bytes(4))
