"""Verifying the trail: is each sealed row what it was when it was sealed, and is the chain whole?

Reads marks, ids, instants and hashes; no row leaves the database. The witness file is read first: it is never
ahead of a database that was read later, unless seals were taken away. Seals are walked through, not held.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Final

from django.db import connection, transaction

from trama.audit import chain, sql, witness
from trama.audit.keys import audit_key
from trama.audit.models import Seal
from trama.audit.report import Found, Kind, Report

CHUNK: Final = 50_000  # rows of hashes, or seals, read at a time
TOLD_APART: Final = 100_000  # changed rows among which a moved one is told from an edited one


def verify() -> Report:
    """Check everything; raises MissingKeyError when there is no key to check with."""
    key = audit_key()
    report = Report()
    with transaction.atomic():
        walk = Walk(key, witness.read(key), report)
        for group in _groups():
            rows = _rows_under(group)
            for seal in group:
                walk.see(seal, rows.get(seal.number, []))
        walk.end()
        _check_unsealed(walk.floor, report)
        _check_guards(report)
    return report


@dataclass(frozen=True)
class Row:
    """A covered row: its hash when it was sealed, and now (None: it is gone)."""

    id: int
    hash: bytes
    now: bytes | None
    at: datetime | None


@dataclass(frozen=True)
class Floor:
    """What a seal can no longer come to cover: rows whose number or instant was settled long before it."""

    id: int = 0
    at: datetime | None = None

    def excludes(self, event_id: int, at: datetime | None) -> bool:
        return event_id <= self.id or bool(self.at and at and at < self.at)


@dataclass
class Walk:
    """Goes from seal to seal and remembers what is found on the way."""

    key: bytes
    heads: witness.Heads
    report: Report
    before: Seal | None = None
    floor: Floor = field(default_factory=Floor)
    unsettled: deque[tuple[datetime, int]] = field(default_factory=deque)
    strange: Found = field(default_factory=Found)  # seals without this key's mark
    other: Found = field(default_factory=Found)  # seals that are not the witnessed ones
    missing: Found = field(default_factory=Found)  # seals that the file does not know
    late: Found = field(default_factory=Found)
    deleted: Found = field(default_factory=Found)
    changed: list[Row] = field(default_factory=list)
    edited: Found = field(default_factory=Found)

    def see(self, seal: Seal, rows: Sequence[Row]) -> None:
        self.report.seals += 1
        self.report.rows += len(rows)
        self.report.head = bytes(seal.mac).hex()
        self._see_link(seal)
        self._see_head(seal)
        self._see_rows(seal, rows)
        self._raise_floor(seal)
        self.before = seal

    def _see_link(self, seal: Seal) -> None:
        """Numbers without gaps, each seal on the mark of the one before, each bearing this key's mark."""
        if not chain.bears_mark(self.key, seal, seal.mac):
            self.strange.add(seal.number)
        number, mark, total = (
            (self.before.number, self.before.mac, self.before.total) if self.before else (0, chain.FIRST, 0)
        )
        if seal.number != number + 1:
            self.report.add(
                Kind.CHAIN, f"Dalla catena mancano i sigilli da {number + 1} a {seal.number - 1}."
            )
        elif bytes(seal.previous) != bytes(mark) or seal.total != total + seal.rows:
            self.report.add(
                Kind.CHAIN, f"Il sigillo {seal.number} non segue quello prima.", seals=[seal.number]
            )

    def _see_head(self, seal: Seal) -> None:
        """What the file outside the database says of the same seal."""
        known = self.heads.marks.get(seal.number)
        if known is None and seal.number > self.heads.rewound_to:
            self.missing.add(seal.number)
        if known not in (None, bytes(seal.mac).hex()):
            self.other.add(seal.number)

    def _see_rows(self, seal: Seal, rows: Sequence[Row]) -> None:
        if len(rows) != seal.rows or chain.digest_of((row.id, row.hash) for row in rows) != bytes(
            seal.digest
        ):
            message = f"L’elenco delle righe sotto il sigillo {seal.number} è stato cambiato."
            self.report.add(Kind.COVERAGE, message, seals=[seal.number])
        for row in rows:
            if row.now == row.hash:
                if self.floor.excludes(row.id, row.at):
                    self.late.add(row.id)
            elif len(self.changed) < TOLD_APART:
                self.changed.append(row)
            else:
                (self.deleted if row.now is None else self.edited).add(row.id)

    def _raise_floor(self, seal: Seal) -> None:
        """What had begun by `SETTLED_AFTER` before a complete seal was covered by then."""
        self.unsettled.append((seal.at, seal.last_id))
        if not seal.complete:
            return
        at, event_id = seal.at - chain.SETTLED_AFTER, self.floor.id
        while self.unsettled and self.unsettled[0][0] <= at:
            event_id = max(event_id, self.unsettled.popleft()[1])
        self.floor = Floor(event_id, at)

    def end(self) -> None:
        self._tell_rows()
        self._tell_chain()
        self._tell_heads()

    def _tell_rows(self) -> None:
        """What moved from one id to another is told from what was edited."""
        origins, moved = {row.hash for row in self.changed}, Found()
        for row in self.changed:
            found = self.deleted if row.now is None else moved if row.now in origins else self.edited
            found.add(row.id)
        for kind, found, message in (
            (Kind.DELETED, self.deleted, "righe sigillate non ci sono più."),
            (Kind.REORDERED, moved, "righe sigillate hanno cambiato posto."),
            (Kind.EDITED, self.edited, "righe sigillate sono state cambiate."),
            (Kind.INSERTED, self.late, "righe sono state messe dopo tra altre più vecchie."),
        ):
            if found:
                self.report.add(kind, f"{found.count} {message}", ids=found.first)

    def _tell_chain(self) -> None:
        if self.strange.count == self.report.seals > 0:
            message = (
                "Nessun sigillo ha l’impronta di questa chiave: è cambiata la chiave, o tutta la catena."
            )
            self.report.add(Kind.KEY, message, seals=self.strange.first)
        elif self.strange:
            self.report.add(
                Kind.SEAL, "Sigilli cambiati, o fatti con un’altra chiave.", seals=self.strange.first
            )

    def _tell_heads(self) -> None:
        last = self.before.number if self.before else 0
        self.report.rewinds = self.heads.rewinds
        self.report.unwitnessed = self.missing.count
        if self.heads.last > last:
            self.report.add(
                Kind.TRUNCATED,
                f"La catena finisce al sigillo {last}, ma fuori dal database se ne sono visti fino al"
                f" {self.heads.last}.",
            )
        for number in self.heads.contradictions:
            self.other.add(number)
        if self.other:
            message = "Sigilli che non sono quelli visti fuori dal database."
            self.report.add(Kind.WITNESS, message, seals=self.other.first)
        if self.missing and self.missing.first != [last]:  # the last may wait for its line, after a crash
            message = "Nel file fuori dal database mancano le teste di questi sigilli."
            self.report.add(Kind.WITNESS, message, seals=self.missing.first)
        if any(not one.genuine for one in self.heads.rewinds):
            self.report.add(
                Kind.WITNESS, "Nel file fuori dal database c’è una ripresa fatta senza la chiave."
            )


def _check_unsealed(floor: Floor, report: Report) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rows, oldest, early FROM trama_audit_unsealed(%s)", [floor.id])
        report.unsealed, report.oldest_unsealed, early = cursor.fetchone()
    if early or floor.excludes(floor.id + 1, report.oldest_unsealed):
        message = "Righe che nessun sigillo copre sono state messe tra quelle sigillate."
        report.add(Kind.INSERTED, message, ids=early or ())


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
        report.add(Kind.GUARD, f"Tabelle senza la loro guardia contro i cambiamenti: {', '.join(bare)}.")
    if sorted(bodies) != sorted((f.name, f" {f.body} ") for f in sql.FUNCTIONS):
        report.add(Kind.GUARD, "Le funzioni che danno le impronte non sono quelle di questa versione.")


def _groups() -> Iterator[list[Seal]]:
    """All seals in order, so many at a time that their rows can be read at once."""
    group: list[Seal] = []
    for seal in Seal.objects.order_by("number").iterator(chunk_size=5_000):
        group.append(seal)
        if seal.total - group[0].total >= CHUNK or len(group) >= CHUNK:
            yield group
            group = []
    if group:
        yield group


def _rows_under(group: Sequence[Seal]) -> dict[int, list[Row]]:
    """The rows under some seals, by the seal's number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seal, event_id, hash, now, at FROM trama_audit_sealed(%s, %s)",
            [group[0].number, group[-1].number],
        )
        rows = cursor.fetchall()
    return {
        number: [Row(event_id, bytes(was), now and bytes(now), at) for _seal, event_id, was, now, at in some]
        for number, some in groupby(rows, key=lambda row: int(row[0]))
    }
