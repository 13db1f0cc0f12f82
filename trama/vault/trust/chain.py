"""From the root's public key to every public key of an organisation, or UntrustedKey."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from trama.vault.crypto.keys import PublicKeys
from trama.vault.errors import UntrustedKey
from trama.vault.trust.manifests import Flag, Manifest, Member, MemberState, ServicePublic
from trama.vault.trust.organisation import OrganisationStatement
from trama.vault.trust.statements import MANIFEST, Signed


@dataclass(frozen=True, slots=True)
class Chain:
    """All of an organisation's root statements and manifests, oldest first, as found in the database."""

    statements: Sequence[Signed]
    manifests: Sequence[Signed]


@dataclass(frozen=True, slots=True)
class VerifiedOrganisation:
    """The only way from a database row to a public key. Made by `verify_chain`, by nothing else."""

    statement: OrganisationStatement
    statement_hash: str
    manifest: Manifest
    signed: Signed
    epochs: dict[int, PublicKeys]

    @property
    def id(self) -> UUID:
        return self.statement.id

    @property
    def name(self) -> str:
        return self.statement.name

    @property
    def epoch(self) -> int:
        return self.manifest.epoch

    @property
    def members(self) -> dict[UUID, Member]:
        return self.manifest.members

    def active(self, flag: Flag | None = None) -> list[Member]:
        return [m for m in self.members.values() if m.active and (flag is None or flag in m.flags)]

    def member(self, key_id: UUID) -> Member:
        """An active member; raises UntrustedKey."""
        member = self.members.get(key_id)
        if member is None or not member.active:
            raise UntrustedKey("not a member of the organisation")
        return member

    def signer(self, key_id: UUID) -> Member:
        """Whose signature still counts: active, or replaced by a newer key of the same person."""
        member = self.members.get(key_id)
        if member is None or member.state is MemberState.REMOVED:
            raise UntrustedKey("not a signer of the organisation")
        return member

    def service(self, service_id: UUID) -> ServicePublic:
        try:
            return self.manifest.services[service_id]
        except KeyError:
            raise UntrustedKey("the service has no key") from None

    def readers(self, service_id: UUID) -> frozenset[UUID]:
        """The active keys that a custodian signed as reading a service; a new key stands for the one it replaced."""
        after = {member.replaces: member.key_id for member in self.members.values() if member.replaces}
        found = set()
        for key in self.service(service_id).readers:
            present: UUID | None = key
            while present is not None and not self.members[present].active:
                present = after.get(present) if self.members[present].state is MemberState.REPLACED else None
            found.add(present)
        return frozenset(key for key in found if key is not None)


def verify_chain(root_public: bytes, organisation: UUID, chain: Chain) -> VerifiedOrganisation:
    """Checks every signature and every link from the first statement to the last manifest.

    That the end is really the newest one is `SerialWitness`'s to say.
    """
    statements = _statements(root_public, organisation, chain.statements)
    head: Manifest | None = None
    head_hash: str | None = None
    epochs: dict[int, PublicKeys] = {}
    for signed in chain.manifests:
        identity = statements.get(_identity_serial(signed))
        if identity is None:
            raise UntrustedKey("manifest without an identity key")
        manifest = Manifest.read(signed.content(identity.identity, MANIFEST))
        if manifest.organisation != organisation or manifest.previous != head_hash:
            raise UntrustedKey("broken chain of manifests")
        _check_step(head, manifest)
        epochs[manifest.epoch] = manifest.epoch_public
        head, head_hash = manifest, signed.hash
    last = max(statements)
    if head is None or head.identity_serial != last:
        raise UntrustedKey("no manifest under the present identity key")
    return VerifiedOrganisation(
        statements[last], chain.statements[-1].hash, head, chain.manifests[-1], epochs
    )


def _statements(
    root: bytes, organisation: UUID, signed: Sequence[Signed]
) -> dict[int, OrganisationStatement]:
    result: dict[int, OrganisationStatement] = {}
    for number, item in enumerate(signed, start=1):
        statement = OrganisationStatement.verify(item, root)
        if statement.id != organisation or statement.serial != number:
            raise UntrustedKey("broken chain of organisation statements")
        result[number] = statement
    if not result:
        raise UntrustedKey("organisation without a statement of the root")
    return result


def _identity_serial(signed: Signed) -> int:
    serial = signed.unverified().get("identity_serial")
    return serial if type(serial) is int else 0


def _check_step(before: Manifest | None, after: Manifest) -> None:
    if before is None:
        if after.serial != 1 or after.epoch != 1:
            raise UntrustedKey("the chain does not start at its beginning")
        return
    turned = after.epoch != before.epoch
    wrong = (
        after.serial != before.serial + 1
        or after.identity_serial < before.identity_serial
        or after.epoch not in (before.epoch, before.epoch + 1)
        or turned == (after.epoch_public == before.epoch_public)
        or not _members_follow(before.members, after.members)
        or any(key not in after.services for key in before.services)
        or any(after.services[key].generation < old.generation for key, old in before.services.items())
    )
    if wrong:
        raise UntrustedKey("broken chain of manifests")


def _members_follow(before: dict[UUID, Member], after: dict[UUID, Member]) -> bool:
    """Nobody disappears, no key changes under its id, a removed or replaced key does not come back."""
    for key, old in before.items():
        new = after.get(key)
        if new is None or new.public != old.public:
            return False
        if not old.active and new.state is not old.state and new.state is not MemberState.REMOVED:
            return False
    return True
