"""The ids of destroyed record keys, outside the database, so that a restored backup forgets them again."""

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from trama.common import appendlog


class ShredLog:
    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, record_keys: Iterable[UUID]) -> None:
        """On disk when this returns; adding an id twice does no harm."""
        lines = [f"shred {key}" for key in record_keys]
        if lines:
            appendlog.append(self.path, *lines)

    def ids(self) -> set[UUID]:
        return {
            UUID(line.removeprefix("shred "))
            for line in appendlog.read(self.path)
            if line.startswith("shred ")
        }
