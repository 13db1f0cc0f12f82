"""Days and hours as people and laws count them, in Italy: working days, elapsed hours, chained clocks.

Instants carry their time zone. Days are days in Rome; hours are hours that really pass, whatever the clock says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

ROME = ZoneInfo("Europe/Rome")
MILAN = "MI"  # Sant'Ambrogio, 7 December
_LAST_MOMENT = time(23, 59, 59)


@cache
def _holidays(year: int, province: str | None) -> frozenset[date]:
    return frozenset(holidays.country_holidays("IT", subdiv=province, years=year))


def is_holiday(day: date, province: str | None = None) -> bool:
    """Sundays and public holidays; with a `province` (two letters) its capital's patron saint too."""
    return day.weekday() == 6 or day in _holidays(day.year, province)


def is_business_day(day: date, province: str | None = None) -> bool:
    """Monday to Friday, no holiday."""
    return day.weekday() < 5 and not is_holiday(day, province)


def add_business_days(day: date, count: int, province: str | None = None) -> date:
    """The `count`-th working day after `day`; the day itself is not counted. Raises ValueError for a negative count."""
    if count < 0:
        raise ValueError("count")
    while count:
        day += timedelta(days=1)
        count -= is_business_day(day, province)
    return day


def next_business_day(day: date, province: str | None = None) -> date:
    """`day` itself if people work then, else the first working day after it."""
    while not is_business_day(day, province):
        day += timedelta(days=1)
    return day


def last_business_day(day: date, province: str | None = None) -> date:
    """`day` itself if people work then, else the last working day before it."""
    while not is_business_day(day, province):
        day -= timedelta(days=1)
    return day


def past_holidays(day: date, province: str | None = None) -> date:
    """Where a term that ends on `day` really ends: one that falls on a holiday goes to the next day (art. 2963 c.c.).

    Saturday is no holiday here.
    """
    while is_holiday(day, province):
        day += timedelta(days=1)
    return day


def local_day(at: datetime) -> date:
    """The day it is in Rome at `at`. Raises ValueError for an instant without a time zone."""
    return _aware(at).astimezone(ROME).date()


def end_of_day(day: date) -> datetime:
    """The last second of `day` in Rome: when something due "by that day" is due."""
    return datetime.combine(day, _LAST_MOMENT, ROME)


def start_of_day(day: date) -> datetime:
    return datetime.combine(day, time.min, ROME)


def add_hours(at: datetime, hours: float) -> datetime:
    """`at` and `hours` hours that really pass: a term of 24 hours is 24 hours in the night of summer time as well."""
    return (_aware(at).astimezone(UTC) + timedelta(hours=hours)).astimezone(ROME)


def add_days(at: datetime, days: int) -> datetime:
    """The same hour on the clock, `days` days later; an hour that does not exist that night moves on by one.

    Of an hour that exists twice it is the first: a term is never later than people read it.
    """
    wall = _aware(at).astimezone(ROME) + timedelta(days=days)
    return wall.replace(fold=0).astimezone(UTC).astimezone(ROME)


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return at


@dataclass(frozen=True)
class Step:
    """One link of a chain: `hours` after the step before it was done."""

    name: str
    hours: int


@dataclass(frozen=True)
class Due:
    """When a step is due: `at` is None until the step before it is done; `outer` is the latest it can ever be."""

    step: Step
    at: datetime | None
    outer: datetime
    done_at: datetime | None

    def missed(self, now: datetime) -> bool:
        """Whether its time ran out undone, or it was done too late. A person says what follows from that."""
        limit = self.at or self.outer
        return (self.done_at or now) > limit


def chain(start: datetime, steps: Sequence[Step], done: dict[str, datetime]) -> list[Due]:
    """The clocks of `steps`, each running from when the one before was really done, with its outer bound from `start`.

    So art. 403 c.c.: 24 h from placement, then "le successive" 72 h from the papers (96 h at most), then 48 h from the
    petition (144 h at most). A step done says nothing of the ones before it: their clocks stay as they are.
    """
    clocks: list[Due] = []
    before: datetime | None = _aware(start)
    outer = start
    for step in steps:
        outer = add_hours(outer, step.hours)
        at = add_hours(before, step.hours) if before is not None else None
        before = done.get(step.name)
        clocks.append(Due(step, at, outer, before))
    return clocks
