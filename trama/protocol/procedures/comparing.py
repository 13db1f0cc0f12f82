"""What changed between two editions: lines, and inside a line that was rewritten its words."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal, NamedTuple

from trama.protocol.procedures.paragraphs import BlockKind, bare, kind_of_line

LONG = 3_000  # words of a rewritten passage beyond which it is shown as taken out and put in, whole
CONTEXT = 1  # unchanged lines shown around a change

PieceKind = Literal["same", "added", "removed"]


@dataclass(frozen=True)
class Piece:
    kind: PieceKind
    text: str


class Line(NamedTuple):
    """A line without its mark: a heading that becomes a paragraph is another line."""

    kind: BlockKind
    text: str


@dataclass(frozen=True)
class Change:
    """A line with its pieces, and what it is; or `skipped` unchanged lines that are not shown."""

    pieces: list[Piece]
    kind: BlockKind = "paragraph"
    skipped: int = 0

    @property
    def whole(self) -> PieceKind:
        """Whether the line was put in or taken out as one; "same": neither."""
        kinds = {piece.kind for piece in self.pieces}
        return kinds.pop() if len(kinds) == 1 else "same"

    @property
    def touched(self) -> bool:
        return any(piece.kind != "same" for piece in self.pieces)


def compare(old: str, new: str) -> list[Change]:
    """The lines of `new` beside `old`, empty ones left out; what is the same far from any change is folded."""
    before, after = _lines(old), _lines(new)
    changes = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            changes += [Change([Piece("same", line.text)], line.kind) for line in after[j1:j2]]
        else:
            changes += _rewritten(before[i1:i2], after[j1:j2])
    return list(_folded(changes))


def shown(changes: Iterable[Change]) -> list[tuple[str, list[Change]]]:
    """By what they are drawn as: items that follow each other are one list."""
    grouped = groupby(changes, key=lambda one: "skipped" if one.skipped else one.kind)
    return [
        (kind, part)
        for kind, those in grouped
        for part in ([list(those)] if kind == "list" else [[one] for one in those])
    ]


def _lines(text: str) -> list[Line]:
    kinds = ((kind_of_line(line), line.strip()) for line in text.splitlines())
    return [Line(kind, bare(kind, line)) for kind, line in kinds if kind]


def _rewritten(before: list[Line], after: list[Line]) -> Iterator[Change]:
    """Line beside line while both have one of a kind; then what was only there, or only here."""
    for old, new in zip(before, after, strict=False):
        if old.kind == new.kind:
            yield Change(list(_words(old.text, new.text)), new.kind)
        else:
            yield from (_put("removed", old), _put("added", new))
    shorter = min(len(before), len(after))
    yield from (_put("removed", line) for line in before[shorter:])
    yield from (_put("added", line) for line in after[shorter:])


def _put(kind: PieceKind, line: Line) -> Change:
    return Change([Piece(kind, line.text)], line.kind)


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
                yield Change([], skipped=skipped)
            skipped = 0
            yield change
        else:
            skipped += 1
    if skipped:
        yield Change([], skipped=skipped)
