"""The steps of a path."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from trama.cases.codes import choices
from trama.cases.states import State, steps_from
from trama.ui.forms import CodeField, TextField, TramaForm

NOTE_HELP = _("Facoltativa: resta nel percorso.")


class StateForm(TramaForm):
    def __init__(self, *args: Any, state: State, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = [(str(step), step.label) for step in steps_from(state)]
        self.fields["to"] = CodeField(steps, label=_("Il prossimo passo"), required=True)
        self.fields["note"] = TextField(label=_("Nota"), rows=3, help_text=NOTE_HELP)


class CloseForm(TramaForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = CodeField(
            choices("closure_reason"), label=_("Come si conclude"), required=True
        )
        self.fields["note"] = TextField(label=_("Nota"), rows=4, help_text=NOTE_HELP)


class ReopenForm(TramaForm):
    note = TextField(label=_("Nota"), rows=3, help_text=NOTE_HELP)
