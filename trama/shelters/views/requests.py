"""Requests for a place: list, page, answer; admitting and holding."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trama.cases.forms.base import not_after_now
from trama.deadlines.http import ActorRequest
from trama.shelters import services
from trama.shelters.forms import AdmitForm, AnswerForm, HoldForm, RequestForm
from trama.shelters.selectors import requests as selectors
from trama.shelters.selectors.requests import RequestPage
from trama.shelters.selectors.stays import days_of, place_choices
from trama.shelters.states import REQUEST_STEPS, RequestState, answers_from
from trama.shelters.views.common import shelter_form, who
from trama.ui.forms import FORM, TramaForm, carried_out, form_for

HOLD_DAYS = 3


@require_safe
def request_list(request: ActorRequest) -> HttpResponse:
    everything = "tutte" in request.GET
    page, rows = selectors.list_requests(
        request.actor, request.keyring, everything=everything, page=request.GET.get("page")
    )
    return render(request, "shelters/requests.html", {"page": page, "rows": rows, "everything": everything})


@require_safe
def request_page(request: ActorRequest, request_id: UUID) -> HttpResponse:
    found = selectors.request_page(request.actor, request.keyring, request_id)
    state = found.request.state
    context = {
        "asked": found.request,
        "stay_id": found.stay_id,
        "may_admit": found.path.is_open and RequestState.ADMITTED in REQUEST_STEPS[state],
        "may_answer": found.path.is_open and bool(answers_from(state)),
    }
    return render(request, "shelters/request.html", context)


@FORM
def ask(request: ActorRequest) -> HttpResponse:
    """By hand, for a path of ours."""
    women = selectors.women(request.actor, request.keyring)
    form = form_for(request, RequestForm, women=women)

    def act() -> None:
        data = form.cleaned_data
        services.ask_place(
            **who(request), path_id=UUID(data["path"]), needed=data["needed"], avoid=data["avoid"],
            children=data["children"], wanted_from=data["wanted_from"], request_id=form.row_id,
        )  # fmt: skip

    if carried_out(form, act):
        return redirect("shelters:request", form.row_id)
    if not women:
        messages.info(request, _("Prima si apre il suo percorso: basta come vuole essere chiamata."))
        return redirect("cases:list")
    return shelter_form(
        request, form, title=_("Nuova richiesta"), submit=_("Registra la richiesta"),
        cancel=reverse("shelters:requests"),
    )  # fmt: skip


def _page(request: ActorRequest, request_id: UUID) -> RequestPage:
    """For a form: the writing is audited."""
    return selectors.request_page(request.actor, request.keyring, request_id, audited=False)


def _her_form(
    request: ActorRequest, found: RequestPage, form: TramaForm, *, title: str, submit: str, lead: str = ""
) -> HttpResponse:
    back = reverse("shelters:request", args=[found.request.id])
    return shelter_form(
        request, form, title=title, submit=submit, lead=lead, eyebrow=found.request.name, cancel=back
    )


@FORM
def answer(request: ActorRequest, request_id: UUID) -> HttpResponse:
    found = _page(request, request_id)
    steps = answers_from(found.request.state)
    form = form_for(request, AnswerForm, steps=steps or list(RequestState), may_tell=found.may_tell)

    def act() -> None:
        data = form.cleaned_data
        services.answer_request(
            **who(request), request_id=request_id, to=RequestState(data["to"]), reason=data["reason"],
            note=data["note"], available_from=data["available_from"], tell=data.get("tell", False),
        )  # fmt: skip

    if carried_out(form, act):
        return redirect("shelters:request", request_id)
    if not form.is_bound and not steps:
        return redirect("shelters:request", request_id)
    return _her_form(request, found, form, title=_("Rispondere alla richiesta"), submit=_("Rispondi"))


@FORM
def admit(request: ActorRequest, request_id: UUID) -> HttpResponse:
    found = _page(request, request_id)
    places = _places(request)
    form = form_for(request, AdmitForm, places=places, initial={"until": _proposed(request)})

    def act() -> None:
        data = form.cleaned_data
        services.admit(
            **who(request), request_id=request_id, place_id=UUID(data["place"]), until=data["until"],
            at=not_after_now(data["at"]), stay_id=form.row_id,
        )  # fmt: skip

    if carried_out(form, act):
        return redirect("shelters:stay", form.row_id)
    return _her_form(
        request, found, form, title=_("Accoglierla in casa"), submit=_("È arrivata"),
        lead="" if places else _("Adesso non c’è nessun posto libero."),
    )  # fmt: skip


@FORM
def hold(request: ActorRequest, request_id: UUID) -> HttpResponse:
    found = _page(request, request_id)
    today = timezone.localdate()
    initial = {"since": today, "until": _proposed(request), "held_until": today + timedelta(days=HOLD_DAYS)}
    form = form_for(request, HoldForm, places=_places(request, only_free=False), initial=initial)

    def act() -> None:
        data = form.cleaned_data
        services.hold_place(
            **who(request), request_id=request_id, place_id=UUID(data["place"]), since=data["since"],
            until=data["until"], held_until=data["held_until"], stay_id=form.row_id,
        )  # fmt: skip

    if carried_out(form, act):
        return redirect("shelters:stay", form.row_id)
    return _her_form(
        request, found, form, title=_("Tenerle un posto"), submit=_("Tieni il posto"),
        lead=_("Nessun’altra lo prende finché una persona non lo libera."),
    )  # fmt: skip


def _places(request: ActorRequest, *, only_free: bool = True) -> list[tuple[str, str]]:
    """A form that was sent takes every place: what was taken meanwhile is said in words."""
    return place_choices(request.actor, request.keyring, only_free=only_free and request.method != "POST")


def _proposed(request: ActorRequest) -> object:
    days = days_of(request.actor, request.keyring)
    return timezone.localdate() + timedelta(days=min(days.values(), default=30))
