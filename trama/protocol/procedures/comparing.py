"""What changed between two editions: lines, and inside a line that was rewritten its words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

LONG = 3_000  # words of a rewritten passage beyond which it is shown as taken out and put in, whole
CONTEXT = 1  # unchanged lines shown around a change

PieceKind = Literal["same", "added", "removed"]


@dataclass(frozen=True)
class Piece:
    kind: PieceKind
    text: str


@dataclass(frozen=True)
class Change:
    """A line with its pieces; or `skipped` unchanged lines that are not shown."""

    pieces: list[Piece]
    skipped: int = 0

    @property
    def touched(self) -> bool:
        return any(piece.kind != "same" for piece in self.pieces)


def compare(old: str, new: str) -> list[Change]:
    """The lines of `new` beside `old`, empty ones left out; what is the same far from any change is folded."""
    before, after = _lines(old), _lines(new)
    changes = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            changes += [Change([Piece("same", line)]) for line in after[j1:j2]]
        else:
            changes += _rewritten(before[i1:i2], after[j1:j2])
    return list(_folded(changes))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _rewritten(before: list[str], after: list[str]) -> Iterator[Change]:
    """Line beside line while both have one; then what was only there, or only here."""
    for old, new in zip(before, after, strict=False):
        yield Change(list(_words(old, new)))
    shorter = min(len(before), len(after))
    yield from (Change([Piece("removed", line)]) for line in before[shorter:])
    yield from (Change([Piece("added", line)]) for line in after[shorter:])


def _words(old: str, new: str) -> Iterator[Piece]:
    before, after = re.findall(r"\S+\s*", old), re.findall(r"\S+\s*", new)
    matcher = SequenceMatcher(None, before, after)
    if len(before) + len(after) > LONG or matcher.quick_ratio() < 0.3:
        yield from (Piece("removed", old), Piece("added", new))
        return
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(after[j1:j2]))
        else:
            if i1 < i2:
                yield Piece("removed", "".join(before[i1:i2]))
            if j1 < j2:
                yield Piece("added", "".join(after[j1:j2]))


def _folded(changes: list[Change]) -> Iterator[Change]:
    near = {
        place + offset
        for place, change in enumerate(changes)
        if change.touched
        for offset in range(-CONTEXT, CONTEXT + 1)
    }
    skipped = 0
    for place, change in enumerate(changes):
        if place in near:
            if skipped:
                yield Change([], skipped)
            skipped = 0
            yield change
        else:
            skipped += 1
    if skipped:
        yield Change([], skipped)
