"""What a report is about: a network, a year, and the day on which one looks."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from trama.access.actor import Actor
from trama.protocol.agreement.models import Version


@dataclass(frozen=True, slots=True)
class Scope:
    """`day` is the last day that counts: the same data and day give the same report."""

    actor: Actor
    version: Version
    year: int
    day: date

    def holds(self, day: date | None) -> bool:
        """Whether something of that day belongs into the report."""
        return day is not None and day.year == self.year and day <= self.day


def day_in_full(day: date | None, unknown: str = "—") -> str:
    """Always with the year, whatever today is: a report is read years later."""
    return date_format(day, "j F Y").lower() if day else unknown
