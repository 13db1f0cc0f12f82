"""What is chosen on the agenda."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from trama.deadlines.selectors import HORIZON_DAYS, Whose
from trama.ui.forms import CodeField, DateField, TramaForm

HORIZONS = {"7": 7, "30": 30, "90": 90, "all": None}
SNOOZES = (("1", _("Domani")), ("3", _("Fra tre giorni")), ("7", _("Fra una settimana")))


@dataclass(frozen=True)
class Choice:
    """What part of the agenda to show, as `selectors.agenda` takes it."""

    whose: Whose
    days: int | None
    snoozed: bool


class FilterForm(TramaForm):
    """Whose agenda, how far ahead, and what was put off."""

    whose = CodeField(
        [(Whose.SERVICE.value, _("Tutto il servizio"))],
        label=_("Di chi"),
        empty_label=_("La mia"),
        widget=forms.Select(),
    )
    ahead = CodeField(
        [("7", _("Una settimana")), ("90", _("Tre mesi")), ("all", _("Tutto"))],
        label=_("Fino a quando"),
        empty_label=_("Un mese"),
        widget=forms.Select(),
    )
    snoozed = CodeField(
        [("yes", _("Anche quelle rimandate"))],
        label=_("Rimandate"),
        empty_label=_("No"),
        widget=forms.Select(),
    )

    @property
    def is_active(self) -> bool:
        """Whether something else than the usual is shown."""
        return any(self.data.get(name) for name in self.fields)

    @property
    def choice(self) -> Choice:
        """What was asked for; what makes no sense is left at its usual value."""
        chosen = self.cleaned_data if self.is_valid() else {}
        return Choice(
            whose=Whose(chosen.get("whose") or Whose.MINE),
            days=HORIZONS[chosen["ahead"]] if chosen.get("ahead") else HORIZON_DAYS,
            snoozed=chosen.get("snoozed") == "yes",
        )


class SnoozeForm(TramaForm):
    days = CodeField(SNOOZES, label=_("Rimanda"), required=True)


class MoveForm(TramaForm):
    mark_required: ClassVar[bool] = False

    day = DateField(
        label=_("Quando"),
        required=True,
        earliest=timedelta(),
        help_text=_("Scegli tu: nessuna data è obbligata."),
    )
