"""Who is in: a custodian admits and removes, after comparing fingerprints in person."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _

from trama.access.actor import Actor
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.vault.crypto.keys import KeyPair
from trama.vault.keyring import Keyring
from trama.vault.models import (
    Compartment,
    CompartmentGrant,
    EpochGrant,
    IdentityGrant,
    RecordGrant,
    ServiceKeyGrant,
    SessionKey,
    UserKey,
)
from trama.vault.opened import OpenOrganisation
from trama.vault.services.epochs import turn
from trama.vault.services.manifests import as_custodian, identity_grant, publish
from trama.vault.services.organisations import FEWEST_CUSTODIANS, Candidate, grant_epoch
from trama.vault.services.records import reshare
from trama.vault.services.service_keys import readers_without
from trama.vault.trust.chain import VerifiedOrganisation
from trama.vault.trust.manifests import Flag, Member, MemberState


@dataclass(frozen=True)
class StillMissing:
    """What a custodian could not give back to a new key: another member of each must."""

    compartments: frozenset[UUID]
    services: frozenset[UUID]


def admit_member(*, actor: Actor, keyring: Keyring, candidate: Candidate, flags: frozenset[Flag]) -> None:
    """Certifies a key; a reader gets the epoch, a custodian the identity key too. Raises DomainError."""
    opened, identity = as_custodian(actor, keyring)
    candidate.check()
    if candidate.user_key.pk in opened.verified.members:
        raise DomainError("already_member", _("Questa persona fa già parte dell'organizzazione."))
    _certify(opened, identity, candidate.member(_complete(flags)))
    record(actor, "member.admitted", candidate.user_key.pk)
    keyring.refresh()


def reseal_for(*, actor: Actor, keyring: Keyring, old_key: UUID, candidate: Candidate) -> StillMissing:
    """After a reset: the new key takes the place of the old one. The custodian has seen her in person."""
    opened, identity = as_custodian(actor, keyring)
    candidate.check()
    old = opened.verified.member(old_key)
    if old_key not in _keys_before(candidate.user_key):
        raise DomainError("not_a_reset", _("Questa chiave non nasce da una password reimpostata."))
    new = candidate.member(old.flags, replaces=old_key)
    verified = _certify(opened, identity, new, also={old_key: replace(old, state=MemberState.REPLACED)})
    missing = _give_back(opened, verified, old_key, new.key_id)
    record(actor, "member.resealed", old_key, new.key_id)
    keyring.refresh()
    return missing


def remove_member(*, actor: Actor, keyring: Keyring, key_id: UUID) -> None:
    """Her wraps go, her sessions end, the epoch turns. Then call `epochs.rewrap_chunk` until it returns 0.

    A custodian who is removed has known the identity key: go on with `identity.renew_identity`, which needs the root.
    """
    opened, identity = as_custodian(actor, keyring)
    member = opened.verified.member(key_id)
    if key_id == opened.me.key_id:
        raise DomainError("not_oneself", _("Nessuna persona può togliere sé stessa: lo fa un'altra custode."))
    if member.has(Flag.CUSTODIAN) and len(opened.verified.active(Flag.CUSTODIAN)) <= FEWEST_CUSTODIANS:
        raise DomainError(
            "too_few_custodians", _("Devono restare due persone custodi: prima ammetti un'altra.")
        )
    members = opened.verified.members | {key_id: replace(member, state=MemberState.REMOVED)}
    services = readers_without(opened.verified, key_id)
    _withdraw(opened.id, key_id)
    turn(opened, identity, members, services=services)
    SessionKey.objects.filter(user_key=key_id).delete()
    record(actor, "member.removed", key_id)
    keyring.refresh()


def change_flags(*, actor: Actor, keyring: Keyring, key_id: UUID, flags: frozenset[Flag]) -> None:
    """Another role. Who reads no longer loses epoch and services, which turn; a custodian stays one until removed."""
    opened, identity = as_custodian(actor, keyring)
    member, wanted = opened.verified.member(key_id), _complete(flags)
    if member.flags == wanted:
        return
    if Flag.CUSTODIAN in member.flags - wanted:
        raise DomainError(
            "custodian_stays", _("Chi è custode ha conosciuto la chiave: va tolta e riammessa.")
        )
    changed = replace(member, flags=wanted)
    if Flag.READER in member.flags - wanted:
        services = readers_without(opened.verified, key_id)
        ServiceKeyGrant.objects.filter(organisation=opened.id, user_key=key_id).delete()
        turn(opened, identity, opened.verified.members | {key_id: changed}, services=services)
    else:
        _certify(opened, identity, changed)
    record(actor, "member.changed", key_id)
    keyring.refresh()


def key_to_replace(verified: VerifiedOrganisation, user_key: UserKey) -> UUID | None:
    """The key of hers that the organisation still counts with, after one or more resets; None for a newcomer."""
    members = verified.members
    return next((key for key in _keys_before(user_key) if key in members and members[key].active), None)


def still_missing(verified: VerifiedOrganisation, key_id: UUID) -> StillMissing:
    """What a key that replaced another has not got back yet."""
    before = _replaced_keys(verified, key_id)
    circles = CompartmentGrant.objects.filter(organisation=verified.id)
    services = ServiceKeyGrant.objects.filter(organisation=verified.id)
    held = services.filter(user_key=key_id).values("service")
    return StillMissing(
        frozenset(circles.filter(user_key__in=before).values_list("compartment_id", flat=True)),
        frozenset(
            services.filter(user_key__in=before)
            .exclude(service__in=held)
            .values_list("service_id", flat=True)
        ),
    )


def _keys_before(user_key: UserKey) -> list[UUID]:
    """The keys that a person had before this one, the newest first: she may forget her password twice."""
    keys: list[UUID] = []
    earlier = user_key.replaces
    while earlier is not None and earlier.pk not in keys:
        keys.append(earlier.pk)
        earlier = earlier.replaces
    return keys


def _replaced_keys(verified: VerifiedOrganisation, key_id: UUID) -> list[UUID]:
    keys = []
    member = verified.members.get(key_id)
    while member is not None and member.replaces is not None:
        keys.append(member.replaces)
        member = verified.members.get(member.replaces)
    return keys


def _complete(flags: frozenset[Flag]) -> frozenset[Flag]:
    return flags | {Flag.READER} if Flag.CUSTODIAN in flags else flags


def _certify(
    opened: OpenOrganisation, identity: KeyPair, member: Member, *, also: dict[UUID, Member] | None = None
) -> VerifiedOrganisation:
    """Into the manifest, with the wraps its flags call for."""
    verified = publish(
        opened.verified,
        identity,
        lambda manifest: {"members": manifest.members | (also or {}) | {member.key_id: member}},
    )
    for key in also or {}:
        EpochGrant.objects.filter(organisation=opened.id, user_key=key).delete()
        IdentityGrant.objects.filter(organisation=opened.id, user_key=key).delete()
        SessionKey.objects.filter(user_key=key).delete()
    before = opened.verified.members.get(member.key_id)
    gained = member.flags - (before.flags if before else frozenset())
    if Flag.READER in gained:
        grant_epoch(opened.id, opened.present(), [member])
    if Flag.CUSTODIAN in gained:
        serial = verified.statement.serial
        circle = verified.active(Flag.CUSTODIAN)
        identity_grant(opened.id, serial, member, identity, circle).save(force_insert=True)
    return verified


def _withdraw(organisation: UUID, key_id: UUID) -> None:
    """Deletes every wrap of hers. Compartments turn when they are opened next."""
    circles = CompartmentGrant.objects.filter(organisation=organisation, user_key=key_id)
    Compartment.objects.filter(
        organisation=organisation, pk__in=list(circles.values_list("compartment_id", flat=True))
    ).update(turn_due=True)
    for model in (EpochGrant, IdentityGrant, ServiceKeyGrant, CompartmentGrant, RecordGrant):
        model._default_manager.filter(organisation=organisation, user_key=key_id).delete()


def _give_back(
    opened: OpenOrganisation, verified: VerifiedOrganisation, old_key: UUID, new_key: UUID
) -> StillMissing:
    """Her paths (specialist) come back here; compartments and services from their own members."""
    reshare(replace(opened, verified=verified), old_key, new_key)
    circles = CompartmentGrant.objects.filter(organisation=opened.id, user_key=old_key)
    compartments = frozenset(circles.values_list("compartment_id", flat=True))
    Compartment.objects.filter(organisation=opened.id, pk__in=list(compartments)).update(turn_due=True)
    grants = ServiceKeyGrant.objects.filter(organisation=opened.id, user_key=old_key)
    return StillMissing(compartments, frozenset(grants.values_list("service_id", flat=True)))
