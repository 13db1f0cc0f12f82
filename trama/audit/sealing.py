"""Sealing: a minute after it was written, a row is under a mark that nobody can make again without the key."""

from datetime import datetime
from typing import Final

from django.db import connection, transaction

from trama.audit import chain, witness
from trama.audit.keys import audit_key
from trama.audit.models import Covered, Seal
from trama.audit.sql import FORM

BATCH: Final = 10_000
_LOCK: Final = 0x7472616D61_5EA1  # one sealer at a time; the number means nothing


class SealingRefusedError(Exception):
    """The chain is not the one that was made here: `trama audit verify` says what happened."""


def seal_pending() -> int:
    """Seal what no seal covers yet; how many rows were sealed. 0 too when another sealer is at work.

    Commits by itself and cannot be called inside a transaction: the line outside the database follows the
    commit. Raises SealingRefusedError, MissingKeyError, OSError when the line cannot be written.
    """
    key = audit_key()
    sealed = 0
    while rows := _seal_batch(key):
        sealed += rows
        _write_head(key)
        if rows < BATCH:
            break
    return sealed


def _seal_batch(key: bytes) -> int:
    """One seal; 0 when there was nothing to seal, or another sealer has the lock."""
    with transaction.atomic(durable=True):
        if not _locked():
            return 0
        head = _checked_head(key)
        if head and head.number == witness.recent(key).last + 1:
            witness.append(head)  # whoever made it was stopped between the commit and the line
        at = _clock()
        rows = _uncovered(settled_id(head))
        if not rows:
            return 0
        seal = _next(head, at, rows)
        seal.mac = chain.mark_of(key, seal)
        seal.save(force_insert=True)
        Covered.objects.bulk_create(
            [Covered(event_id=event_id, seal=seal, hash=row_hash) for event_id, row_hash in rows]
        )
    return len(rows)


def _write_head(key: bytes) -> None:
    """Under the lock as well: two sealers cannot write the same line twice."""
    with transaction.atomic(durable=True):
        if not _locked():
            return  # another sealer has come since, and writes it before its own
        head = _checked_head(key)
        if head and head.number > witness.recent(key).last:
            witness.append(head)


def _locked() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


def _checked_head(key: bytes) -> Seal | None:
    """The last seal. Nothing is built on a chain that was changed."""
    head = Seal.objects.order_by("-number").first()
    heads = witness.recent(key)
    number = head.number if head else 0
    if head and not chain.bears_mark(key, head, head.mac):
        raise SealingRefusedError(f"Il sigillo {number} non ha l’impronta di questa chiave.")
    if heads.last > number:
        raise SealingRefusedError(
            f"La catena finisce al sigillo {number}, ma fuori si è visto il {heads.last}."
        )
    mark = bytes(head.mac).hex() if head else ""
    if heads.marks.get(number, mark) != mark:
        raise SealingRefusedError(f"Il sigillo {number} non è quello che si è visto fuori.")
    return head


def settled_id(head: Seal | None) -> int:
    """No row up to this id can still be on its way: `chain.SETTLED_AFTER` passed between two seals above it."""
    reference = Seal.objects.filter(complete=True).order_by("-number").first() if head else None
    if reference is None:
        return 0
    before = Seal.objects.filter(at__lte=reference.at - chain.SETTLED_AFTER).order_by("-number").first()
    return before.last_id if before else 0


def _uncovered(after: int) -> list[tuple[int, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT event_id, hash FROM trama_audit_uncovered(%s, %s, %s::smallint)", [after, BATCH, FORM]
        )
        return [(event_id, bytes(row_hash)) for event_id, row_hash in cursor.fetchall()]


def _clock() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now


def _next(head: Seal | None, at: datetime, rows: list[tuple[int, bytes]]) -> Seal:
    return Seal(
        number=head.number + 1 if head else 1,
        at=at,
        form=FORM,
        rows=len(rows),
        total=len(rows) + (head.total if head else 0),
        last_id=max(rows[-1][0], head.last_id if head else 0),
        complete=len(rows) < BATCH,
        previous=bytes(head.mac) if head else chain.FIRST,
        digest=chain.digest_of(rows),
    )


def rewind(reason: str) -> int:
    """A person accepts, after a restore, that the chain goes on from what the database holds; that seal's number."""
    key = audit_key()
    with transaction.atomic(durable=True):
        head = Seal.objects.order_by("-number").first()
        witness.append_rewind(key, head, reason)
    return head.number if head else 0
