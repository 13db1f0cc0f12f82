"""Actions: the list, one action, giving, doing, verifying."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trama.access.actions import Action
from trama.access.http import ActorRequest
from trama.protocol.agreement.policies import may_lead, require_lead
from trama.protocol.meetings import services
from trama.protocol.meetings.forms import ActionForm, DoneForm, DropForm, MoveForm, SendBackForm
from trama.protocol.meetings.models import ActionItem
from trama.protocol.meetings.policies import may_do, may_verify
from trama.protocol.meetings.selectors import meetings as selectors
from trama.protocol.meetings.selectors import minutes as minutes_selectors
from trama.protocol.meetings.states import ActionState
from trama.protocol.meetings.views.common import meetings_form
from trama.ui.forms import FORM, TramaForm, carried_out, confirm_page, form_for

PAGE = 25
WHICH = ("mie", "tutte", "ritardo", "concluse")


@require_safe
def action_list(request: ActorRequest) -> HttpResponse:
    """`?quali=`: of one's own body (first, for a referent), all, late, with the closed ones."""
    own = Action.WORK_ON_ACTION.allows(request.actor)
    which = request.GET.get("quali", "")
    which = which if which in WHICH else ("mie" if own else "tutte")
    rows = minutes_selectors.actions(
        request.actor, mine=which == "mie", late=which == "ritardo", still=which != "concluse"
    )
    if which == "concluse":
        rows = rows.filter(state__in=[ActionState.VERIFIED, ActionState.DROPPED])
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "which": which, "today": timezone.localdate(), "own": own}
    return render(request, "protocol/meetings/actions.html", context)


@require_safe
def action_page(request: ActorRequest, action_id: UUID) -> HttpResponse:
    item = minutes_selectors.find_action(request.actor, action_id)
    leads = may_lead(request.actor, Action.RECORD_MEETING)
    is_done = item.current is ActionState.DONE
    is_open = item.current is ActionState.OPEN
    context = {
        "item": item,
        "is_late": minutes_selectors.is_late(item),
        "may_do": is_open and may_do(request.actor, item),
        "may_verify": is_done and may_verify(request.actor, item),
        "did_it": is_done and item.done_by == request.actor.user_id,
        "may_move": is_open and leads,
    }
    return render(request, "protocol/meetings/action.html", context)


@FORM
def give(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    meeting = selectors.find_meeting(request.actor, meeting_id)
    require_lead(request.actor, Action.RECORD_MEETING)
    form = form_for(request, ActionForm, found=selectors.bodies(request.actor))
    if carried_out(form, lambda: _give(request, meeting_id, form)):
        messages.success(request, _("Azione scritta."))
        return redirect("protocol:minutes", meeting_id)
    return meetings_form(
        request,
        form,
        title=_("Nuova azione"),
        eyebrow=meeting.title,
        submit=_("Scrivi l’azione"),
        cancel=reverse("protocol:meeting", args=[meeting_id]),
    )


def _give(request: ActorRequest, meeting_id: UUID, form: ActionForm) -> ActionItem:
    data = form.cleaned_data
    return services.give_action(
        actor=request.actor, meeting_id=meeting_id, action_id=form.row_id, text=data["text"],
        owner=UUID(data["owner"]), due_on=data["due_on"],
    )  # fmt: skip


@FORM
def do(request: ActorRequest, action_id: UUID) -> HttpResponse:
    item = minutes_selectors.find_action(request.actor, action_id)
    if not may_do(request.actor, item):
        raise Http404
    form = form_for(request, DoneForm)
    return _acted(
        request,
        item,
        form,
        lambda: services.do_action(actor=request.actor, action_id=action_id, **form.cleaned_data),
        title=_("È fatta"),
        submit=_("Segna come fatta"),
        done=_("Segnata come fatta. Ora la verifica un’altra persona."),
    )


@FORM
def verify(request: ActorRequest, action_id: UUID) -> HttpResponse:
    item = minutes_selectors.find_action(request.actor, action_id)
    _may_look(request, item)
    form = form_for(request, TramaForm)
    if carried_out(form, lambda: services.verify_action(actor=request.actor, action_id=action_id)):
        messages.success(request, _("Verificata."))
        return redirect("protocol:action", action_id)
    return confirm_page(
        request,
        title=_("Verificare quest’azione?"),
        lead=item.text,
        consequences=[
            _("Hai guardato, e quello che c’era da fare è fatto: %(note)s") % {"note": item.note or "–"},
            _("Resta scritto che l’hai verificata tu, e non torna più indietro."),
        ],
        button=_("Verifica"),
        cancel=_url(action_id),
        form=form,
    )


@FORM
def send_back(request: ActorRequest, action_id: UUID) -> HttpResponse:
    item = minutes_selectors.find_action(request.actor, action_id)
    _may_look(request, item)
    form = form_for(request, SendBackForm)
    return _acted(
        request,
        item,
        form,
        lambda: services.send_back_action(actor=request.actor, action_id=action_id, **form.cleaned_data),
        title=_("Manca ancora qualcosa"),
        submit=_("Rimanda"),
        done=_("Rimandata: è di nuovo da fare."),
    )


@FORM
def move(request: ActorRequest, action_id: UUID) -> HttpResponse:
    item = minutes_selectors.find_action(request.actor, action_id)
    require_lead(request.actor, Action.RECORD_MEETING)
    form = form_for(request, MoveForm, initial={"due_on": item.due_on})
    return _acted(
        request,
        item,
        form,
        lambda: services.move_action(actor=request.actor, action_id=action_id, **form.cleaned_data),
        title=_("Sposta il giorno"),
        submit=_("Sposta"),
        done=_("Spostata. Nel verbale approvato resta il giorno deciso insieme."),
    )


@FORM
def drop(request: ActorRequest, action_id: UUID) -> HttpResponse:
    item = minutes_selectors.find_action(request.actor, action_id)
    require_lead(request.actor, Action.RECORD_MEETING)
    form = form_for(request, DropForm)
    return _acted(
        request,
        item,
        form,
        lambda: services.drop_action(actor=request.actor, action_id=action_id, **form.cleaned_data),
        title=_("Non serve più"),
        submit=_("Segna che non serve più"),
        done=_("Segnata: resta nell’elenco delle concluse, con il perché."),
    )


def _may_look(request: ActorRequest, item: ActionItem) -> None:
    """A page for who verifies; who did it herself reads why not, from the service."""
    if item.done_by != request.actor.user_id and not may_verify(request.actor, item):
        raise Http404


def _acted(
    request: ActorRequest, item: ActionItem, form: TramaForm, act: Callable[[], object], *, title: str, submit: str,
    done: str,
) -> HttpResponse:  # fmt: skip
    if carried_out(form, act):
        messages.success(request, done)
        return redirect("protocol:action", item.pk)
    return meetings_form(request, form, title=title, lead=item.text, submit=submit, cancel=_url(item.pk))


def _url(action_id: UUID) -> str:
    return reverse("protocol:action", args=[action_id])
