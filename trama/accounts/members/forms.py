"""Forms about the people of an organisation."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from trama.access.actor import Actor
from trama.access.roles import Role
from trama.accounts.members.policies import roles_offered
from trama.accounts.members.selectors import services_of
from trama.accounts.selectors import ROLE_HINTS, ROLE_LABELS
from trama.ui.forms import CodesField, TextField, TramaForm


def name_field() -> TextField:
    return TextField(
        label=_("Come la chiamano le colleghe"),
        help_text=_("Lo leggono solo le persone del tuo ente."),
        required=True,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class RolesForm(TramaForm):
    """What she does and where. The choices depend on the organisation."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = roles_offered(actor)
        self.fields["roles"] = CodesField(
            [(role.value, ROLE_LABELS[role]) for role in offered],
            hints={role.value: str(ROLE_HINTS[role]) for role in offered},
            label=_("Che cosa fa"),
            required=True,
        )
        if desks := services_of(actor):
            self.fields["services"] = CodesField(
                desks,
                label=_("Dove lavora"),
                help_text=_("Nessuno: in tutto l'ente. Per il turno serve: è dove scrive."),
            )

    @property
    def roles(self) -> list[Role]:
        return [Role(role) for role in self.cleaned_data["roles"]]

    @property
    def service_ids(self) -> list[UUID]:
        return [UUID(service) for service in self.cleaned_data.get("services", [])]


class InviteForm(RolesForm):
    """Who is to come in."""

    name = name_field()


class NameForm(TramaForm):
    name = name_field()


class AdmitForm(TramaForm):
    """The digits are typed, not ticked off: nobody confirms what she has not read."""

    name = name_field()
    fingerprint = TextField(
        label=_("Le quaranta cifre che legge dal suo schermo"),
        help_text=_("Otto gruppi di cinque. Gli spazi non contano."),
        required=True,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
