"""Days and instants of a stay: people say days, the database keeps half-open instants."""

from datetime import date, datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext as _

from trama.common.errors import DomainError
from trama.deadlines.calendar import end_of_day, local_day, start_of_day

LONGEST = timedelta(days=5 * 366)
FAR_PAST = timedelta(days=10 * 366)


def after_day(day: date) -> datetime:
    """The midnight with which `day` ends."""
    return start_of_day(day + timedelta(days=1))


def last_day(during: DateTimeTZRange) -> date:
    """The last day of a period, itself included."""
    return local_day(_upper(during) - timedelta(microseconds=1))


def first_day(during: DateTimeTZRange) -> date:
    return local_day(_lower(during))


def due_at(during: DateTimeTZRange) -> datetime:
    """When its end stands on the agenda: the last moment of the last day."""
    return end_of_day(last_day(during))


def period(since: datetime, until: date, *, field: str = "until") -> DateTimeTZRange:
    """From `since` to the end of the day `until`. Raises DomainError for a period that is none, or endless."""
    if since < timezone.now() - FAR_PAST:
        raise DomainError(
            "too_long_ago", _("Questo giorno è troppo lontano: controlla l’anno."), field="since"
        )
    if after_day(until) <= since or until < local_day(since):
        raise DomainError(
            "ends_before", _("L’ultimo giorno viene prima del primo: controlla le date."), field=field
        )
    if after_day(until) - since > LONGEST:
        raise DomainError("too_long", _("Il periodo è troppo lungo: controlla l’anno."), field=field)
    return DateTimeTZRange(since, after_day(until), "[)")


def ended(during: DateTimeTZRange, at: datetime) -> DateTimeTZRange:
    """The same period, ended at `at`. Raises DomainError when she had not come yet."""
    if at <= _lower(during):
        raise DomainError("before_arrival", _("Prima di questo giorno non era ancora arrivata."), field="at")
    return DateTimeTZRange(_lower(during), at, "[)")


def overlap(one: DateTimeTZRange, other: DateTimeTZRange) -> bool:
    return _lower(one) < _upper(other) and _lower(other) < _upper(one)


def begins(during: DateTimeTZRange) -> datetime:
    return _lower(during)


def ends(during: DateTimeTZRange) -> datetime:
    return _upper(during)


def _lower(during: DateTimeTZRange) -> datetime:
    found = during.lower
    if not isinstance(found, datetime):
        raise TypeError("a period has a beginning")
    return found


def _upper(during: DateTimeTZRange) -> datetime:
    found = during.upper
    if not isinstance(found, datetime):
        raise TypeError("a period has an end")
    return found
