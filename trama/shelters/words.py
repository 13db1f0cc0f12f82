"""Short lists that only this app uses."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Why not: for us alone, sealed; who asked reads only yes, no or when.
REFUSALS: Final[dict[str, str | Promise]] = {
    "full": _("Non c’è posto adesso"),
    "not_suited": _("I posti che ci sono non vanno bene per lei"),
    "too_close": _("Non sarebbe abbastanza al sicuro da noi"),
    "elsewhere": _("Ha trovato posto altrove"),
    "other": _("Altro"),
}
