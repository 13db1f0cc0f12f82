"""Appointing a referent: an office, its contacts, from when, after whom."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trama.network.forms import office_mail
from trama.network.models import Referent
from trama.network.offices import looks_personal_mailbox, looks_personal_name, looks_personal_telephone
from trama.network.referents import not_a_person
from trama.ui.forms import CodesField, DateField, OnceForm, PhoneField, TextField, TickField, TramaForm

_NOT_A_MAILBOX = _(
    "Sembra la casella di una persona: scrivi quella dell'ufficio. Se lo è davvero, dillo qui sotto."
)
_NOT_A_TELEPHONE = _(
    "Sembra il cellulare di una persona: scrivi quello dell'ufficio. Se lo è davvero, dillo qui sotto."
)


def _ids(rows: list[Referent]) -> str:
    return ",".join(str(row.pk) for row in rows)


class AppointForm(OnceForm):
    sections = [
        (
            _("L'ufficio"),
            _("Contatti dell'ufficio, non di una persona: restano anche quando lei cambia lavoro."),
            ["office", "email", "telephone", "of_the_office"],
        ),
        (_("Da quando"), "", ["since", "act", "replaces"]),
    ]

    def __init__(self, *args: Any, present: list[Referent], **kwargs: Any) -> None:
        kwargs["initial"] = {
            "since": timezone.localdate(),
            "replaces": [str(row.pk) for row in present],
            "seen": _ids(present),
            **(kwargs.get("initial") or {}),
        }
        super().__init__(*args, **kwargs)
        self.fields["office"] = TextField(
            label=_("Ufficio"),
            required=True,
            max_length=160,
            help_text=_("Per esempio: Ufficio di rete, Segreteria della direzione."),
        )
        self.fields["email"] = office_mail()
        self.fields["telephone"] = PhoneField(label=_("Telefono dell'ufficio"), max_length=60)
        self.fields["of_the_office"] = TickField(
            label=_("Sono una casella e un telefono dell'ufficio, anche se non sembra")
        )
        self.fields["since"] = DateField(label=_("Dal"), required=True, latest=timedelta(days=366))
        self.fields["act"] = TextField(
            label=_("Con quale atto"),
            max_length=200,
            help_text=_("Numero e data della nomina, se c'è. Nessun nome di persona."),
        )
        self.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput())
        if present:
            self._offer(present)

    def _offer(self, present: list[Referent]) -> None:
        self.fields["replaces"] = CodesField(
            [(str(row.pk), row.office) for row in present],
            label=_("Prende il posto di"),
            help_text=_("Finisce il giorno prima e resta nella storia."),
        )

    @property
    def seen(self) -> list[UUID] | None:
        """Who was in office when the page was shown; None: the page did not say."""
        if "seen" not in self.data:
            return None
        try:
            return [UUID(one) for one in self.cleaned_data["seen"].split(",") if one]
        except ValueError:
            return None

    def show_again(self, present: list[Referent]) -> None:
        """With who is in office now, if somebody else changed that; what was typed stays."""
        if not isinstance(self.data, QueryDict) or self.data.get("seen") == _ids(present):
            return
        self.data = self.data.copy()
        self.data["seen"] = _ids(present)
        if present:
            self._offer(present)
            self.data.setlist("replaces", [str(row.pk) for row in present])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if looks_personal_name(data.get("office") or ""):
            self.add_error("office", not_a_person())
        if not data.get("of_the_office"):
            if looks_personal_mailbox(data.get("email") or ""):
                self.add_error(
                    "email",
                    _NOT_A_MAILBOX,
                )
            if looks_personal_telephone(data.get("telephone") or ""):
                self.add_error(
                    "telephone",
                    _NOT_A_TELEPHONE,
                )
        return data


class EndForm(TramaForm):
    last_day = DateField(label=_("L'ultimo giorno"), required=True, latest=timedelta(days=366))
