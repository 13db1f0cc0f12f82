"""The operator's home is her agenda; each thing on it is done, put off, moved or read, and a slip is undone."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trama.audit.services import record
from trama.common.errors import DomainError
from trama.deadlines import selectors, services
from trama.deadlines.agenda import AgendaItem
from trama.deadlines.calendar import end_of_day, start_of_day
from trama.deadlines.forms import SNOOZES, FilterForm, MoveForm, SnoozeForm
from trama.deadlines.http import ActorRequest
from trama.ui.dates import day_words
from trama.ui.forms import FORM, confirm_page, form_for, form_page
from trama.ui.tables import query


def _page_number(request: ActorRequest) -> int:
    number = request.GET.get("page", "1")
    return max(1, min(int(number), 10_000)) if number.isascii() and number.isdigit() else 1


def _just(request: ActorRequest, parameter: str) -> AgendaItem | None:
    """The deadline that was done or put off a moment ago, to offer its undoing."""
    try:
        return selectors.visible_deadline(request.actor, request.keyring, UUID(request.GET[parameter]))
    except (KeyError, ValueError, Http404):
        return None


def _after(
    request: ActorRequest, act: Callable[[], object], did: str = "", pk: UUID | None = None
) -> HttpResponse:
    """Do it and go back to the agenda, which offers to undo; what is refused is said there."""
    try:
        act()
    except DomainError as error:
        messages.warning(request, error.message)
        did = ""
    home = reverse("deadlines:agenda")
    return redirect(f"{home}?{did}={pk}" if did else home)


@require_safe
def agenda(request: ActorRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    page = _page_number(request)
    choice = form.choice
    found = selectors.agenda(
        request.actor,
        request.keyring,
        whose=choice.whose,
        days=choice.days,
        snoozed=choice.snoozed,
        page=page,
    )
    record(request.actor, "agenda.read")
    today = day_words(timezone.localdate(), weekday=True)
    context = {"form": form, "agenda": found, "today_words": today, "snoozes": SNOOZES}
    context |= {
        "next": query(request.GET, page=str(page + 1)),
        "before": query(request.GET, page=str(page - 1)),
    }
    context |= {"done": _just(request, "done"), "put_off": _just(request, "put_off")}
    return render(request, "deadlines/agenda.html", context)


@require_safe
def printed(request: ActorRequest) -> HttpResponse:
    """The week on a sheet; names only when asked for."""
    whose = FilterForm(request.GET).choice.whose
    found = selectors.agenda(request.actor, request.keyring, days=7, whose=whose)
    record(request.actor, "agenda.print", detail="names" if "names" in request.GET else "")
    context = {"agenda": found, "today": timezone.localdate(), "names": "names" in request.GET}
    return render(request, "deadlines/print.html", context)


@FORM
def done(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Ask, then close. What is only done by doing it leads to its page."""
    item = selectors.visible_deadline(request.actor, request.keyring, pk)
    if request.method != "POST":
        return confirm_page(
            request,
            title=_("Segnare come fatto?"),
            lead=item.title,
            consequences=[_("Esce dall’agenda di tutte."), _("Se è stata una svista, si riapre.")],
            button=_("Sì, è fatto"),
            cancel=reverse("deadlines:agenda"),
        )
    return _after(request, lambda: services.tick_off(actor=request.actor, deadline=item.deadline), "done", pk)


@require_POST
def reopen(request: ActorRequest, pk: UUID) -> HttpResponse:
    deadline = selectors.visible_deadline(request.actor, request.keyring, pk).deadline
    return _after(request, lambda: services.reopen_deadline(actor=request.actor, deadline=deadline))


@require_POST
def put_off(request: ActorRequest, pk: UUID) -> HttpResponse:
    """No reason is asked."""
    deadline = selectors.visible_deadline(request.actor, request.keyring, pk).deadline
    form = SnoozeForm(request.POST)
    if not form.is_valid():
        return form_page(request, form, title=_("Rimanda"), cancel=reverse("deadlines:agenda"))
    until = start_of_day(timezone.localdate() + timedelta(days=int(form.cleaned_data["days"])))
    return _after(
        request,
        lambda: services.snooze(actor=request.actor, deadline=deadline, until=until),
        "put_off",
        pk,
    )


@require_POST
def wake(request: ActorRequest, pk: UUID) -> HttpResponse:
    deadline = selectors.visible_deadline(request.actor, request.keyring, pk).deadline
    return _after(request, lambda: services.wake(actor=request.actor, deadline=deadline))


@FORM
def move(request: ActorRequest, pk: UUID) -> HttpResponse:
    item = selectors.visible_deadline(request.actor, request.keyring, pk)
    form = form_for(request, MoveForm, initial={"day": timezone.localdate(item.due_at)})
    if form.is_valid():
        try:
            due_at = end_of_day(form.cleaned_data["day"])
            services.move_deadline(actor=request.actor, deadline=item.deadline, due_at=due_at)
            return redirect("deadlines:agenda")
        except DomainError as error:
            form.refuse(error)
    return form_page(
        request,
        form,
        title=_("Scegli un’altra data"),
        lead=item.title,
        submit=_("Sposta"),
        cancel=reverse("deadlines:agenda"),
    )


@require_POST
def read(request: ActorRequest, pk: UUID) -> HttpResponse:
    item = selectors.visible_notice(request.actor, request.keyring, pk)
    services.mark_read(actor=request.actor, notice=item.notice)
    return redirect("deadlines:agenda")
