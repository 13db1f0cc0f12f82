"""The operator's agenda: red for legal and safety terms only; the rest are suggestions, snoozed without a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from trama.ui.dates import day_words, hour_words, local_day
from trama.ui.timeline import day_heading

AgendaTone = Literal["legal", "safety", "suggestion"]


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One thing to look at. `snooze_url` takes a POST with `days` (1, 3 or 7); legal and safety terms have none."""

    title: str | Promise
    tone: AgendaTone
    url: str
    due: datetime | date | None = None
    why: str | Promise = ""  # the rule or reason: "art. 403, entro 24 ore", "proposta dal centro"
    who: str = ""
    icon: str = "clock"
    snooze_url: str = ""
    action_label: str | Promise = ""

    @property
    def urgent(self) -> bool:
        return self.tone != "suggestion"

    @property
    def day(self) -> date | None:
        return local_day(self.due) if self.due else None

    @property
    def tone_label(self) -> str:
        return {"legal": _("Termine di legge"), "safety": _("Sicurezza"), "suggestion": _("Promemoria")}[
            self.tone
        ]

    def when(self, now: datetime | None = None) -> str:
        """In words: "scaduto da 2 giorni", "fra 3 ore (alle 16.30)", "oggi", "domani", "giovedì 4 dicembre"."""
        now = now or timezone.now()
        today = timezone.localtime(now).date()
        if isinstance(self.due, datetime) and abs(self.due - now) < timedelta(hours=24):
            return _hours(self.due, now, urgent=self.urgent)
        if self.day is None:
            return ""
        late = (today - self.day).days
        if late == 1:
            return _("da ieri") if not self.urgent else _("scaduto ieri")
        if late > 1:
            return (_("da %(n)s giorni") if not self.urgent else _("scaduto da %(n)s giorni")) % {"n": late}
        if late == 0:
            return _("oggi")
        return (
            _("domani")
            if late == -1
            else _("entro %(day)s") % {"day": day_words(self.day, today=today, weekday=True)}
        )


def _hours(due: datetime, now: datetime, *, urgent: bool) -> str:
    clock = hour_words(due)
    hours, minutes = divmod(int(abs(due - now).total_seconds()) // 60, 60)
    amount = _("%(n)s min") % {"n": minutes} if hours == 0 else _("%(n)s h") % {"n": hours}
    if due < now:
        late = _("scaduto da %(amount)s (alle %(clock)s)") if urgent else _("da %(amount)s (alle %(clock)s)")
        return late % {"amount": amount, "clock": clock}
    return _("fra %(amount)s (alle %(clock)s)") % {"amount": amount, "clock": clock}


@dataclass(frozen=True, slots=True)
class AgendaGroup:
    heading: str
    items: list[AgendaItem]
    urgent: bool


def grouped(items: Iterable[AgendaItem], *, today: date | None = None) -> list[AgendaGroup]:
    """Legal and safety terms first, whatever their date; then by day, and last what has none."""
    today = today or timezone.localdate()
    ordered = sorted(items, key=lambda item: (item.day or date.max, str(item.title)))
    urgent = [item for item in ordered if item.urgent]
    groups = [AgendaGroup(_("Prima di tutto"), urgent, urgent=True)] if urgent else []
    by_heading: dict[str, list[AgendaItem]] = {}
    for item in ordered:
        if not item.urgent:
            by_heading.setdefault(_heading(item.day, today), []).append(item)
    return groups + [AgendaGroup(heading, members, urgent=False) for heading, members in by_heading.items()]


def _heading(day: date | None, today: date) -> str:
    if day is None:
        return _("Quando c’è tempo")
    if day < today:
        return _("Rimasti indietro")
    if day <= today + timedelta(days=1):
        return day_heading(day, today)
    return _("Nei prossimi sette giorni") if day <= today + timedelta(days=7) else _("Più avanti")
