"""Coming in with a code."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trama.ui.forms import PasswordField, TextField, TramaForm


def code_field() -> TextField:
    return TextField(
        label=_("Codice"),
        help_text=_("Venti tra lettere e cifre, quelle del foglio che hai ricevuto."),
        required=True,
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class CodeOnlyForm(TramaForm):
    """For who has an account already."""

    invitation = code_field()


class NewPasswordForm(TramaForm):
    """A name to sign in with and a password that nobody else knows."""

    mark_required = False
    invitation = code_field()
    username = TextField(
        label=_("Nome di accesso"),
        help_text=_("Quello con cui entrerai: sceglilo tu."),
        required=True,
        max_length=100,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = PasswordField(
        label=_("Password"),
        new=True,
        help_text=_("Almeno 12 caratteri. Va bene una frase che ricordi solo tu."),
    )
    again_password = PasswordField(label=_("La password, un'altra volta"), new=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password") and data.get("again_password") and data["password"] != data["again_password"]:
            self.add_error("again_password", _("Le due password non sono uguali."))
        return data
