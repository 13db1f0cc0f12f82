"""The arithmetic of the seals; nothing here reads a database or a file.

digest = SHA-256 over (id, hash) of the covered rows, in the order of their ids
mark   = HMAC-SHA256(key, number, instant, form, rows, total, last id, complete, mark before, digest)
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol, TypeAlias

FIRST: Final = bytes(32)  # stands before the first seal
# No transaction lasts this long (settings: 30 s a statement, 60 s idle): a row whose number was given out
# before a seal, and that a seal made this much later still did not see, was put there afterwards.
SETTLED_AFTER: Final = timedelta(hours=1)


Raw: TypeAlias = "bytes | memoryview[int]"  # the value of a BinaryField


class Link(Protocol):
    """What a mark takes in: the columns of Seal but the mark itself."""

    number: int
    at: datetime
    form: int
    rows: int
    total: int
    last_id: int
    complete: bool
    previous: Raw
    digest: Raw


def digest_of(rows: Iterable[tuple[int, bytes]]) -> bytes:
    """Over (id, hash of the row), ids ascending."""
    state = hashlib.sha256(b"trama audit rows 1\n")
    for event_id, row_hash in rows:
        state.update(event_id.to_bytes(8) + row_hash)
    return state.digest()


def mark_of(key: bytes, seal: Link) -> bytes:
    """The keyed mark of a seal: it takes in every other column."""
    lines = (
        "trama audit seal 1",
        str(seal.number),
        seal.at.astimezone(UTC).isoformat(timespec="microseconds"),
        str(seal.form),
        str(seal.rows),
        str(seal.total),
        str(seal.last_id),
        str(int(seal.complete)),
        bytes(seal.previous).hex(),
        bytes(seal.digest).hex(),
    )
    return hmac.digest(key, "\n".join(lines).encode(), "sha256")


def bears_mark(key: bytes, seal: Link, mark: Raw) -> bool:
    return hmac.compare_digest(mark_of(key, seal), bytes(mark))
