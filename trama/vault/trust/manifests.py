"""What an organisation says of itself, signed with its identity key: epoch, services, members, recovery key.

Every change makes a new manifest that names the hash of the one before. Ids and public keys only: no names
of people.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from trama.vault.crypto.keys import KeyPair, PublicKeys
from trama.vault.errors import UntrustedKey
from trama.vault.trust.statements import MANIFEST, Signed, raw, sign, text


class MemberState(StrEnum):
    ACTIVE = "active"
    REPLACED = "replaced"  # the person has a newer key; what this one signed still counts
    REMOVED = "removed"  # nothing it signed counts any more


class Flag(StrEnum):
    READER = "reader"  # gets the epoch seed: operator, coordinator, custodian, analyst
    CUSTODIAN = "custodian"  # gets the identity key too


@dataclass(frozen=True, slots=True)
class Member:
    """A user key as certified by this organisation."""

    key_id: UUID
    public: PublicKeys
    flags: frozenset[Flag]
    state: MemberState
    replaces: UUID | None = None

    @property
    def active(self) -> bool:
        return self.state is MemberState.ACTIVE

    def has(self, flag: Flag) -> bool:
        return self.active and flag in self.flags

    def content(self) -> dict[str, Any]:
        return {
            "key": str(self.key_id),
            "sealing": text(self.public.sealing),
            "signing": text(self.public.signing),
            "flags": sorted(self.flags),
            "state": self.state.value,
            "replaces": str(self.replaces) if self.replaces else None,
        }

    @classmethod
    def read(cls, content: dict[str, Any]) -> Self:
        return cls(
            UUID(content["key"]),
            PublicKeys(raw(content["sealing"]), raw(content["signing"])),
            frozenset(Flag(flag) for flag in content["flags"]),
            MemberState(content["state"]),
            UUID(content["replaces"]) if content["replaces"] else None,
        )


@dataclass(frozen=True, slots=True)
class ServicePublic:
    """The sealing key of a service's present generation, and who a custodian lets read what is sealed to it."""

    generation: int
    sealing: bytes
    readers: frozenset[UUID] = (
        frozenset()
    )  # keys of members; one that was replaced stands for the one after it

    def content(self, service: UUID) -> dict[str, Any]:
        return {
            "id": str(service),
            "generation": self.generation,
            "sealing": text(self.sealing),
            "readers": [str(key) for key in sorted(self.readers)],
        }

    @classmethod
    def read(cls, content: dict[str, Any]) -> Self:
        readers = frozenset(UUID(key) for key in content["readers"])
        return cls(_count(content["generation"]), raw(content["sealing"]), readers)


@dataclass(frozen=True, slots=True)
class Manifest:
    organisation: UUID
    serial: int  # 1, 2 … without gaps
    previous: str | None  # hash of the manifest before
    identity_serial: int  # which organisation statement's identity key signs this
    epoch: int
    epoch_public: PublicKeys
    members: dict[UUID, Member]
    services: dict[UUID, ServicePublic]
    recovery: bytes | None  # X25519

    def content(self) -> dict[str, Any]:
        return {
            "organisation": str(self.organisation),
            "serial": self.serial,
            "previous": self.previous,
            "identity_serial": self.identity_serial,
            "epoch": self.epoch,
            "sealing": text(self.epoch_public.sealing),
            "signing": text(self.epoch_public.signing),
            "members": [self.members[key].content() for key in sorted(self.members)],
            "services": [self.services[key].content(key) for key in sorted(self.services)],
            "recovery": text(self.recovery) if self.recovery else None,
        }

    def sign(self, identity: KeyPair) -> Signed:
        return sign(identity, MANIFEST, self.content())

    def following(self, signed: Signed, **changes: Any) -> "Manifest":
        """The next manifest; `signed` is this one as it was signed."""
        return replace(self, serial=self.serial + 1, previous=signed.hash, **changes)

    @classmethod
    def read(cls, content: dict[str, Any]) -> Self:
        """Raises UntrustedKey when malformed, or when an entry stands twice."""
        try:
            members = [Member.read(item) for item in content["members"]]
            services = {UUID(item["id"]): ServicePublic.read(item) for item in content["services"]}
            manifest = cls(
                organisation=UUID(content["organisation"]),
                serial=_count(content["serial"]),
                previous=content["previous"],
                identity_serial=_count(content["identity_serial"]),
                epoch=_count(content["epoch"]),
                epoch_public=PublicKeys(raw(content["sealing"]), raw(content["signing"])),
                members={member.key_id: member for member in members},
                services=services,
                recovery=raw(content["recovery"]) if content["recovery"] else None,
            )
        except (KeyError, ValueError, TypeError, AttributeError):
            raise UntrustedKey("malformed manifest") from None
        if len(manifest.members) != len(members) or len(services) != len(content["services"]):
            raise UntrustedKey("manifest names a key twice")
        return manifest


def _count(value: Any) -> int:
    if type(value) is not int or value < 1:
        raise ValueError
    return value
