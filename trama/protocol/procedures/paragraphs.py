"""The light writing of texts: empty lines part paragraphs, `## ` is a heading, `- ` an item. Nothing else is a mark."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

BlockKind = Literal["heading", "subheading", "list", "paragraph"]


@dataclass(frozen=True)
class Block:
    """A heading or paragraph (its lines), or a list (its items). Plain text: templates escape it."""

    kind: BlockKind
    lines: list[str]


def blocks(text: str) -> list[Block]:
    """What `text` looks like."""
    kinds = [(kind_of_line(line), line.strip()) for line in text.splitlines()]
    return [block for kind, lines in groupby(kinds, key=lambda one: one[0]) for block in _blocks(kind, lines)]


def kind_of_line(line: str) -> BlockKind | None:
    """None: an empty one."""
    bare = line.strip()
    if not bare:
        return None
    if bare.startswith("### "):
        return "subheading"
    if bare.startswith("## "):
        return "heading"
    return "list" if bare.startswith("- ") else "paragraph"


def _blocks(kind: BlockKind | None, lines: Iterable[tuple[BlockKind | None, str]]) -> Iterator[Block]:
    said = [bare(kind, line) for _, line in lines]
    if kind in {"heading", "subheading"}:
        yield from (Block(kind, [line]) for line in said)
    elif kind:
        yield Block(kind, said)


def bare(kind: BlockKind | None, line: str) -> str:
    """What a line says, without its mark."""
    return line if kind == "paragraph" else line.lstrip("#").removeprefix("- ").strip()
