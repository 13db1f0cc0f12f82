"""Which day the report looks from."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from trama.ui.forms import DateField, TramaForm


class DayForm(TramaForm):
    """A filter: the report as of a day. Empty means today."""

    al = DateField(
        label=_("Quello che era scritto fino al"),
        latest=timedelta(),
        help_text=_("Lo stesso giorno e gli stessi dati danno lo stesso file, byte per byte."),
    )
