"""What a verification of the trail found."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from trama.audit.witness import Rewind

NAMED: Final = 20  # ids named in a finding


class Kind(StrEnum):
    EDITED = "edited"
    DELETED = "deleted"
    REORDERED = "reordered"
    INSERTED = "inserted"
    SEAL = "seal"
    COVERAGE = "coverage"
    CHAIN = "chain"
    TRUNCATED = "truncated"
    KEY = "key"
    WITNESS = "witness"
    GUARD = "guard"


@dataclass
class Found:
    """How many, and the first of them: a report names some, whatever an attacker did to a million."""

    count: int = 0
    first: list[int] = field(default_factory=list)

    def add(self, number: int) -> None:
        self.count += 1
        if len(self.first) < NAMED:
            self.first.append(number)

    def __bool__(self) -> bool:
        return self.count > 0


@dataclass(frozen=True)
class Finding:
    """Something that was changed; `ids` are rows of the trail (the first of many), `seals` numbers of seals."""

    kind: Kind
    message: str
    ids: tuple[int, ...] = ()
    seals: tuple[int, ...] = ()


@dataclass
class Report:
    seals: int = 0
    rows: int = 0
    head: str = ""  # the mark of the last seal
    unsealed: int = 0
    oldest_unsealed: datetime | None = None
    unwitnessed: int = 0  # 1 right after a crash: the next run of the sealer writes the line
    rewinds: list[Rewind] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.findings

    def add(self, kind: Kind, message: str, *, ids: Sequence[int] = (), seals: Sequence[int] = ()) -> None:
        self.findings.append(Finding(kind, message, tuple(ids[:NAMED]), tuple(seals[:NAMED])))
