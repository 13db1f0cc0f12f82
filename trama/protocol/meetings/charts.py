"""Attendance and meetings as pictures, each with its table beneath."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from trama.protocol.meetings.selectors.attendance import Came
from trama.protocol.meetings.selectors.meetings import Year
from trama.ui.charts import Chart, Series


def attendance_chart(rows: Sequence[Came], year: int) -> Chart:
    """One bar a body: to how many of the year's meetings it came. In the order of the agreement, never a ranking."""
    return Chart(
        "attendance",
        _("Presenze del %(year)s") % {"year": year},
        tuple(row.organisation.short_name for row in rows),
        (Series(_("Presenze"), tuple(row.present for row in rows)),),
        category_label=_("Ente"),
        summary=_("A quanti degli incontri svolti ha partecipato ogni ente invitato."),
        note=_("Nell’ordine del protocollo: non è una classifica."),
    )


def meetings_chart(years: Sequence[Year]) -> Chart:
    """Operational meetings held and on the calendar, by year."""
    return Chart(
        "meetings",
        _("Incontri operativi per anno"),
        tuple(str(one.year) for one in years),
        (
            Series(_("Svolti"), tuple(one.held for one in years)),
            Series(_("In programma"), tuple(one.planned for one in years)),
        ),
        kind="columns",
        category_label=_("Anno"),
        note=_(
            "Il protocollo ne chiede almeno due per anno civile (articoli 3, 4 e 6): gli stessi, contati una volta."
        ),
    )
