"""Signing in and out, and the password."""

from django import forms
from django.utils.translation import gettext_lazy as _

from trama.ui.forms import PasswordField, TextField, TramaForm


class SignInForm(TramaForm):
    """Name and password, together in one page: the password is never carried over, never shown again."""

    username = TextField(
        label=_("Nome di accesso"),
        required=True,
        max_length=100,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = PasswordField(label=_("Password"))


class CodeForm(TramaForm):
    """Six figures from the authenticator."""

    code = TextField(
        label=_("Codice di sei cifre"),
        help_text=_("Lo trovi nell'app di autenticazione, alla voce Trama."),
        required=True,
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class StepUpForm(TramaForm):
    """The code again, or the password where the second factor is off (the demo)."""

    password = PasswordField(label=_("Password"))


class PasswordChangeForm(TramaForm):
    """The old password opens the keys, the new one closes them again."""

    old_password = PasswordField(label=_("Password di adesso"))
    new_password = PasswordField(
        label=_("Password nuova"),
        new=True,
        help_text=_("Almeno 12 caratteri. Va bene una frase che ricordi solo tu."),
    )
    again_password = PasswordField(label=_("Password nuova, un'altra volta"), new=True)

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if (
            data.get("new_password")
            and data.get("again_password")
            and data["new_password"] != data["again_password"]
        ):
            self.add_error("again_password", _("Le due password non sono uguali."))
        return data
