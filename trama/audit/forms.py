"""What the auditor looks for."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from trama.audit.selectors import Search
from trama.audit.words import AREAS
from trama.ui.forms import CodeField, DateField, TextField, TramaForm


class TrailForm(TramaForm):
    """Every field narrows the list; what makes no sense is told beside it and narrows nothing."""

    area = CodeField(
        sorted(((code, label) for code, label in AREAS.items()), key=lambda pair: str(pair[1])),
        label=_("Che cosa"),
        empty_label=_("Tutto"),
        widget=forms.Select(),
    )
    since = DateField(label=_("Dal giorno"))
    until = DateField(label=_("Al giorno"))
    user = TextField(label=_("Chi (codice)"))
    subject = TextField(label=_("Che cosa riguarda (codice)"))

    def clean_user(self) -> UUID | None:
        return _id(self.cleaned_data["user"])

    def clean_subject(self) -> UUID | None:
        return _id(self.cleaned_data["subject"])

    @property
    def search(self) -> Search:
        """What was asked for, without the fields that were refused."""
        self.is_valid()
        asked = self.cleaned_data
        return Search(
            area=asked.get("area") or "",
            since=asked.get("since"),
            until=asked.get("until"),
            user_id=asked.get("user"),
            subject_id=asked.get("subject"),
        )


def _id(text: str) -> UUID | None:
    """An id as the trail shows it."""
    try:
        return UUID(text.strip()) if text.strip() else None
    except ValueError:
        raise forms.ValidationError(_("Copia qui un codice intero, come sta nel registro.")) from None
