"""Erasing, and giving a specialist's paths to her new key."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from trama.access.actor import Actor
from trama.audit.services import record
from trama.vault import installation
from trama.vault.ciphers import grant
from trama.vault.crypto.formats import Sealed
from trama.vault.models import RecordGrant, RecordKey
from trama.vault.opened import OpenOrganisation


def shred(*, actor: Actor, record_keys: Iterable[RecordKey]) -> None:
    """Destroys the keys: what they sealed is noise from now on, and after any restore (the shred log).

    Whether it may be erased (retention, legal holds) is the caller's policy.
    """
    ids = [item.pk for item in record_keys]
    own = RecordKey.objects.filter(organisation=actor.organisation_id, pk__in=ids)
    RecordGrant.objects.filter(organisation=actor.organisation_id, record_key__in=ids).delete()
    destroyed = list(own.values_list("pk", flat=True))
    own.filter(destroyed_at=None).update(wrapped=None, destroyed_at=timezone.now())
    record(actor, "record.shredded", *destroyed)
    # After the commit: a rolled back erasure must not be carried out by a restore. If the process dies in between, the
    # row itself still says so and `complete_shred_log` writes it down.
    transaction.on_commit(lambda: installation.shred_log().add(destroyed))


def complete_shred_log(destroyed: Iterable[UUID]) -> int:
    """Adds what a crash kept out of the log; run before each dump, over all organisations. Returns how many."""
    log = installation.shred_log()
    missing = set(destroyed) - log.ids()
    log.add(sorted(missing))
    return len(missing)


def reshare(opened: OpenOrganisation, old_key: UUID, new_key: UUID) -> None:
    """The paths that were shared with `old_key`, to the key that replaces it; by a reader."""
    grants = RecordGrant.objects.filter(organisation=opened.id, user_key=old_key).select_related("record_key")
    for item in list(grants):
        if item.record_key.wrapped is not None and item.record_key.compartment_id is None:
            key = opened.unwrap(item.record_key_id, Sealed(item.record_key.wrapped))
            grant(opened, item.record_key_id, key, new_key).save(force_insert=True)
    grants.delete()
