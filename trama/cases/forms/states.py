"""The steps of a path."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from trama.cases.codes import choices
from trama.cases.forms.base import happened_at, now_to_the_minute
from trama.cases.states import State, steps_from
from trama.ui.forms import CodeField, TextField, TramaForm

NOTE_HELP = _("Facoltativa: resta nel percorso.")


class StateForm(TramaForm):
    def __init__(self, *args: Any, state: State, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = [(str(step), step.label) for step in steps_from(state)]
        self.fields["to"] = CodeField(steps, label=_("Il prossimo passo"), required=True)
        self.fields["note"] = TextField(label=_("Nota"), rows=3, help_text=NOTE_HELP)


WHEN_HELP = _(
    "Conta per l’anno: un percorso concluso a dicembre è di dicembre, anche se lo scrivi a gennaio."
)


class CloseForm(TramaForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"at": now_to_the_minute(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["reason"] = CodeField(
            choices("closure_reason"), label=_("Come si conclude"), required=True
        )
        self.fields["at"] = happened_at(_("Quando"), help_text=WHEN_HELP)
        self.fields["note"] = TextField(label=_("Nota"), rows=4, help_text=NOTE_HELP)


class ReopenForm(TramaForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"at": now_to_the_minute(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["at"] = happened_at(_("Quando"))
        self.fields["note"] = TextField(label=_("Nota"), rows=3, help_text=NOTE_HELP)
