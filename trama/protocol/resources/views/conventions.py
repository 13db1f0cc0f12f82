"""Agreements with private social bodies: with whom, what each finances, until when."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from trama.access.http import ActorRequest
from trama.protocol.resources import selectors, services
from trama.protocol.resources.forms import ConventionFilterForm, ConventionForm
from trama.protocol.resources.models import Convention
from trama.protocol.resources.policies import keeps, require_treasurer
from trama.protocol.resources.views.base import PAGE, found_or_404, today, written
from trama.ui.forms import FORM, form_for


@require_GET
def conventions(request: ActorRequest) -> HttpResponse:
    """All agreements, the first to end first."""
    form = ConventionFilterForm(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    found = selectors.conventions(request.actor, state=state, today=today())
    context = {
        "form": form,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "asked": bool(state),
        "today": today(),
        "soon": today() + selectors.SOON,
        "keeps": keeps(request.actor),
    }
    return render(request, "protocol/resources/conventions.html", context)


@require_GET
def convention(request: ActorRequest, convention_id: UUID) -> HttpResponse:
    row = found_or_404(selectors.convention(request.actor, convention_id))
    context = {
        "convention": row,
        "today": today(),
        "soon": today() + selectors.SOON,
        "keeps": keeps(request.actor),
    }
    return render(request, "protocol/resources/convention.html", context)


@FORM
def new_convention(request: ActorRequest) -> HttpResponse:
    require_treasurer(request.actor)
    return _write(request, None, reverse("protocol:conventions"), _("Una convenzione"))


@FORM
def edit_convention(request: ActorRequest, convention_id: UUID) -> HttpResponse:
    row = found_or_404(selectors.convention(request.actor, convention_id))
    require_treasurer(request.actor)
    return _write(request, row, reverse("protocol:convention", args=[row.pk]), row.title)


def _write(request: ActorRequest, row: Convention | None, back: str, title: str) -> HttpResponse:
    fields = ("partner_name", "title", "finances", "amount", "act", "begins_on", "ends_on")
    initial = {name: getattr(row, name) for name in fields} if row else {}
    if row:
        initial |= {"partner": str(row.partner_id or ""), "line": str(row.line_id or "")}
    form = form_for(
        request,
        ConventionForm,
        initial=initial,
        bodies=selectors.body_choices(request.actor),
        lines=selectors.line_choices(request.actor),
    )
    return written(
        request,
        form,
        lambda: services.write_convention(actor=request.actor, convention=row, **form.said()),
        back,
        title=title,
    )
