"""Duties to tell that do not wait for her consent: citations as data, none of them verified (DOMAIN §8, §11).

The software never says that a duty applies: a person cites the rule in her own typed words and confirms.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from trama.common.tables import read_rows

_FILE = Path(__file__).parent / "data" / "legal_duties.csv"
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Duty:
    """One row of `legal_duties.csv`."""

    code: str
    citation: str  # empty for "other": then only what is typed counts
    label: str
    verified: bool

    @property
    def warning(self) -> str:
        """What stands beside a citation that nobody has checked on the official text."""
        return "" if self.verified else _("Da verificare con la tua referente legale")

    def __str__(self) -> str:
        return f"{self.citation}: {self.label}" if self.citation else self.label


@cache
def duties() -> dict[str, Duty]:
    return {
        row["code"]: Duty(row["code"], row["citation"], row["label_it"], row["status"] == "official_text")
        for row in read_rows(_FILE)
    }
