"""For `trama db dump` and `restore`, on the maintenance connection: no key is needed, none is there.

A restored database may still have an older schema: only columns that are needed are read.
"""

from django.db import connections
from django.utils import timezone

from trama.vault import installation
from trama.vault.errors import UntrustedKey
from trama.vault.models import (
    CompartmentTurn,
    EpochManifest,
    OrganisationIdentity,
    RecordGrant,
    RecordKey,
    UserKey,
)
from trama.vault.services.records import complete_shred_log
from trama.vault.services.users import is_stamped


def before_dump(using: str = "maintenance") -> int:
    """Writes into the shred log what a crash kept out of it; how many."""
    destroyed = RecordKey.objects.using(using).filter(destroyed_at__isnull=False)
    return complete_shred_log(destroyed.values_list("pk", flat=True))


def forget_shredded(using: str = "maintenance") -> int:
    """After a restore: destroys again every key that the shred log names; how many were back."""
    ids = list(installation.shred_log().ids())
    back = RecordKey.objects.using(using).filter(pk__in=ids, destroyed_at=None)
    RecordGrant.objects.using(using).filter(record_key__in=ids).delete()
    return back.update(wrapped=None, destroyed_at=timezone.now())


def forget_sessions(using: str = "maintenance") -> None:
    """After a restore nobody is signed in: the sessions are the backup's."""
    with connections[using].cursor() as cursor:
        cursor.execute("UPDATE vault_sessionkey SET state = 'stub', sealed = NULL")


def older_chains(using: str = "maintenance") -> dict[str, tuple[int, str]]:
    """What stands in the database at an older state than the one witnessed: name → (serial, hash)."""
    witness = installation.witness()
    older = {}
    for name, (serial, digest) in _heads(using).items():
        try:
            witness.check(name, serial, digest)
        except UntrustedKey:
            older[name] = (serial, digest)
    return older


def made_with_this_pepper(using: str = "maintenance") -> bool:
    """Whether somebody in this database could sign in here; true also while nobody is in it. Raises MissingSecret."""
    stamped = list(
        UserKey.objects.using(using)
        .only("id", "sealing", "signing", "stamp")
        .exclude(stamp=b"")
        .order_by("-created_at")[:20]
    )
    return not stamped or any(is_stamped(user_key) for user_key in stamped)


def accept_older(reason: str, using: str = "maintenance") -> list[str]:
    """A person who restored an old backup accepts its chains; without this every old one is refused.

    Members removed since the backup are members again: the caller says so, custodians remove them again.
    """
    return accept(older_chains(using), reason)


def accept(older: dict[str, tuple[int, str]], reason: str) -> list[str]:
    """The same for what `older_chains` found before the database was put in its place."""
    for name, (serial, digest) in older.items():
        installation.witness().rewind(name, serial, digest, reason)
    return sorted(older)


def _heads(using: str) -> dict[str, tuple[int, str]]:
    heads: dict[str, tuple[int, str]] = {}
    for manifest in (
        EpochManifest.objects.using(using)
        .only("organisation_id", "serial", "body", "signature")
        .order_by("serial")
    ):
        heads[f"manifest:{manifest.organisation_id}"] = (manifest.serial, manifest.signed.hash)
    for row in OrganisationIdentity.objects.using(using).filter(signature__isnull=False).order_by("serial"):
        heads[f"statement:{row.organisation_id}"] = (row.serial, row.signed.hash)
    for turn in (
        CompartmentTurn.objects.using(using)
        .only("compartment_id", "number", "body", "signature")
        .order_by("number")
    ):
        heads[f"compartment:{turn.compartment_id}"] = (turn.number, turn.signed.hash)
    return heads
