"""The network as its people read it, and the lines that a body writes of itself."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import model_to_dict
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from trama.access.actions import Action
from trama.access.http import ActorRequest
from trama.common.errors import DomainError
from trama.network import editing, selectors
from trama.network.forms import DirectoryForm, ReferentForm, ServiceForm
from trama.network.models import Referent, Service
from trama.ui.forms import FORM, TramaForm, confirm_page, form_for, form_page

PAGE = 25


@require_GET
def directory(request: ActorRequest) -> HttpResponse:
    """Every body of the network, by category and text."""
    form = DirectoryForm(request.GET)
    data = form.cleaned_data if form.is_valid() else {}
    found = selectors.directory(request.actor, text=data.get("q", ""), category=data.get("category", ""))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "network/directory.html", {"form": form, "page": page})


@require_GET
def organisation(request: ActorRequest, organisation: UUID) -> HttpResponse:
    """One body: what it offers, where that is public, whom to call."""
    entry = selectors.entry(request.actor, organisation)
    if entry is None:
        raise Http404
    own = organisation == request.actor.organisation_id
    context = {"entry": entry, "own": own, "may_edit": own and Action.EDIT_DIRECTORY.allows(request.actor)}
    return render(request, "network/organisation.html", context)


@FORM
def new_service(request: ActorRequest) -> HttpResponse:
    return _write_service(request, None, _("Un servizio nuovo"))


@FORM
def service(request: ActorRequest, service_id: UUID) -> HttpResponse:
    return _write_service(request, _own_service(request, service_id), _("Un servizio dell'ente"))


@FORM
def remove_service(request: ActorRequest, service_id: UUID) -> HttpResponse:
    row = _own_service(request, service_id)
    return _remove(
        request,
        lambda: editing.remove_service(actor=request.actor, service=row),
        _("Togliere “%(name)s”?") % {"name": row.name},
    )


@FORM
def new_referent(request: ActorRequest) -> HttpResponse:
    return _write_referent(request, None, _("Un ufficio referente"))


@FORM
def referent(request: ActorRequest, referent_id: UUID) -> HttpResponse:
    return _write_referent(request, _own_referent(request, referent_id), _("L'ufficio referente"))


@FORM
def remove_referent(request: ActorRequest, referent_id: UUID) -> HttpResponse:
    row = _own_referent(request, referent_id)
    return _remove(
        request,
        lambda: editing.remove_referent(actor=request.actor, referent=row),
        _("Togliere “%(name)s”?") % {"name": row.office},
    )


def _write_service(request: ActorRequest, row: Service | None, title: str) -> HttpResponse:
    form = form_for(request, ServiceForm, initial=model_to_dict(row) if row else {})
    return _written(
        request, form, lambda data: editing.write_service(actor=request.actor, service=row, **data), title
    )


def _write_referent(request: ActorRequest, row: Referent | None, title: str) -> HttpResponse:
    form = form_for(request, ReferentForm, initial=model_to_dict(row) if row else {})
    return _written(
        request, form, lambda data: editing.write_referent(actor=request.actor, referent=row, **data), title
    )


def _written(
    request: ActorRequest, form: TramaForm, write: Callable[[dict[str, Any]], object], title: str
) -> HttpResponse:
    if form.is_bound and form.is_valid():
        try:
            write(form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Salvato: lo legge tutta la rete."))
            return redirect(_own_page(request))
    return form_page(request, form, title=title, submit=_("Salva"), cancel=_own_page(request))


def _remove(request: ActorRequest, act: Callable[[], None], title: str) -> HttpResponse:
    form = form_for(request, TramaForm)
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except DomainError as error:
            form.refuse(error)
        else:
            return redirect(_own_page(request))
    return confirm_page(
        request,
        title=title,
        consequences=[_("La rete non lo vede più. Quello che è già stato scritto altrove resta.")],
        button=_("Togli"),
        cancel=_own_page(request),
        danger=True,
        form=form,
    )


def _own_page(request: ActorRequest) -> str:
    return reverse("network:organisation", args=[request.actor.organisation_id])


def _own_service(request: ActorRequest, service_id: UUID) -> Service:
    row = selectors.own_service(request.actor, service_id)
    if row is None:
        raise Http404
    return row


def _own_referent(request: ActorRequest, referent_id: UUID) -> Referent:
    row = selectors.own_referent(request.actor, referent_id)
    if row is None:
        raise Http404
    return row
