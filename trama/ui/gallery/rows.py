"""The rows of the example list."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from trama.ui.gallery.words import STATES
from trama.ui.tones import Tone

TONES: dict[str, Tone] = {
    "Primo contatto": "info",
    "Accoglienza": "info",
    "Percorso aperto": "ok",
    "In pausa": "neutral",
    "Concluso": "closed",
}
NAMES = [
    "Amina",
    "Blessing",
    "Luz",
    "Neve",
    "Oksana",
    "Farah",
    "Margherita",
    "Thi Hoa",
    "Iolanda",
    "Świetlana",
    "Mei",
    "Rosa",
    "Zahra",
    "Inês",
    "Flutura",
    "Nadia",
    "Camila",
    "Ginevra",
]
WORKERS = ["Giulia R.", "Samira B.", "Marta L."]


@dataclass(frozen=True)
class PathRow:
    """A row of the example list."""

    name: str
    state: str
    tone: Tone
    who: str
    last: date
    note: str = ""


def paths(q: str = "", state: str = "", sort: str = "") -> list[PathRow]:
    """Filtered and sorted as the example asks."""
    rows = [_row(index, name) for index, name in enumerate(NAMES)]
    wanted = dict(STATES).get(state)
    rows = [row for row in rows if q.lower() in row.name.lower() and (not wanted or row.state == wanted)]
    key = sort.lstrip("-")
    if key in {"name", "last", "state"}:
        rows.sort(key=lambda row: str(getattr(row, key)), reverse=sort.startswith("-"))
    return rows


def _row(index: int, name: str) -> PathRow:
    label = STATES[index * 7 % 5][1]
    last = timezone.localdate() - timedelta(days=index * 3 + index % 4)
    note = "Colloquio domani alle 10" if index == 0 else ""
    return PathRow(name, label, TONES[label], WORKERS[index % 3], last, note)
