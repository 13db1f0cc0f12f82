"""Adding a manifest to an organisation's chain. One at a time; only with the identity key."""

from collections.abc import Callable, Sequence
from uuid import UUID

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.access.turns import in_turn
from trama.vault.crypto.derive import digest
from trama.vault.crypto.keys import KeyPair, seal_to
from trama.vault.directory import trusted
from trama.vault.errors import KeyNotHeld, Tampered
from trama.vault.keyring import Keyring
from trama.vault.models import EpochManifest, IdentityGrant, RecoverySeal
from trama.vault.opened import OpenOrganisation
from trama.vault.trust.chain import VerifiedOrganisation
from trama.vault.trust.manifests import Flag, Manifest, Member
from trama.vault.trust.statements import Signed


def lock(organisation: UUID) -> VerifiedOrganisation:
    """Until the transaction ends nobody else adds a manifest; returns the newest state."""
    in_turn("vault manifest", organisation)
    return trusted(organisation)


def as_custodian(actor: Actor, keyring: Keyring) -> tuple[OpenOrganisation, KeyPair]:
    """Takes the lock, opens the newest state; raises Forbidden, KeyNotHeld, UntrustedKey."""
    require(actor, Action.MANAGE_MEMBERS)
    lock(actor.organisation_id)
    keyring.refresh()
    return keyring.opened, identity_pair(keyring.opened)


def identity_pair(opened: OpenOrganisation) -> KeyPair:
    """The organisation's identity key, for a custodian; raises KeyNotHeld."""
    serial = opened.verified.statement.serial
    grant = IdentityGrant.objects.filter(
        organisation=opened.id, serial=serial, user_key=opened.me.key_id
    ).first()
    if grant is None or not opened.me.has(Flag.CUSTODIAN):
        raise KeyNotHeld("identity")
    seed = opened.pair.open(grant.sealed, identity_context(opened.id, serial, opened.me.key_id))
    pair = KeyPair(seed[:32], "identity")
    if pair.public.signing != opened.verified.statement.identity:
        raise Tampered
    return pair


def publish(
    verified: VerifiedOrganisation, identity: KeyPair, change: Callable[[Manifest], dict[str, object]]
) -> VerifiedOrganisation:
    """Signs and stores the next manifest; `change` gives the fields that differ. Call `lock` before."""
    manifest = verified.manifest.following(verified.signed, **change(verified.manifest))
    return store(manifest, manifest.sign(identity))


def store(manifest: Manifest, signed: Signed) -> VerifiedOrganisation:
    EpochManifest.objects.create(
        organisation_id=manifest.organisation,
        serial=manifest.serial,
        epoch=manifest.epoch,
        body=signed.body,
        signature=signed.signature,
    )
    return trusted(manifest.organisation)


def identity_grant(
    organisation: UUID, serial: int, member: Member, identity: KeyPair, circle: Sequence[Member]
) -> IdentityGrant:
    """Unsaved. `circle`: the custodians as certified when the key was made or handed on."""
    return IdentityGrant(
        organisation_id=organisation,
        serial=serial,
        user_key_id=member.key_id,
        sealed=seal_to(
            member.public.sealing,
            identity.seed + circle_digest(circle),
            identity_context(organisation, serial, member.key_id),
        ),
    )


def circle_digest(members: Sequence[Member]) -> bytes:
    ordered = sorted(members, key=lambda member: member.key_id)
    return digest(*(m.key_id.bytes + m.public.sealing + m.public.signing for m in ordered))


def seal_for_recovery(
    verified: VerifiedOrganisation, kind: str, number: int, seed: bytes, service: UUID | None = None
) -> None:
    """Keeps the recovery sheets good after every change of a key; nothing to do when there are none."""
    public = verified.manifest.recovery
    if public is None:
        return
    if kind != RecoverySeal.Kind.SERVICE:  # every generation of a service's key is still needed
        RecoverySeal.objects.filter(organisation=verified.id, kind=kind).delete()
    RecoverySeal.objects.create(
        organisation_id=verified.id,
        kind=kind,
        service_id=service,
        number=number,
        sealed=seal_to(public, seed, recovery_context(verified.id, kind, number, service)),
    )


def identity_context(organisation: UUID, serial: int, key: UUID) -> str:
    return f"identity {organisation} {serial} {key}"


def recovery_context(organisation: UUID, kind: str, number: int, service: UUID | None) -> str:
    return f"recovery {organisation} {kind} {number} {service}"
