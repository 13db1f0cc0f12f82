"""Calls of the shift: a page to write one, and what the readers find in the morning."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from trama.cases import services
from trama.cases.forms import ShiftCallForm
from trama.cases.forms.base import not_after_now
from trama.cases.selectors import services_to_write, unread_calls
from trama.deadlines.http import ActorRequest
from trama.ui.forms import FORM, carried_out, form_for, form_page


@FORM
def shift(request: ActorRequest) -> HttpResponse:
    """The whole of what somebody on shift does here. What was sent is gone from this page for good."""
    offered = services_to_write(request.actor)
    if not offered:
        return render(request, "cases/shift_nowhere.html", {"bound": bool(request.actor.service_ids)})
    form = form_for(request, ShiftCallForm, services=offered)

    def act() -> None:
        data = form.cleaned_data
        services.write_shift_call(
            actor=request.actor, service_id=form.service_id, kind=data["kind"], reasons=data["reasons"],
            urgency=data["urgency"], note=data["note"], at=not_after_now(data["at"]), call_id=form.row_id,
        )  # fmt: skip

    if carried_out(form, act):
        messages.success(request, _("Inviata. La leggono le colleghe: da qui non si può rileggere."))
        return redirect("cases:shift")
    return form_page(
        request, form, title=_("Una telefonata"), template="cases/shift.html",
        desk=offered[0][1] if len(offered) == 1 else "",
    )  # fmt: skip


@require_safe
def shift_calls(request: ActorRequest) -> HttpResponse:
    """What waits: when and where it was written. To read one is to take it over, by a button."""
    services.hand_on_shift_calls(actor=request.actor, keyring=request.keyring)
    waiting = unread_calls(request.actor, request.keyring)
    return render(request, "cases/shift_calls.html", {"waiting": waiting})


@require_POST
def take_shift_call(request: ActorRequest, shift_call_id: UUID) -> HttpResponse:
    """From here on it is a call like the others."""
    call = services.take_over(actor=request.actor, keyring=request.keyring, shift_call_id=shift_call_id)
    return redirect("cases:call", call)


@require_POST
def take_shift_calls(request: ActorRequest) -> HttpResponse:
    """All that she may open, at one stroke."""
    number = services.take_over_all(actor=request.actor, keyring=request.keyring)
    words = ngettext(
        "%(number)s chiamata del turno è ora tra le telefonate.",
        "%(number)s chiamate del turno sono ora tra le telefonate.",
        number,
    )
    messages.success(request, words % {"number": number})
    return redirect("cases:calls")
