"""Choosing people. Who is not offered is not offered: no form says why."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from trama.cases.codes import choices
from trama.cases.forms.base import SeenForm
from trama.ui.forms import CodeField, CodesField, TextField, TickField, TramaForm

People = Iterable[tuple[str, str]]
CHOOSE = _("Scegli una delle persone dell’elenco.")


class AssignForm(TramaForm):
    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = CodeField(
            people,
            label=_("Chi la segue"),
            empty_label=_("Per ora nessuna"),
            error_messages={"invalid_choice": CHOOSE},
        )
        self.fields["note"] = TextField(
            label=_("Passaggio"), rows=4, help_text=_("Che cosa è bene che sappia chi continua.")
        )


class SpecialistForm(TramaForm):
    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = CodeField(
            people, label=_("Chi chiami"), required=True, error_messages={"invalid_choice": CHOOSE}
        )
        self.fields["expertise"] = CodeField(choices("expertise"), label=_("Come"), required=True)


class OwnNotesForm(TramaForm):
    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keeper"] = CodeField(
            people,
            label=_("Chi le custodisce con te"),
            required=True,
            error_messages={"invalid_choice": CHOOSE},
        )


class MustNotKnowForm(SeenForm):
    def __init__(self, *args: Any, people: People, organisations: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["memberships"] = CodesField(
            people,
            label=_("Colleghe"),
            help_text=_("Non troveranno più questo percorso. Non viene detto loro nulla."),
        )
        self.fields["organisations"] = CodesField(
            organisations,
            label=_("Enti della rete"),
            help_text=_("Non saranno proposti come destinatari di un invio."),
        )
        self.fields["note"] = TextField(
            label=_("Altre persone, e perché"),
            rows=3,
            help_text=_("Lo legge solo chi può aprire questo percorso."),
        )


class EraseForm(TramaForm):
    """The last confirmation."""

    sure = TickField(label=_("Sì: cancella tutto, e so che non si può tornare indietro"), required=True)
