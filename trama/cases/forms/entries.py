"""What happened along the path."""

from typing import Any

from django.forms import Field, RadioSelect
from django.utils.translation import gettext_lazy as _

from trama.cases.codes import choices
from trama.cases.forms.base import SeenForm, happened_at, now_to_the_minute
from trama.ui.forms import CodeField, NumberField, OnceForm, TextField, TickField

LONGEST = 20_000


def kind_field(paper_warning: str) -> CodeField:
    """What it was; beside "letter" stands what to mind before she gets paper."""
    kinds = choices("entry_kind")
    field = CodeField(
        kinds,
        label=_("Che cosa è stato"),
        required=True,
        widget=RadioSelect(),
        hints={"letter": paper_warning},
    )
    field.choices = kinds  # all of them at a glance, none of them chosen
    return field


class EntryForm(OnceForm):
    """A few kinds, a text, when."""

    def __init__(self, *args: Any, paper_warning: str = "", own_notes: bool = False, **kwargs: Any) -> None:
        kwargs["initial"] = {"at": now_to_the_minute(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["kind"] = kind_field(paper_warning)
        self.fields["words"] = TextField(label=_("Racconto"), rows=8, required=True, max_length=LONGEST)
        self.fields["at"] = happened_at(_("Quando"))
        if own_notes:
            self.fields["own_notes"] = TickField(
                label=_("È una mia nota riservata"),
                help_text=_("La apri solo tu con la persona che hai scelto."),
            )


class CorrectionForm(OnceForm):
    """The words again; the earlier version stays."""

    def __init__(self, *args: Any, paper_warning: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = kind_field(paper_warning)
        self.fields["words"] = TextField(label=_("Racconto"), rows=8, required=True, max_length=LONGEST)
        self.fields["at"] = happened_at(_("Quando"))


def _status_fields() -> dict[str, Field]:
    return {
        "status": CodeField(choices("service_status"), label=_("A che punto è"), required=True),
        "partner": TextField(
            label=_("Con chi"),
            max_length=300,
            help_text=_("Un’altra organizzazione, uno sportello, una professionista."),
        ),
        "note": TextField(label=_("Nota"), rows=3),
    }


class ActivationStatusForm(SeenForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= _status_fields()


class ActivationForm(OnceForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"at": now_to_the_minute(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["service"] = CodeField(choices("service"), label=_("Che cosa"), required=True)
        self.fields |= _status_fields()
        self.fields["at"] = happened_at(_("Quando"))


class ChildForm(OnceForm):
    """Everything optional, the name too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= _child_fields()


class ChildAgainForm(SeenForm):
    """The same, of one who is written down already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= _child_fields()


def _child_fields() -> dict[str, Field]:
    return {
        "name": TextField(
            label=_("Come si chiama"), max_length=120, help_text=_("Anche solo l’iniziale, o niente.")
        ),
        "birth_year": NumberField(
            label=_("Anno di nascita"), min_value=1900, max_value=2100, help_text=_("Per esempio 2017.")
        ),
        "lives_with": CodeField(choices("lives_with"), label=_("Con chi vive")),
        "exposure": CodeField(choices("child_exposure"), label=_("La violenza che ha vissuto")),
        "note": TextField(label=_("Nota"), rows=3),
    }
