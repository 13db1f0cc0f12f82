"""First contact: from nothing, or from a call."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from trama.cases import services
from trama.cases.forms import IntakeForm
from trama.cases.forms.base import not_after_now
from trama.cases.selectors import CallRow, open_call
from trama.cases.states import State
from trama.cases.views.common import to_page
from trama.deadlines.http import ActorRequest
from trama.ui.forms import FORM, carried_out, form_for, form_page


@FORM
def intake(request: ActorRequest) -> HttpResponse:
    call = _call(request)
    form = form_for(request, IntakeForm)

    def act() -> None:
        form.path = services.open_path(  # type: ignore[attr-defined]
            actor=request.actor, keyring=request.keyring, name=form.cleaned_data["name"], contacts=form.contacts,
            profile=_heard(call), state=State(form.cleaned_data["state"]), from_call=call.id if call else None,
            at=not_after_now(form.cleaned_data["at"]), path_id=form.row_id,
        )  # fmt: skip

    if carried_out(form, act):
        return to_page(form.path.pk)  # type: ignore[attr-defined]
    return form_page(
        request, form, title=_("Primo contatto"), submit=_("Apri il percorso"), cancel=reverse("cases:list"),
        template="cases/intake.html", call=call,
        lead=_("Serve solo come vuole essere chiamata. Tutto il resto si aggiunge quando viene, un poco alla volta."),
    )  # fmt: skip


def _call(request: ActorRequest) -> CallRow | None:
    """The logged call that this contact comes from (`?telefonata=`)."""
    wanted = request.GET.get("telefonata")
    if not wanted:
        return None
    try:
        call = open_call(request.actor, request.keyring, UUID(wanted))
    except ValueError:
        raise Http404 from None
    if call.path_id is not None and request.method != "POST":
        raise Http404
    return call if call.path_id is None else None


def _heard(call: CallRow | None) -> dict[str, Any]:
    """What was said on the telephone is not asked twice."""
    if call is None:
        return {}
    return {
        "contact_reason": list(call.reasons),
        "entry_urgency": call.urgency,
        "access_channel": call.channel,
    }
