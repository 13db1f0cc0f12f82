"""The auditor's page: the trail of the own organisation, without contents."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trama.access.http import ActorRequest
from trama.audit import selectors
from trama.audit.forms import TrailForm
from trama.audit.services import record

PAGE = 50


@require_safe
def trail(request: ActorRequest) -> HttpResponse:
    form = TrailForm(request.GET)
    rows = selectors.trail(request.actor, form.search)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": selectors.described(page),
        "unsealed": selectors.unsealed_rows(),
    }
    response = render(request, "audit/trail.html", context)
    record(request.actor, "audit.read")
    return response
