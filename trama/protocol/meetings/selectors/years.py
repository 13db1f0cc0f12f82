"""A calendar year as the installation's time zone has it."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

FIRST_YEAR, LAST_YEAR = 2000, 2200


def of_year(year: int, field: str = "starts_at") -> Q:
    """Rows whose instant `field` falls into `year`, by the wall clock."""
    zone = timezone.get_default_timezone()
    return Q(
        **{
            f"{field}__gte": datetime(year, 1, 1, tzinfo=zone),
            f"{field}__lt": datetime(year + 1, 1, 1, tzinfo=zone),
        }
    )


def year_of(instant: datetime) -> int:
    return timezone.localtime(instant).year


def asked_year(text: str | None) -> int:
    """What a page was asked for, or this year."""
    wanted = (text or "").strip()
    if wanted.isascii() and wanted.isdigit() and FIRST_YEAR <= int(wanted[:5]) <= LAST_YEAR:
        return int(wanted[:5])
    return timezone.localdate().year
