"""Verifying the trail: is each sealed row what it was when it was sealed, and is the chain whole?

Reads marks, ids, instants and hashes; no row leaves the database. The witness file is read first: it is never
ahead of a database that was read later, unless seals were taken away.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise
from typing import Final

from django.db import connection, transaction

from trama.audit import chain, sql, witness
from trama.audit.keys import audit_key
from trama.audit.models import Seal
from trama.audit.report import Kind, Report

CHUNK: Final = 50_000  # rows of hashes read at a time


@dataclass(frozen=True)
class Row:
    """A covered row: its hash when it was sealed, and now (None: it is gone)."""

    seal: int
    id: int
    hash: bytes
    now: bytes | None
    at: datetime | None


def verify() -> Report:
    """Check everything; raises MissingKeyError when there is no key to check with."""
    key = audit_key()
    report = Report()
    with transaction.atomic():
        heads = witness.read(key)
        seals = list(Seal.objects.order_by("number"))
        _check_chain(key, seals, report)
        _check_heads(heads, seals, report)
        _check_rows(seals, report)
        _check_unsealed(seals, report)
        _check_guards(report)
    return report


def _check_chain(key: bytes, seals: Sequence[Seal], report: Report) -> None:
    """Numbers without gaps, each seal on the mark of the one before, each bearing this key's mark."""
    report.seals = len(seals)
    report.rows = sum(seal.rows for seal in seals)
    report.head = bytes(seals[-1].mac).hex() if seals else ""
    strange = [seal.number for seal in seals if not chain.bears_mark(key, seal, seal.mac)]
    if strange and len(strange) == len(seals):
        report.add(
            Kind.KEY,
            "No seal bears this key's mark: the key was replaced, or the whole chain.",
            seals=strange,
        )
    elif strange:
        report.add(Kind.SEAL, "Seals changed or made with another key.", seals=strange)
    if seals and (seals[0].number != 1 or bytes(seals[0].previous) != chain.FIRST):
        report.add(Kind.CHAIN, f"The chain begins at seal {seals[0].number}: what was before is gone.")
    for before, after in pairwise(seals):
        if after.number != before.number + 1:
            report.add(
                Kind.CHAIN, f"Seals {before.number + 1} to {after.number - 1} are gone from the chain."
            )
        elif bytes(after.previous) != bytes(before.mac) or after.total != before.total + after.rows:
            report.add(
                Kind.CHAIN, f"Seal {after.number} does not follow seal {before.number}.", seals=[after.number]
            )


def _check_heads(heads: witness.Heads, seals: Sequence[Seal], report: Report) -> None:
    """What the file outside the database says of the same seals."""
    report.rewinds = heads.rewinds
    last = seals[-1].number if seals else 0
    if heads.last > last:
        report.add(
            Kind.TRUNCATED,
            f"The chain ends at seal {last}, but seals up to {heads.last} were witnessed outside the database.",
        )
    other = [
        seal.number
        for seal in seals
        if heads.marks.get(seal.number, bytes(seal.mac).hex()) != bytes(seal.mac).hex()
    ]
    if other := sorted({*other, *heads.contradictions}):
        report.add(Kind.WITNESS, "Seals that are not the ones witnessed outside the database.", seals=other)
    since = max((one.number for one in heads.rewinds if one.genuine), default=0)
    missing = [seal.number for seal in seals if seal.number not in heads.marks and seal.number > since]
    report.unwitnessed = len(missing)
    if [number for number in missing if number != last]:
        report.add(
            Kind.WITNESS, "The file outside the database lacks the heads of these seals.", seals=missing
        )
    if any(not one.genuine for one in heads.rewinds):
        report.add(Kind.WITNESS, "The file outside the database holds a rewind made without the key.")


def _check_rows(seals: Sequence[Seal], report: Report) -> None:
    """Every covered row is there and as it was; what moved from one id to another is told from what changed."""
    changed: list[Row] = []
    late: list[int] = []
    for (seal, rows), floor in zip(_covered(seals), _floors(seals), strict=False):
        if len(rows) != seal.rows or chain.digest_of((row.id, row.hash) for row in rows) != bytes(
            seal.digest
        ):
            report.add(
                Kind.COVERAGE, f"The list of rows under seal {seal.number} was changed.", seals=[seal.number]
            )
        changed += [row for row in rows if row.now != row.hash]
        late += [row.id for row in rows if row.now == row.hash and floor.excludes(row.id, row.at)]
    deleted = [row.id for row in changed if row.now is None]
    origins = {row.hash for row in changed}
    moved = [row.id for row in changed if row.now is not None and row.now in origins]
    edited = [row.id for row in changed if row.now is not None and row.now not in origins]
    if deleted:
        report.add(Kind.DELETED, f"{len(deleted)} sealed rows are gone.", ids=deleted)
    if moved:
        report.add(Kind.REORDERED, f"{len(moved)} sealed rows have changed places.", ids=moved)
    if edited:
        report.add(Kind.EDITED, f"{len(edited)} sealed rows were edited.", ids=edited)
    if late:
        report.add(Kind.INSERTED, f"{len(late)} rows were put among older ones after their time.", ids=late)


def _check_unsealed(seals: Sequence[Seal], report: Report) -> None:
    *_, floor = _floors(seals)
    with connection.cursor() as cursor:
        cursor.execute("SELECT rows, oldest, early FROM trama_audit_unsealed(%s)", [floor.id])
        report.unsealed, report.oldest_unsealed, early = cursor.fetchone()
    if early or floor.excludes(floor.id + 1, report.oldest_unsealed):
        report.add(Kind.INSERTED, "Rows that no seal covers were put among sealed ones.", ids=early or ())


def _check_guards(report: Report) -> None:
    """The triggers are in place and the functions are those of this release: they could be made to lie."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_trigger t ON t.tgrelid = c.oid"
            " WHERE t.tgname = %s AND t.tgenabled IN ('O', 'A') AND c.relkind = 'r'",
            [sql.GUARD],
        )
        guarded = {name for (name,) in cursor.fetchall()}
        cursor.execute(
            "SELECT proname, prosrc FROM pg_proc WHERE proname = ANY (%s)", [[f.name for f in sql.FUNCTIONS]]
        )
        bodies = cursor.fetchall()
    if bare := sorted(set(sql.GUARDED) - guarded):
        report.add(Kind.GUARD, f"Tables without their guard against changes: {', '.join(bare)}.")
    if sorted(bodies) != sorted((f.name, f" {f.body} ") for f in sql.FUNCTIONS):
        report.add(Kind.GUARD, "The functions that give the hashes are not those of this release.")


@dataclass(frozen=True)
class Floor:
    """What a seal can no longer come to cover: rows whose number or instant was settled long before it."""

    id: int = 0
    at: datetime | None = None

    def excludes(self, event_id: int, at: datetime | None) -> bool:
        return event_id <= self.id or bool(self.at and at and at < self.at)


def _floors(seals: Sequence[Seal]) -> Iterator[Floor]:
    """The floor of each seal, and of the one that would come next.

    It follows from the last complete seal before: what had begun by `SETTLED_AFTER` earlier was covered then.
    """
    floor, settled = Floor(), iter(seals)
    upcoming = next(settled, None)
    yield floor
    for seal in seals:
        if seal.complete:
            at, event_id = seal.at - chain.SETTLED_AFTER, floor.id
            while upcoming and upcoming.at <= at:
                event_id, upcoming = max(event_id, upcoming.last_id), next(settled, None)
            floor = Floor(event_id, at)
        yield floor


def _covered(seals: Sequence[Seal]) -> Iterator[tuple[Seal, list[Row]]]:
    """Each seal with its rows, some seals at a time."""
    for group in _chunks(seals):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT seal, event_id, hash, now, at FROM trama_audit_sealed(%s, %s)",
                [group[0].number, group[-1].number],
            )
            rows = [
                Row(seal, event_id, bytes(was), None if now is None else bytes(now), at)
                for seal, event_id, was, now, at in cursor.fetchall()
            ]
        found = {number: list(some) for number, some in groupby(rows, key=lambda row: row.seal)}
        for seal in group:
            yield seal, found.get(seal.number, [])


def _chunks(seals: Sequence[Seal]) -> Iterator[list[Seal]]:
    group: list[Seal] = []
    for seal in seals:
        group.append(seal)
        if group[-1].total - group[0].total >= CHUNK or len(group) >= CHUNK:
            yield group
            group = []
    if group:
        yield group
