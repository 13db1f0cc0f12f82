"""The example forms."""

from datetime import timedelta
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.forms import Select

from trama.ui.forms import (
    CodeField,
    CodesField,
    DateField,
    PasswordField,
    PhoneField,
    Section,
    TextField,
    TickField,
    TramaForm,
)
from trama.ui.gallery.words import STATES, VIOLENCE


class SignInForm(TramaForm):
    mark_required = False

    username = TextField(label="Nome di accesso", required=True)
    password = PasswordField(label="Password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs.update({"autocomplete": "username", "autocapitalize": "none"})


class FilterForm(TramaForm):
    q = TextField(label="Nome", max_length=100)
    stato = CodeField(STATES, label="Stato", empty_label="Tutti", widget=Select())
    referente = CodeField(
        [(str(n), name) for n, name in enumerate(["Io", "Giulia R.", "Samira B."])],
        label="Chi la segue",
        empty_label="Chiunque",
        widget=Select(),
    )
    violenza = CodesField(VIOLENCE, label="Forme di violenza")


class BriefForm(TramaForm):
    name = TextField(label="Come vuoi essere chiamata", help_text="Anche un nome inventato.", required=True)
    when = DateField(label="Quando è successo", latest=timedelta())


class ConfirmForm(TramaForm):
    sure = TickField(label="Ne abbiamo parlato insieme e lo ha deciso lei", required=True)


class IntakeForm(TramaForm):
    """Intake as in the issue: everything optional but how she wants to be called."""

    sections: ClassVar[list[Section]] = [
        ("Chi è", "", ["name", "age", "languages"]),
        (
            "Come contattarla senza rischi",
            "Si legge prima di ogni numero di telefono.",
            ["phone", "safe", "safe_note"],
        ),
        (
            "Che cosa racconta",
            "Solo se ne parla lei. Nulla di questo serve per aprire il percorso.",
            ["violence", "urgency", "first", "story", "agreed"],
        ),
    ]

    name = TextField(
        label="Come vuole essere chiamata", help_text="Anche un nome inventato va bene.", required=True
    )
    age = CodeField(
        [
            ("u18", "Meno di 18"),
            ("a18", "18-29"),
            ("a30", "30-39"),
            ("a40", "40-49"),
            ("a50", "50-59"),
            ("a60", "60-69"),
            ("a70", "70 e più"),
            ("unknown", "Non noto"),
        ],
        label="Età",
    )
    languages = TextField(label="Lingue che parla", help_text="Per chiamare, se serve, una mediatrice.")
    phone = PhoneField(label="Telefono", help_text="Va bene qualsiasi indicazione: «la chiami la sorella».")
    safe = CodesField(
        [
            ("call", "Si può chiamare"),
            ("message", "Si può scrivere"),
            ("voicemail", "Si può lasciare un messaggio in segreteria"),
        ],
        label="Che cosa è sicuro",
        hints={"call": "Nelle ore che indica lei, qui sotto."},
    )
    safe_note = TextField(label="Quando e come", rows=2)
    violence = CodesField(VIOLENCE, label="Forme di violenza di cui parla")
    urgency = CodeField(
        [("now", "C’è un pericolo adesso"), ("soon", "Nei prossimi giorni"), ("no", "Non ora")],
        label="Quanto è urgente",
    )
    first = DateField(label="Primo contatto", latest=timedelta(), quick=True, help_text="Giorno, mese, anno.")
    story = TextField(label="Parole sue", rows=4, help_text="Restano sigillate con la chiave del centro.")
    agreed = TickField(label="Le ho letto come custodiamo quello che racconta", required=True)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name.isdigit():
            raise ValidationError("Un nome non è fatto di sole cifre: scrivine uno, anche inventato.")
        return name
