"""Searching the directory, and writing one's own lines of it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from trama.network.editing import not_public
from trama.network.models import AddressRegime, Category, ServiceKind
from trama.network.offices import looks_personal_name
from trama.network.referents import not_a_person
from trama.ui.forms import CodeField, DateField, EmailField, PhoneField, TextField, TramaForm

_REGIME_HINTS = {
    AddressRegime.OPEN.value: _("Si legge dov'è."),
    AddressRegime.RESERVED.value: _("Si dice solo a chi serve, a voce."),
    AddressRegime.SECRET.value: _("Non si scrive e non si cerca: chi ha bisogno dice che cosa evitare."),
}


class DirectoryForm(TramaForm):
    """The filters of the list."""

    q = TextField(label=_("Cerca"), max_length=100)
    category = CodeField(Category.choices, label=_("Che cosa è"), empty_label=_("Tutti"))


def office_mail() -> EmailField:
    return EmailField(label=_("Posta elettronica dell'ufficio"))


class ServiceForm(TramaForm):
    """A place where something is offered."""

    sections = [
        (_("Che cosa"), "", ["name", "kind", "languages"]),
        (
            _("Dove"),
            _("Questa pagina la legge tutta la rete."),
            ["address_regime", "address"],
        ),
        (_("Come si raggiunge"), "", ["telephone", "email", "opening_hours"]),
    ]
    name = TextField(label=_("Come si chiama"), required=True, max_length=160)
    kind = CodeField(ServiceKind.choices, label=_("Che cosa fa"), required=True)
    languages = TextField(label=_("Lingue"), max_length=120)
    address_regime = CodeField(
        AddressRegime.choices,
        label=_("L'indirizzo"),
        required=True,
        hints={code: str(hint) for code, hint in _REGIME_HINTS.items()},
    )
    address = TextField(
        label=_("Indirizzo"),
        help_text=_("Solo se è pubblico. Se è riservato o segreto lascia vuoto."),
        max_length=200,
    )
    telephone = PhoneField(label=_("Telefono dell'ufficio"), max_length=60)
    email = office_mail()
    opening_hours = TextField(label=_("Orari"), max_length=200)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("address") and data.get("address_regime") != AddressRegime.OPEN:
            self.add_error("address", not_public())
        return data


class ReferentForm(TramaForm):
    """The operational contact that the body appoints (protocol, art. 3): an office, not a person."""

    office = TextField(
        label=_("Ufficio"),
        help_text=_("Contatti dell'ufficio, non di una persona: restano anche quando lei cambia lavoro."),
        required=True,
        max_length=160,
    )
    email = office_mail()
    telephone = PhoneField(label=_("Telefono dell'ufficio"), max_length=60)
    act = TextField(
        label=_("Con quale atto"),
        help_text=_("Numero e data della nomina, se c'è. Nessun nome di persona."),
        max_length=200,
    )
    since = DateField(label=_("Dal"))
    until = DateField(label=_("Al"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if looks_personal_name(data.get("office") or ""):
            self.add_error("office", not_a_person())
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("La fine viene dopo l'inizio."))
        return data
