"""The list of paths."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from trama.access.actions import Action
from trama.accounts.selectors import colleague_names
from trama.cases.forms import PathFilterForm
from trama.cases.selectors import list_paths
from trama.deadlines.http import ActorRequest
from trama.ui.forms import FORM


@FORM
def path_list(request: ActorRequest) -> HttpResponse:
    """What is typed about a woman is sent, never put in an address; filters that are codes may stand there."""
    form = PathFilterForm.asked(request)
    sent = request.POST if request.method == "POST" else request.GET
    filters = form.filters(sent.get("sort", ""))
    if not sent.get("q", "").strip() if request.method == "POST" else "q" in sent:
        return _by_codes(request, form.codes | {"sort": filters.sort})
    names = colleague_names(request.actor, request.keyring)
    page = list_paths(request.actor, request.keyring, filters, page=sent.get("page"), names=names)
    context = {
        "page": page,
        "form": form,
        "filters": filters,
        "filtered": bool(sent),
        "may_open": Action.OPEN_PATH.allows(request.actor),
        "me": request.actor.membership_id,
    }
    return render(request, "cases/list.html", context)


def _by_codes(request: ActorRequest, codes: dict[str, str]) -> HttpResponse:
    """To the list without words: an address that can be kept, gone back to and read again."""
    query = urlencode({name: value for name, value in codes.items() if value})
    target = reverse("cases:list") + (f"?{query}" if query else "")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return redirect(target)
