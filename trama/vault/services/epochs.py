"""Turning the epoch: a new pair and data key for those who remain; record keys are rewrapped, contents stay."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.audit.services import record
from trama.vault.ciphers import grant
from trama.vault.crypto.formats import Sealed
from trama.vault.crypto.keys import KeyPair
from trama.vault.keyring import Keyring
from trama.vault.models import EpochGrant, RecordGrant, RecordKey, RecoverySeal
from trama.vault.opened import EpochKeys, OpenOrganisation
from trama.vault.services.manifests import identity_pair, lock, publish, seal_for_recovery
from trama.vault.services.organisations import grant_epoch
from trama.vault.services.service_keys import Readers, grant_present, next_generation
from trama.vault.trust.chain import VerifiedOrganisation
from trama.vault.trust.manifests import Flag, Manifest, Member

CHUNK = 500


def rotate(*, actor: Actor, keyring: Keyring) -> None:
    """A new epoch with the same members: after a suspicion. Call `rewrap_chunk` until it returns 0."""
    require(actor, Action.MANAGE_MEMBERS)
    lock(actor.organisation_id)
    keyring.refresh()
    turn(keyring.opened, identity_pair(keyring.opened), keyring.opened.verified.members)
    keyring.refresh()
    record(actor, "epoch.turned", actor.organisation_id)


def turn(
    opened: OpenOrganisation,
    identity: KeyPair,
    members: dict[UUID, Member],
    *,
    services: Readers | None = None,
    identity_serial: int | None = None,
    forget_recovery: bool = False,
) -> VerifiedOrganisation:
    """Publishes the manifest of the next epoch. `services`: those whose key must change as well, for these readers."""
    present = opened.present()
    following = EpochKeys.generate(present.number + 1)
    pairs = {service: KeyPair.generate("service") for service in services or {}}
    turned = {
        service: next_generation(opened.verified.service(service), pairs[service], readers)
        for service, readers in (services or {}).items()
    }

    def change(manifest: Manifest) -> dict[str, object]:
        return {
            "epoch": following.number,
            "epoch_public": following.pair.public,
            "members": members,
            "services": manifest.services | turned,
            "identity_serial": identity_serial or manifest.identity_serial,
            "recovery": None if forget_recovery else manifest.recovery,
        }

    lookup = opened.lookup_key()
    verified = publish(opened.verified, identity, change)
    following.epoch_row(opened.id, previous=present, lookup=lookup).save(force_insert=True)
    EpochGrant.objects.filter(organisation=opened.id).delete()
    grant_epoch(opened.id, following, verified.active(Flag.READER))
    seal_for_recovery(verified, RecoverySeal.Kind.EPOCH, following.number, following.pair.seed)
    for service, pair in pairs.items():
        grant_present(verified, service, pair)
    return verified


def rewrap_chunk(*, actor: Actor, keyring: Keyring, limit: int = CHUNK) -> int:
    """Rewraps up to `limit` record keys under the present data key; returns how many are left.

    Each chunk is whole by itself: closing the browser between two loses nothing, any reader may go on later.
    """
    opened = keyring.opened
    present = opened.present()
    with transaction.atomic():
        due = _due(opened.id, present.number).select_for_update(skip_locked=True).order_by("pk")
        records = list(due[:limit])
        for item in records:
            if item.wrapped is not None:
                key = opened.unwrap(item.pk, Sealed(item.wrapped))
                item.wrapped, item.epoch = present.wrap(opened.id, item.pk, key), present.number
        RecordKey.objects.bulk_update(records, ["wrapped", "epoch"], batch_size=CHUNK)
        _renew_grants(opened, records)
    left = _due(opened.id, present.number).count()
    if records and not left:
        record(actor, "epoch.rewrapped", actor.organisation_id)
    return left


def rewrap_left(organisation: UUID, epoch: int) -> int:
    return _due(organisation, epoch).count()


def _due(organisation: UUID, epoch: int) -> "QuerySet[RecordKey]":
    return RecordKey.objects.filter(
        organisation=organisation, compartment=None, destroyed_at=None, epoch__lt=epoch
    )


def _renew_grants(opened: OpenOrganisation, records: list[RecordKey]) -> None:
    """Specialists keep their paths, on the word of whoever rewraps: what a removed member signed no longer counts."""
    grants = list(RecordGrant.objects.filter(organisation=opened.id, record_key__in=records))
    keys = {
        item.pk: opened.unwrap(item.pk, Sealed(item.wrapped)) for item in records if item.wrapped is not None
    }
    active = {member.key_id for member in opened.verified.active()}
    RecordGrant.objects.filter(pk__in=[item.pk for item in grants]).delete()
    RecordGrant.objects.bulk_create(
        grant(opened, item.record_key_id, keys[item.record_key_id], item.user_key_id)
        for item in grants
        if item.user_key_id in active and item.record_key_id in keys
    )
