"""CSV files: those that ship with the package, and those that somebody wrote, with the line of what is wrong."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from trama.common.commands import of_file
from trama.common.errors import DomainError
from trama.common.typed import one_line

MOST: Final = 20  # so many errors are told; the rest is counted
LONGEST: Final = 2_000_000  # bytes


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a UTF-8 CSV file with a header line."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


class TableError(Exception):
    """What is wrong with a file, a line each: "commitments.csv, riga 7: …"."""


@dataclass
class Table:
    """A CSV file that somebody wrote: everything wrong with it is collected, then told at once."""

    path: Path
    problems: list[str] = field(default_factory=list)

    def wrong(self, line: int, why: str) -> None:
        self.problems.append(f"{self.path.name}, riga {line}: {why}")

    def rows(self, columns: Iterable[str], optional: Iterable[str] = ()) -> list[tuple[int, dict[str, str]]]:
        """(line, row) with cells stripped. Raises TableError for a file that cannot be read at all."""
        wanted, known = list(columns), {*columns, *optional}
        try:
            if self.path.stat().st_size > LONGEST:
                raise TableError(f"{self.path.name}: troppo lungo per una tabella così.")
            with self.path.open(encoding="utf-8-sig", newline="") as lines:
                reader = csv.DictReader(lines, strict=True)
                names = list(reader.fieldnames or [])
                self._header(names, wanted, known)
                return [(reader.line_num, self._cells(reader.line_num, row)) for row in reader]
        except OSError as error:
            raise TableError(of_file(error, self.path)) from error
        except UnicodeDecodeError as error:
            raise TableError(f"{self.path.name}: non è UTF-8 (byte {error.start}).") from error
        except csv.Error as error:
            raise TableError(f"{self.path.name}: non è una tabella CSV ({error}).") from error

    def _header(self, names: list[str], wanted: list[str], known: set[str]) -> None:
        missing = [name for name in wanted if name not in names]
        strange = [name for name in names if name not in known]
        if missing or strange or len(set(names)) < len(names):
            told = (
                f"mancano {', '.join(missing)}"
                if missing
                else f"di troppo: {', '.join(strange) or 'una due volte'}"
            )
            raise TableError(f"{self.path.name}, riga 1: le colonne sono {', '.join(wanted)}; {told}.")

    def _cells(self, line: int, row: dict[str | Any, str | Any]) -> dict[str, str]:
        if None in row or None in row.values():
            self.wrong(line, "più o meno caselle delle colonne.")
        cells = {
            name: value.strip() if isinstance(value, str) else ""
            for name, value in row.items()
            if name is not None
        }
        if any(_hides(value) for value in cells.values()):
            self.wrong(line, "in una casella c’è un segno che non si vede, o un a capo.")
        return cells

    def longest(self, line: int, row: dict[str, str], **limits: int) -> None:
        """Note cells longer than the database takes."""
        for name, most in limits.items():
            if len(row.get(name, "")) > most:
                self.wrong(line, f"{name} è più lungo di {most} caratteri.")

    def needed(self, line: int, row: dict[str, str], *names: str) -> None:
        for name in names:
            if not row.get(name):
                self.wrong(line, f"{name} è vuoto.")

    def one_of(self, line: int, name: str, value: str, known: Iterable[str]) -> None:
        options = list(known)
        if value not in options:
            self.wrong(line, f"{name} {value!r} non è uno di questi: {', '.join(options)}.")

    def unique(self, rows: Iterable[tuple[int, str]], name: str) -> None:
        first: dict[str, int] = {}
        for line, value in rows:
            if value in first:
                self.wrong(line, f"{name} {value!r} è già alla riga {first[value]}.")
            first.setdefault(value, line)


def _hides(text: str) -> bool:
    """Whether something in it cannot be seen, or breaks the line."""
    try:
        return one_line(text) != text or "\t" in text or "\n" in text
    except DomainError:
        return True


def raise_for(*tables: Table) -> None:
    """Raise TableError with what is wrong with all of them, if anything is."""
    problems = [problem for table in tables for problem in table.problems]
    if problems:
        more = [f"e altri {len(problems) - MOST}."] if len(problems) > MOST else []
        raise TableError("\n".join(problems[:MOST] + more))
