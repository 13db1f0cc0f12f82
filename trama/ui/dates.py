"""Dates as Italian writes them: months and days in lower case, the hour with a point."""

from datetime import date, datetime, tzinfo
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language


def local_day(value: date | datetime, zone: tzinfo | None = None) -> date:
    """The day at this place; a page with many of them asks once where that is (`zone`)."""
    if not isinstance(value, datetime):
        return value
    return value.astimezone(zone or timezone.get_current_timezone()).date()


def day_words(
    value: date | datetime, *, today: date | None = None, weekday: bool = False, language: str | None = None
) -> str:
    """ "25 novembre", with the year when it is not the present one: "25 novembre 2024".

    A page with many of them asks once which day is `today`, and in which `language` it speaks.
    """
    day = local_day(value)
    pattern = "j F" if day.year == (today or timezone.localdate()).year else "j F Y"
    return _in_words(day, f"l {pattern}" if weekday else pattern, language or get_language())


@lru_cache(maxsize=4096)
def _in_words(day: date, pattern: str, _language: str | None) -> str:
    """A page names the same few days many times."""
    return date_format(day, pattern).lower()


def hour_words(value: datetime, zone: tzinfo | None = None) -> str:
    local = value.astimezone(zone or timezone.get_current_timezone())
    return f"{local.hour}.{local.minute:02}"


def moment_words(value: date | datetime) -> str:
    """ "25 novembre, 9.30"; a plain date has no hour."""
    return f"{day_words(value)}, {hour_words(value)}" if isinstance(value, datetime) else day_words(value)
