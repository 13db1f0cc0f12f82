"""What these pages share."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.http import ActorRequest
from trama.ui.forms import TramaForm, carried_out, form_page

PAGE = 25
RowT = TypeVar("RowT")


def today() -> date:
    return timezone.localdate()


def found_or_404(row: RowT | None) -> RowT:
    if row is None:
        raise Http404
    return row


def written(
    request: ActorRequest, form: TramaForm, write: Callable[[], object], back: str, **page: Any
) -> HttpResponse:
    """A page that is one form: do `write` once it is valid, then go `back`; else the form with what was typed."""
    if carried_out(form, write):
        messages.success(request, _("Salvato: lo legge la rete."))
        return redirect(back)
    return form_page(request, form, cancel=back, **{"submit": _("Salva"), **page})
