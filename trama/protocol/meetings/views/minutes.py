"""The minutes: reading, writing, approving, correcting, printing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trama.access.actions import Action
from trama.access.http import ActorRequest
from trama.common.documents import DocumentKind, attachment
from trama.protocol.agreement.policies import may_lead, require_lead
from trama.protocol.meetings import services
from trama.protocol.meetings.forms import CorrectionForm, MinutesForm, SeenForm, ids, is_court
from trama.protocol.meetings.models import Minutes
from trama.protocol.meetings.papers import minutes_pdf
from trama.protocol.meetings.selectors import meetings as selectors
from trama.protocol.meetings.selectors import minutes as minutes_selectors
from trama.protocol.meetings.services.minutes import Part
from trama.protocol.meetings.states import MinutesState
from trama.ui.forms import FORM, TramaForm, carried_out, confirm_page, form_for, form_page


def _version(request: ActorRequest) -> int | None:
    text = request.GET.get("versione", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None


@require_safe
def minutes(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    meeting = selectors.find_meeting(request.actor, meeting_id)
    leads = may_lead(request.actor, Action.RECORD_MEETING)
    if not minutes_selectors.versions_of(meeting):
        return render(request, "protocol/meetings/no_minutes.html", {"meeting": meeting, "leads": leads})
    found = minutes_selectors.minutes_page(request.actor, meeting, _version(request))
    context = {"found": found, "meeting": meeting, "leads": leads}
    return render(request, "protocol/meetings/minutes.html", context)


@require_safe
def minutes_paper(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    meeting = selectors.find_meeting(request.actor, meeting_id)
    found = minutes_selectors.minutes_page(request.actor, meeting, _version(request))
    content = minutes_pdf(found, network=selectors.network_name(request.actor))
    day = timezone.localdate(meeting.starts_at).isoformat()
    return attachment(content, f"verbale-{day}-v{found.minutes.version}.pdf", DocumentKind.PDF.media)


@FORM
def write(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """The draft; what is typed stays when somebody else saved meanwhile."""
    page = selectors.meeting_page(request.actor, meeting_id)
    require_lead(request.actor, Action.RECORD_MEETING)
    draft = next(
        (one for one in minutes_selectors.versions_of(page.meeting) if one.current is MinutesState.DRAFT),
        None,
    )
    points, initial = _draft(page, draft)
    courts = [one for one in selectors.bodies(request.actor) if is_court(one)]
    form = form_for(request, MinutesForm, initial=initial, points=points, courts=courts)
    if carried_out(form, lambda: _write(request, meeting_id, form)):
        messages.success(request, _("Bozza salvata. Ora le azioni: chi fa che cosa."))
        return redirect("protocol:minutes", meeting_id)
    return form_page(
        request,
        form,
        title=_("Scrivi il verbale"),
        eyebrow=page.meeting.title,
        submit=_("Salva la bozza"),
        cancel=reverse("protocol:meeting", args=[meeting_id]),
        template="protocol/meetings/write_minutes.html",
        meeting=page.meeting,
    )


def _draft(page: selectors.MeetingPage, draft: Minutes | None) -> tuple[list[str], dict[str, Any]]:
    """The points to write on, and what is written already."""
    if draft is None:
        return [*page.agenda, _("Altro")], {}
    sections = list(draft.sections.order_by("order"))
    points = [one for one in sections if one.kind == "discussion"]
    titles = [one.title for one in points] or [*page.agenda, _("Altro")]
    courts = next((one for one in sections if one.kind == "courts"), None)
    initial: dict[str, Any] = {f"point_{number}": one.text for number, one in enumerate(points, start=1)}
    initial["decisions"] = list(draft.decisions.order_by("order").values_list("text", flat=True))
    initial["seen"] = draft.changed_at.isoformat()
    if courts:
        initial |= {"courts": courts.text, "courts_by": [str(body) for body in courts.given_by]}
    return titles, initial


def _write(request: ActorRequest, meeting_id: UUID, form: MinutesForm) -> Minutes:
    data = form.cleaned_data
    return services.write_minutes(
        actor=request.actor,
        meeting_id=meeting_id,
        parts=[Part(title, text) for title, text in form.texts],
        decisions=data["decisions"],
        courts=data["courts"],
        courts_by=ids(data["courts_by"]),
        seen=form.instant,
    )


@FORM
def approve(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    meeting = selectors.find_meeting(request.actor, meeting_id)
    require_lead(request.actor, Action.RECORD_MEETING)
    changed_at = minutes_selectors.draft_saved_at(meeting)
    form = form_for(request, SeenForm, initial={"seen": changed_at.isoformat() if changed_at else ""})
    if carried_out(
        form,
        lambda: services.approve_minutes(actor=request.actor, meeting_id=meeting_id, seen=form.instant),
    ):
        messages.success(request, _("Verbale approvato: lo legge tutta la rete."))
        return redirect("protocol:minutes", meeting_id)
    return confirm_page(
        request,
        title=_("Approvare il verbale?"),
        lead=meeting.title,
        consequences=[
            _("Da ora lo leggono tutti gli enti della rete, e non si cambia più."),
            _("Restano scritte con lui le presenze e le azioni come sono adesso."),
            _("Per un errore si apre una correzione, che è una nuova versione: questa resta."),
        ],
        button=_("Approva"),
        cancel=reverse("protocol:minutes", args=[meeting_id]),
        form=form,
    )


@FORM
def correct(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    meeting = selectors.find_meeting(request.actor, meeting_id)
    require_lead(request.actor, Action.RECORD_MEETING)
    form = form_for(request, CorrectionForm)
    if carried_out(
        form,
        lambda: services.correct_minutes(
            actor=request.actor, meeting_id=meeting_id, because=form.cleaned_data["because"]
        ),
    ):
        return redirect("protocol:write_minutes", meeting_id)
    return confirm_page(
        request,
        title=_("Correggere il verbale?"),
        lead=meeting.title,
        consequences=[
            _("Si apre una nuova versione in bozza, uguale a questa: la leggi solo tu con l’ente capofila."),
            _(
                "La versione approvata resta valida e leggibile finché non approvi la correzione, e anche dopo."
            ),
        ],
        button=_("Apri la correzione"),
        cancel=reverse("protocol:minutes", args=[meeting_id]),
        form=form,
    )


@FORM
def discard(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    meeting = selectors.find_meeting(request.actor, meeting_id)
    require_lead(request.actor, Action.RECORD_MEETING)
    form = form_for(request, TramaForm)
    if carried_out(form, lambda: services.discard_correction(actor=request.actor, meeting_id=meeting_id)):
        messages.success(request, _("La correzione non c’è più: vale la versione approvata."))
        return redirect("protocol:minutes", meeting_id)
    return confirm_page(
        request,
        title=_("Lasciare la correzione?"),
        lead=meeting.title,
        consequences=[_("La bozza si cancella, e le presenze tornano come nella versione approvata.")],
        button=_("Lascia la correzione"),
        cancel=reverse("protocol:minutes", args=[meeting_id]),
        form=form,
        danger=True,
    )
