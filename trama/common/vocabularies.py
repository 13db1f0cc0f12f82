"""The controlled vocabularies: codes and labels of exports (`data/vocabularies.csv`), and words for the screen.

Codes never change meaning; the labels of the file are those of exports (ISTAT, Region). What people read follows the
words of the centres (DESIGN §9) and lives in `words.SCREEN_LABELS`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext

from trama.common.tables import read_rows
from trama.common.words import SCREEN_LABELS

_FILE = Path(__file__).parent / "data" / "vocabularies.csv"


@dataclass(frozen=True)
class Vocabulary:
    """One list of codes, in the order of the file."""

    name: str
    export_labels: dict[str, str]
    status: (
        str  # official_text | protocol | secondary | mixed | unverified: what the source of the list is worth
    )

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.export_labels)

    def __contains__(self, code: object) -> bool:
        return code in self.export_labels

    def __iter__(self) -> Iterator[str]:
        return iter(self.export_labels)

    def export_label(self, code: str) -> str:
        """The label of the source, for exports. Raises KeyError for an unknown code."""
        return self.export_labels[code]

    def label(self, code: str) -> str:
        """The words for the screen, in the language of the request. Raises KeyError for an unknown code."""
        return gettext(SCREEN_LABELS.get((self.name, code), self.export_labels[code]))

    def choices(self) -> list[tuple[str, str]]:
        return [(code, self.label(code)) for code in self.export_labels]


@cache
def _load() -> dict[str, Vocabulary]:
    """Read the file once, at first use (never at import)."""
    labels: dict[str, dict[str, str]] = {}
    status: dict[str, str] = {}
    for row in read_rows(_FILE):
        labels.setdefault(row["vocabulary"], {})[row["code_en"]] = row["label_it"]
        status.setdefault(row["vocabulary"], row["status"])
    return {name: Vocabulary(name, codes, status[name]) for name, codes in labels.items()}


def vocabulary(name: str) -> Vocabulary:
    """The vocabulary called `name`. Raises KeyError: an unknown name is a programming error."""
    return _load()[name]


def all_vocabularies() -> tuple[Vocabulary, ...]:
    return tuple(_load().values())
