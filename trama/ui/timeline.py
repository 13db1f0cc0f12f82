"""What a path page shows: apps make `TimelineItem`s, `{% timeline %}` groups and draws them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trama.ui.dates import day_words, hour_words, local_day
from trama.ui.tones import Tone


class TimelineItem(NamedTuple):
    """One thing that happened. `at` is an aware instant, or a date when the hour does not matter.

    A tuple: a frozen dataclass takes four times as long to make, and a page makes forty.
    """

    at: datetime | date
    kind: str | Promise
    title: str | Promise
    icon: str = "note"
    who: str = ""
    text: str | SafeString = ""
    url: str = ""
    tone: Tone = "neutral"
    visible_to: str | Promise = ""  # "lo vede solo il tuo centro"
    details: tuple[tuple[str, str], ...] = ()
    badges: tuple[tuple[str, Tone], ...] = ()

    @property
    def day(self) -> date:
        return local_day(self.at)

    @property
    def hour(self) -> str:
        """The local time as "9.30", or nothing for an item that has only a date."""
        return hour_words(self.at) if isinstance(self.at, datetime) else ""

    @property
    def instant(self) -> datetime:
        """For sorting: an item without an hour comes after those of its day (it was written at its end)."""
        if isinstance(self.at, datetime):
            return self.at
        return timezone.make_aware(datetime.combine(self.at, time.max))


@dataclass(frozen=True, slots=True)
class Group:
    """The items of one day or month under one heading."""

    heading: str
    date: date
    items: list[TimelineItem]


def day_heading(day: date, today: date, language: str | None = None) -> str:
    """ "Oggi", "Ieri", "Domani", else the date in words; the year only when it is not this one."""
    if abs(day - today) <= timedelta(days=1):
        near = _("Oggi") if day == today else _("Ieri") if day < today else _("Domani")
        return f"{near}, {day_words(day, today=today, language=language)}"
    return day_words(day, today=today, weekday=day.year == today.year, language=language).capitalize()


def month_heading(day: date) -> str:
    return date_format(day, "F Y").capitalize()


def grouped(items: Iterable[TimelineItem], *, by: str = "day", today: date | None = None) -> list[Group]:
    """Newest first, grouped by "day" or "month"."""
    today = today or timezone.localdate()
    ordered = sorted(items, key=lambda item: item.instant, reverse=True)
    groups: list[Group] = []
    zone, language = timezone.get_current_timezone(), get_language()

    def day_of(item: TimelineItem) -> date:
        day = local_day(item.at, zone)
        return day if by == "day" else day.replace(day=1)

    for day, run in groupby(ordered, key=day_of):
        heading = day_heading(day, today, language) if by == "day" else month_heading(day)
        groups.append(Group(heading, day, list(run)))
    return groups
