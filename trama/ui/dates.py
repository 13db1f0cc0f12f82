"""Dates as Italian writes them: months and days in lower case, the hour with a point."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format


def local_day(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def day_words(value: date | datetime, *, today: date | None = None, weekday: bool = False) -> str:
    """ "25 novembre", with the year when it is not the present one: "25 novembre 2024"."""
    day = local_day(value)
    pattern = "j F" if day.year == (today or timezone.localdate()).year else "j F Y"
    return date_format(day, f"l {pattern}" if weekday else pattern).lower()


def hour_words(value: datetime) -> str:
    return date_format(timezone.localtime(value), "G.i")


def moment_words(value: date | datetime) -> str:
    """ "25 novembre, 9.30"; a plain date has no hour."""
    return f"{day_words(value)}, {hour_words(value)}" if isinstance(value, datetime) else day_words(value)
