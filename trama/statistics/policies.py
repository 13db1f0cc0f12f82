"""Which years may be asked for, computed and submitted."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from trama.common.errors import DomainError

FIRST_YEAR = 2000


def current_year(at: datetime) -> int:
    return timezone.localtime(at).year


def is_year(year: int, at: datetime) -> bool:
    return FIRST_YEAR <= year <= current_year(at)


def require_year(year: int, at: datetime) -> None:
    """Raise DomainError for a year that has not begun, or that no centre was there to count."""
    if not is_year(year, at):
        raise DomainError("no_such_year", _("Quell’anno non si può ancora contare."))
