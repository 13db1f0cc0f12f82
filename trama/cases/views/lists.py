"""The list of paths."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trama.access.actions import Action
from trama.cases.forms import PathFilterForm
from trama.cases.selectors import list_paths
from trama.cases.selectors.people import colleague_names
from trama.deadlines.http import ActorRequest


@require_safe
def path_list(request: ActorRequest) -> HttpResponse:
    form = PathFilterForm(request.GET)
    filters = form.filters(request.GET.get("sort", ""))
    names = colleague_names(request.actor, request.keyring)
    page = list_paths(request.actor, request.keyring, filters, page=request.GET.get("page"), names=names)
    context = {
        "page": page,
        "form": form,
        "filters": filters,
        "filtered": bool(request.GET),
        "may_open": Action.OPEN_PATH.allows(request.actor),
        "me": request.actor.membership_id,
    }
    return render(request, "cases/list.html", context)
