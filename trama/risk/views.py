"""Judging the danger together with her, and what was judged before."""

from uuid import UUID, uuid5

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trama.accounts.selectors import colleagues
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.deadlines.http import ActorRequest
from trama.deadlines.subjects import SubjectHandle, open_subject, require_writable, writable_subject
from trama.risk import services
from trama.risk.forms import AssessForm
from trama.risk.instruments import DEFAULT, INSTRUMENTS, Instrument, instrument
from trama.risk.timeline import timeline_items
from trama.ui.forms import FORM, form_for


@require_safe
def history(request: ActorRequest, subject: UUID) -> HttpResponse:
    """Every judgement about her, the latest first."""
    handle = open_subject(request.actor, request.keyring, subject)
    names = {
        key: person.name for key, person in colleagues(request.actor, request.keyring, ended=True).items()
    }
    items = timeline_items(subject, request.keyring.box(handle.record_key), names=names)
    record(request.actor, "risk.read", subject)
    return render(request, "risk/history.html", {"handle": handle, "items": items})


@FORM
def assess(request: ActorRequest, subject: UUID) -> HttpResponse:
    handle = writable_subject(request.actor, request.keyring, subject, sent=request.method == "POST")
    form = form_for(request, AssessForm, instrument=_chosen(request))
    if form.is_valid():
        try:
            _write(request, handle, form)
            return redirect(handle.back_url)
        except DomainError as error:
            if error.field == "reason":
                form.ask_reason()
            form.refuse(error)
    others = [one for one in INSTRUMENTS if one is not form.chosen]
    context = {"form": form, "handle": handle, "others": others, "title": _("Valutare il rischio")}
    return render(request, "risk/assess.html", context, status=422 if form.is_bound else 200)


def _write(request: ActorRequest, handle: SubjectHandle, form: AssessForm) -> None:
    require_writable(handle)
    once = form.row_id and uuid5(form.row_id, f"{request.actor.user_id} {handle.subject}")
    services.assess_risk(
        actor=request.actor,
        keyring=request.keyring,
        subject=handle.subject,
        record_key=handle.record_key,
        content=form.content,
        next_review_on=form.next_review_on,
        on=form.cleaned_data["assessed_on"],
        assignee=handle.assignee_id,
        service=handle.service_id,
        once=once,
    )


def _chosen(request: ActorRequest) -> Instrument:
    sent = request.POST if request.method == "POST" else request.GET
    try:
        return instrument(sent.get("instrument", ""))
    except KeyError:
        return DEFAULT
