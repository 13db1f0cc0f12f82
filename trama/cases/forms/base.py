"""What the forms of this app share."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from trama.ui.forms import InstantField


def happened_at(label: Any, **kwargs: Any) -> InstantField:
    """When it happened: now unless she says otherwise, never in the future."""
    return InstantField(label=label, latest=timedelta(), **kwargs)


def now_to_the_minute() -> datetime:
    return timezone.localtime().replace(second=0, microsecond=0)


def not_after_now(at: datetime | None) -> datetime | None:
    """`at`, unless it is later today than now: somebody wrote the hour a little ahead, and it happened by now."""
    now = timezone.now()
    return min(at, now) if at is not None else None
