"""The highest serials seen, in a file outside the database: a database put back to an older state is
noticed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from trama.common import appendlog
from trama.vault.errors import UntrustedKey


@dataclass(frozen=True, slots=True)
class Seen:
    serial: int
    hash: str


def is_new(seen: Mapping[str, Seen], name: str, serial: int, digest: str) -> bool:
    """Whether it was not seen yet. Raises UntrustedKey when newer was seen, or another under the same serial."""
    last = seen.get(name)
    if last and (serial < last.serial or (serial == last.serial and digest != last.hash)):
        raise UntrustedKey("an older or other chain than the one seen before")
    return last is None or serial > last.serial


class SerialWitness:
    """Names are `statement:<organisation>`, `manifest:<organisation>`, `compartment:<id>`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read_at: tuple[int, int] | None = None
        self._seen: Mapping[str, Seen] = {}

    def seen(self) -> Mapping[str, Seen]:
        """What has been seen so far. Ask before reading the database, compare after: a serial stands here only
        once it is committed, so a reader who asks first can never find the database behind by a mere race.
        """
        return self._current()

    def check(self, name: str, serial: int, digest: str) -> bool:
        """`is_new` against what has been seen by now."""
        return is_new(self._current(), name, serial, digest)

    def advance(self, name: str, serial: int, digest: str) -> None:
        """Remembers, once committed. Never goes back: two processes may come in any order."""
        seen = self._current().get(name)
        if seen is None or serial > seen.serial:
            appendlog.append(self.path, f"seen {name} {serial} {digest}")

    def rewind(self, name: str, serial: int, digest: str, reason: str) -> None:
        """A person accepts an older state, after a restore. The line stays in the file."""
        appendlog.append(self.path, f"rewind {name} {serial} {digest} {' '.join(reason.split())}")

    def _current(self) -> Mapping[str, Seen]:
        try:
            stat = self.path.stat()
        except FileNotFoundError:
            self._read_at, self._seen = None, {}
            return self._seen
        if (stat.st_ino, stat.st_size) != self._read_at:
            self._seen = self._replay()
            self._read_at = (stat.st_ino, stat.st_size)
        return self._seen

    def _replay(self) -> dict[str, Seen]:
        seen: dict[str, Seen] = {}
        for line in appendlog.read(self.path):
            verb, name, serial, digest = line.split(" ")[:4]
            if verb == "rewind" or name not in seen or int(serial) > seen[name].serial:
                seen[name] = Seen(int(serial), digest)
        return seen
