"""The form of who is on shift: two touches, at three in the morning, on a telephone."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from trama.cases.codes import choices
from trama.cases.forms.base import happened_at
from trama.cases.forms.calls import NOW, REASONS
from trama.ui.forms import CodeField, CodesField, OnceForm, TextField


class ShiftCallForm(OnceForm):
    """Who called is never asked. `services`: where she may write; with one there is nothing to choose."""

    def __init__(self, *args: Any, services: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._services = services
        if len(services) > 1:
            self.fields["service"] = CodeField(services, label=_("Per quale servizio"), required=True)
        self.fields["kind"] = CodeField(choices("call_kind"), label=_("Telefonata"), required=True)
        self.fields["urgency"] = CodeField(choices("entry_urgency"), label=_("È un’emergenza?"))
        known = dict(choices("contact_reason"))
        self.fields["reasons"] = CodesField(
            [(code, known[code]) for code in REASONS], label=_("Che cosa cercava")
        )
        self.fields["note"] = TextField(
            label=_("Nota"),
            rows=3,
            help_text=_(
                "Quello che serve alle colleghe per domani: se vuole essere richiamata, quando e come."
            ),
        )
        self.fields["at"] = happened_at(_("Quando"), help_text=NOW)

    @property
    def service_id(self) -> UUID:
        return UUID(self.cleaned_data.get("service") or self._services[0][0])

    @property
    def more_is_open(self) -> bool:
        """Whether the second part must be seen: something may be written there, or be wrong."""
        told = ("reasons", "note")
        if self.is_bound:
            return any(self[name].data for name in told) or any(self[name].errors for name in (*told, "at"))
        return self.carried
