"""The log of calls."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trama.accounts.selectors import colleague_names
from trama.cases import services
from trama.cases.forms import CallForm
from trama.cases.forms.base import not_after_now
from trama.cases.selectors import list_calls, open_call, unread_calls
from trama.deadlines.http import ActorRequest
from trama.ui.forms import FORM, carried_out, form_for, form_page


@require_safe
def call_list(request: ActorRequest) -> HttpResponse:
    names = colleague_names(request.actor, request.keyring)
    page = list_calls(request.actor, request.keyring, page=request.GET.get("page"))
    rows = [(call, names.get(call.by_id, "") if call.by_id else "") for call in page.object_list]
    waiting = len(unread_calls(request.actor, request.keyring))
    return render(request, "cases/calls.html", {"page": page, "rows": rows, "waiting": waiting})


@FORM
def log_call(request: ActorRequest) -> HttpResponse:
    form = form_for(request, CallForm)

    def act() -> None:
        data = form.cleaned_data
        services.log_call(
            actor=request.actor, keyring=request.keyring, kind=data["kind"], reasons=data["reasons"],
            urgency=data["urgency"], channel=data["channel"], note=data["note"], at=not_after_now(data["at"]),
            call_id=form.row_id,
        )  # fmt: skip

    if carried_out(form, act):
        if "contact" in request.POST:
            return redirect(f"{reverse('cases:new')}?telefonata={form.row_id}")
        messages.success(request, _("Telefonata annotata."))
        return redirect("cases:calls")
    return form_page(
        request, form, title=_("Telefonata"), submit=_("Annota"), cancel=reverse("cases:calls"),
        template="cases/log_call.html",
    )  # fmt: skip


@require_safe
def call(request: ActorRequest, call_id: UUID) -> HttpResponse:
    row = open_call(request.actor, request.keyring, call_id)
    names = colleague_names(request.actor, request.keyring)
    return render(
        request, "cases/call.html", {"call": row, "by": names.get(row.by_id, "") if row.by_id else ""}
    )
