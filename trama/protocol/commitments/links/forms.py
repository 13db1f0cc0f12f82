"""Making a link; answering by one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from trama.protocol.commitments.models import Evidence
from trama.protocol.commitments.sheet import SheetForm
from trama.ui.forms import CodeField, CodesField, TramaForm

DAYS = [("14", _("Due settimane")), ("30", _("Un mese")), ("60", _("Due mesi"))]


class LinkForm(TramaForm):
    """For whom, for which year, for how long."""

    def __init__(
        self, *args: Any, bodies: Sequence[tuple[str, str]], years: Sequence[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"] = forms.UUIDField(widget=forms.HiddenInput(), required=False, initial=uuid4)
        self.fields["organisation"] = CodeField(bodies, label=_("Ente"), required=True, widget=forms.Select())
        self.fields["year"] = CodeField(
            [(str(year), str(year)) for year in years], label=_("Anno"), required=True, initial=str(years[0])
        )
        self.fields["days"] = CodeField(DAYS, label=_("Quanto vale"), required=True, initial="30")


class AnswerForm(SheetForm):
    """The body's sheet, and what the lead body entered for it, to be confirmed."""

    def __init__(self, *args: Any, waiting: Sequence[Evidence] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["c"] = forms.CharField(widget=forms.HiddenInput(), required=False)
        if waiting:
            choices = [(str(one.pk), f"{one.ownership.commitment.text_it}: {one.title}") for one in waiting]
            self.fields["right"] = CodesField(
                choices, label=_("L’ente capofila le ha inserite per voi: spunta quelle giuste")
            )

    def _may_be_empty(self) -> bool:
        return bool(self.cleaned_data.get("right"))

    @property
    def right(self) -> list[UUID]:
        return [UUID(one) for one in self.cleaned_data.get("right", [])]
