"""The heads of the chain, kept in a file outside the database (`WITNESS_DIR/audit-heads.log`).

Each line is written once its seal is committed. A crash in between leaves the database one seal ahead of the
file, which the next run of the sealer puts right; the file is never ahead of the database unless seals were
taken out of it, or an older backup was put back. A gap in the file is never filled: it stays to be seen.

    seal <number> <mark> <rows covered so far> <instant>
    rewind <number> <mark> <proof> <reason>       a person accepted that the chain goes on from here
"""

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from trama.audit.models import Seal
from trama.common import appendlog

FILE = "audit-heads.log"


@dataclass(frozen=True)
class Rewind:
    """From seal `number` on the heads before it were given up, by a person, for a reason."""

    number: int
    reason: str
    genuine: bool


@dataclass
class Heads:
    """What the file says: the mark of each seal of the chain as it stands now, and what was given up."""

    marks: dict[int, str] = field(default_factory=dict)
    rewinds: list[Rewind] = field(default_factory=list)
    contradictions: list[int] = field(default_factory=list)

    @property
    def rewound_to(self) -> int:
        """The file need not know the seals up to this one."""
        return max((one.number for one in self.rewinds if one.genuine), default=0)

    @property
    def last(self) -> int:
        return max(self.marks, default=0)


def path() -> Path:
    return Path(settings.WITNESS_DIR) / FILE


def read(key: bytes) -> Heads:
    """The file as a whole; a missing one says nothing."""
    return _heads(key, appendlog.read(path()))


def recent(key: bytes) -> Heads:
    """The end of the file only, which is all that the sealer needs to go on."""
    return _heads(key, appendlog.tail(path()))


def start_over() -> None:
    """A demonstration loaded anew, in an empty database, begins a chain of its own; anywhere else this refuses."""
    if not settings.DEMO or Seal.objects.exists():
        raise RuntimeError("heads of seals are not thrown away")
    path().unlink(missing_ok=True)


def append(seal: Seal) -> None:
    """Returns when the line is on the disk."""
    mark = bytes(seal.mac).hex()
    appendlog.append(
        path(), f"seal {seal.number} {mark} {seal.total} {seal.at.isoformat(timespec='seconds')}"
    )


def append_rewind(key: bytes, seal: Seal | None, reason: str) -> None:
    """The chain goes on from `seal` (None: from nothing). The line stays, and every verification tells of it."""
    number, mark = (seal.number, bytes(seal.mac).hex()) if seal else (0, "-")
    reason = " ".join(reason.split())
    appendlog.append(path(), f"rewind {number} {mark} {_proof(key, number, mark, reason)} {reason}")


def _heads(key: bytes, lines: Iterable[str]) -> Heads:
    heads = Heads()
    for verb, number, mark, rest in _parsed(lines):
        if verb == "rewind":
            proof, _, reason = rest.partition(" ")
            genuine = hmac.compare_digest(proof, _proof(key, number, mark, reason))
            heads.rewinds.append(Rewind(number, reason, genuine))
            if genuine:
                heads.marks = {one: known for one, known in heads.marks.items() if one < number}
                heads.marks |= {number: mark} if number else {}
        elif heads.marks.setdefault(number, mark) != mark:
            heads.contradictions.append(number)
    return heads


def _parsed(lines: Iterable[str]) -> Iterator[tuple[str, int, str, str]]:
    for line in lines:
        verb, number, mark, rest = (*line.split(" ", 3), "", "", "")[:4]
        if verb in ("seal", "rewind") and number.isdigit():
            yield verb, int(number), mark, rest


def _proof(key: bytes, number: int, mark: str, reason: str) -> str:
    return hmac.digest(key, f"trama audit rewind 1\n{number}\n{mark}\n{reason}".encode(), "sha256").hex()
