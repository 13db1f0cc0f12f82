"""What the list shows."""

from typing import Any, Self

from django.forms import Select
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from trama.cases.codes import choices
from trama.cases.selectors.lists import ORDERS, PathFilters
from trama.ui.forms import CodeField, TextField, TramaForm, form_for


class PathFilterForm(TramaForm):
    """What she looks for; what is not understood is ignored. Sent by POST: her words never stand in an address."""

    method = "post"

    @classmethod
    def asked(cls, request: HttpRequest) -> Self:
        """With what was sent; with the codes of an address; with what was being searched when the session ended."""
        if request.method == "POST":
            return cls(request.POST)
        if getattr(request, "carried", None):
            return form_for(request, cls)
        codes = request.GET.copy()
        codes.pop("q", None)
        return cls(codes)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"] = TextField(
            label=_("Cerca"), help_text=_("Come è chiamata, o il numero da cui chiama"), max_length=80
        )
        self.fields["show"] = CodeField(
            [("mine", _("Che seguo io")), ("unassigned", _("Che nessuna segue ancora"))],
            label=_("Quali"), empty_label=_("Tutti"), widget=Select(),
        )  # fmt: skip
        self.fields["state"] = CodeField(
            [*choices("pathway_state"), ("all", _("Tutti, anche conclusi"))],
            label=_("Stato"), empty_label=_("Aperti"), widget=Select(),
        )  # fmt: skip
        self.fields["quiet"] = CodeField(
            [("30", _("Da un mese")), ("60", _("Da due mesi")), ("90", _("Da tre mesi")), ("180", _("Da sei mesi"))],
            label=_("Non si scrive"), empty_label=_("Non importa"), widget=Select(),
        )  # fmt: skip

    @property
    def codes(self) -> dict[str, str]:
        """What may stand in an address."""
        self.is_valid()
        data = getattr(self, "cleaned_data", {})
        return {name: data.get(name) or "" for name in ("show", "state", "quiet")}

    def filters(self, sort: str) -> PathFilters:
        self.is_valid()
        data = getattr(self, "cleaned_data", {})
        state = data.get("state") or "open"
        return PathFilters(
            q=data.get("q", ""),
            # Who searches looks everywhere, unless she says where.
            state="" if state == "all" or (data.get("q") and not data.get("state")) else state,
            mine=data.get("show") == "mine",
            unassigned=data.get("show") == "unassigned",
            quiet_days=int(data.get("quiet") or 0),
            sort=sort if sort in ORDERS else "",
        )
