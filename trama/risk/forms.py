"""The judgement first, then the answers, then when to look again."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.common.vocabularies import vocabulary
from trama.deadlines.rules import propose_review, risk_review_proposals
from trama.risk.content import Content
from trama.risk.instruments import INSTRUMENTS, Answer, Instrument
from trama.ui.forms import CodeField, DateField, TextField, TramaForm

PROPOSAL, OTHER, NONE = "proposal", "other", "none"
_ANSWERS = [(answer.value, answer.label) for answer in (Answer.YES, Answer.NO, Answer.UNKNOWN)]


def _reason_field() -> TextField:
    return TextField(
        label=_("Perché il tuo giudizio è più basso"),
        help_text=_("Il giudizio resta il tuo: due parole perché chi legge dopo capisca."),
        rows=2,
    )


class AssessForm(TramaForm):
    """`instrument` decides which items are asked. The field `reason` is there only once it is asked for."""

    once = forms.UUIDField(widget=forms.HiddenInput, required=False)
    instrument = forms.ChoiceField(
        choices=[(one.key, one.label) for one in INSTRUMENTS], widget=forms.HiddenInput, required=False
    )
    note = TextField(label=gettext_lazy("Che cosa te lo fa pensare"), rows=3)
    review_on = DateField(label=gettext_lazy("Giorno scelto"), earliest=timedelta(days=1))
    assessed_on = DateField(label=gettext_lazy("Quando l’avete valutato"), latest=timedelta())

    def __init__(self, *args: Any, instrument: Instrument, **kwargs: Any) -> None:
        self.chosen = instrument
        today = timezone.localdate()
        kwargs["initial"] = {
            "once": uuid4(), "instrument": instrument.key, "review": PROPOSAL, "assessed_on": today,
            **(kwargs.get("initial") or {}),
        }  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["level"] = CodeField(
            vocabulary("risk_level").choices(), label=_("Secondo te, il pericolo è"), required=True
        )
        for item in instrument.items:
            self.fields[item.code] = CodeField(
                _ANSWERS, label=item.label, empty_label=Answer.NOT_ASKED.label, widget=forms.RadioSelect()
            )
        self.fields["review"] = CodeField(
            _reviews(), label=_("Quando riguardarlo"), required=True, widget=forms.RadioSelect()
        )
        if "reason" in self.data:
            self.ask_reason()
        self.sections = [  # type: ignore[misc]
            (_("Il tuo giudizio"), _("Prima di ogni domanda: che cosa ne pensi tu."), ["level", "note"]),
            ("", "", ["reason"]),
            (str(instrument.label), _items_hint(), list(instrument.item_codes)),
            (_("La prossima volta"), "", ["review", "review_on", "assessed_on"]),
        ]  # fmt: skip

    def ask_reason(self) -> None:
        """Show the field for why the judgement is lower than what the answers suggest."""
        self.fields["reason"] = _reason_field()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if (
            cleaned
            and cleaned.get("review") == OTHER
            and not cleaned.get("review_on")
            and "review_on" not in self.errors
        ):
            self.add_error("review_on", _("Scrivi il giorno che avete scelto."))
        return cleaned

    @property
    def content(self) -> Content:
        data = self.cleaned_data
        return Content(
            level=data["level"],
            instrument=self.chosen,
            answers={code: Answer(data[code] or Answer.NOT_ASKED) for code in self.chosen.item_codes},
            reason=data.get("reason", ""),
            note=data["note"],
        )

    @property
    def next_review_on(self) -> date | None:
        data = self.cleaned_data
        if data["review"] == PROPOSAL:
            return propose_review(data["level"], data["assessed_on"] or timezone.localdate())
        return data["review_on"] if data["review"] == OTHER else None

    @property
    def row_id(self) -> UUID | None:
        row_id: UUID | None = self.cleaned_data["once"]
        return row_id


def _items_hint() -> str:
    return _("Solo quello che ha senso chiedere adesso: «non chiesto» e «non so» vanno sempre bene.")


def _reviews() -> list[tuple[str, str]]:
    days = risk_review_proposals()
    words = _(
        "Come si propone: fra %(high)s giorni se elevato o estremo, %(medium)s se medio, %(low)s se basso"
    )
    return [(PROPOSAL, words % days), (OTHER, _("Un altro giorno")), (NONE, _("Senza una data"))]
