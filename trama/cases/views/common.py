"""What the views share."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from trama.access.actions import Action
from trama.audit.readings import form_shown
from trama.cases.selectors import PathPage, open_record
from trama.deadlines.http import ActorRequest
from trama.ui.forms import TramaForm, carried_out, form_page


def who(request: ActorRequest, path_id: UUID) -> dict[str, Any]:
    """What every service of a path takes first."""
    return {"actor": request.actor, "keyring": request.keyring, "path_id": path_id}


def page_url(path_id: UUID) -> str:
    return reverse("cases:path", args=[path_id])


def to_page(path_id: UUID) -> HttpResponse:
    return redirect("cases:path", path_id)


def her_form(request: ActorRequest, hers: PathPage, form: TramaForm, **page: Any) -> HttpResponse:
    """A form about her, with her name above it and the way back to her page."""
    page.setdefault("cancel", page_url(hers.path.pk))
    page.setdefault("submit", _("Salva"))
    template = page.pop("template", "cases/form.html")
    return form_page(request, form, eyebrow=hers.name, template=template, path=hers.path, **page)


def done_or_form(
    request: ActorRequest, hers: PathPage, form: TramaForm, act: Callable[[], object], **page: Any
) -> HttpResponse:
    """Back to her page once it is done; else the form, which on a closed path is not begun."""
    if carried_out(form, act):
        return to_page(hers.path.pk)
    return not_while_closed(request, hers) or her_form(request, hers, form, **page)


def record_of(request: ActorRequest, path_id: UUID) -> PathPage:
    """Her record, for a form that writes on it."""
    found = open_record(request.actor, request.keyring, path_id)
    form_shown(request, Action.READ_PATH.code, path_id)
    return found


def not_while_closed(request: ActorRequest, hers: PathPage) -> HttpResponse | None:
    """Back to her page when the path is closed: it is reopened before anything is written.

    Not for what was already typed: that comes back on its form, with the reason.
    """
    if hers.path.is_open or request.method == "POST":
        return None
    messages.warning(request, _("Il percorso è concluso: per scrivere, prima riprendilo."))
    return to_page(hers.path.pk)
