"""What she said, as it is written down with her: her yes, her no, her withdrawal."""

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trama.common.vocabularies import vocabulary
from trama.consent.terms import Item, Recipient, Terms
from trama.consent.words import PRESENT_SENTENCE, WAYS, choices
from trama.deadlines.calendar import ROME
from trama.ui.forms import CodeField, DateField, TextField, TramaForm

YES, NO = "given", "refused"
USUAL_DAYS = 180  # proposed in the form; she chooses
FARTHEST = timedelta(days=2 * 366)  # what is agreed for longer is agreed again


def instant_of(day: date | None) -> datetime:
    """When something was said on `day`: now if it is today, else the middle of that day."""
    if day is None or day == timezone.localdate():
        return timezone.now()
    return datetime.combine(day, time(12), ROME)


class SaidForm(TramaForm):
    """How she said it. `once` makes a form sent twice one row."""

    once = forms.UUIDField(widget=forms.HiddenInput, required=False)
    way = CodeField(label=_("Come l’ha detto"), required=True)
    her_words = TextField(
        label=_("Con le sue parole"), help_text=_("Se vuole. Restano nella sua scheda."), rows=2
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"once": uuid4(), "way": "in_person", **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["way"] = CodeField(choices(WAYS), label=_("Come l’ha detto"), required=True)

    @property
    def row_id(self) -> UUID | None:
        found: UUID | None = self.cleaned_data.get("once")
        return found


class ConsentForm(SaidForm):
    """Her yes or her no to something that is not a letter of `referrals`, which asks in its own steps."""

    sections: ClassVar = [
        (_("Che cosa si chiede"), "", ["scope", "recipient", "shared", "purpose"]),
        (
            _("Che cosa dice lei"),
            _("Un no vale quanto un sì e non cambia nulla."),
            ["answer", "way", "her_words"],
        ),
        (_("Quando"), "", ["day", "expires_on"]),
    ]
    answer = CodeField([(YES, _("Sì")), (NO, _("No"))], label=_("La sua risposta"), required=True)
    scope = CodeField(label=_("Per che cosa vale"), required=True)
    recipient = TextField(
        label=_("Con chi"),
        required=True,
        help_text=_("Un consenso vale solo per chi è nominato. Uno per riga."),
        rows=2,
    )
    shared = TextField(
        label=_("Che cosa si può condividere"),
        required=True,
        help_text=_("Una cosa per riga: solo quello che serve."),
        rows=3,
    )
    purpose = TextField(label=_("Perché"), rows=2)
    day = DateField(label=_("Quando l’ha detto"), latest=timedelta())
    expires_on = DateField(
        label=_("Fino a quando vale"),
        earliest=timedelta(),
        latest=FARTHEST,
        help_text=_("L’ultimo giorno lo sceglie lei. Poi smette di valere da solo."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        today = timezone.localdate()
        usual = {"day": today, "expires_on": today + timedelta(days=USUAL_DAYS)}
        kwargs["initial"] = {**usual, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        scopes = [pair for pair in vocabulary("consent_scope").choices() if pair[0] != "referral"]
        self.fields["scope"] = CodeField(scopes, label=_("Per che cosa vale"), required=True)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("answer") == YES and not cleaned.get("expires_on") and "expires_on" not in self.errors:
            self.add_error("expires_on", _("Scegliete insieme l’ultimo giorno."))
        return cleaned

    @property
    def said_yes(self) -> bool:
        return bool(self.cleaned_data["answer"] == YES)

    @property
    def at(self) -> datetime:
        return instant_of(self.cleaned_data["day"])

    @property
    def terms(self) -> Terms:
        data = self.cleaned_data
        return Terms(
            scope=data["scope"],
            recipients=tuple(Recipient(line) for line in lines(data["recipient"])),
            shared=tuple(Item(line) for line in lines(data["shared"])),
            purpose=data["purpose"],
            way=data["way"],
            her_words=data["her_words"],
            sentence=PRESENT_SENTENCE,
        )


class WithdrawForm(SaidForm):
    """She takes it back: no reason is asked."""


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
