"""The sheet "who opened my record", to read together; printing it is her choice."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trama.audit.selectors import Opening
from trama.common.pdf import render
from trama.ui.dates import day_words

TEMPLATE: Final = Path(__file__).parent / "typst" / "openings.typ"


def openings_pdf(openings: Sequence[Opening], *, organisation: str, day: date) -> bytes:
    """A tagged PDF; the same openings and day give the same bytes. It bears no name but the organisation's."""
    data = {
        "title": _("Chi ha aperto la mia scheda"),
        "lead": f"{organisation}, {date_format(day, 'j F Y').lower()}",
        "columns": [_("Giorno"), _("Chi"), _("Dove lavora"), _("Volte")],
        "rows": [
            [day_words(one.day, today=day), one.roles, one.offices, str(one.times)] for one in openings
        ],
        "empty": _("Finora nessuno l’ha aperta."),
        "notes": [
            _("Ogni volta che qualcuno apre la tua scheda resta scritto: il giorno, il ruolo, l’ufficio."),
            _("Qui c’è quello che è successo in questo centro. Chi ha ricevuto qualcosa con il tuo consenso tiene"
              " un registro suo, che puoi chiedere di leggere."),
            _("Se qualcosa non ti torna, dillo: si può chiedere conto di ogni riga."),
        ],
    }  # fmt: skip
    return render(TEMPLATE, data, day=day)
