"""The list of meetings, one meeting, planning, calling, cancelling."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
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
from trama.protocol.meetings.calendar import MEDIA_TYPE, Entry, calendar_file
from trama.protocol.meetings.forms import CancelForm, MeetingForm, WhoInvited, YearForm
from trama.protocol.meetings.models import Meeting
from trama.protocol.meetings.papers import convocation_pdf, mail_text, when_words
from trama.protocol.meetings.selectors import groups as group_selectors
from trama.protocol.meetings.selectors import meetings as selectors
from trama.protocol.meetings.selectors import minutes as minutes_selectors
from trama.protocol.meetings.selectors.years import asked_year
from trama.protocol.meetings.services.actions import open_for_actions
from trama.protocol.meetings.services.holding import recordable
from trama.protocol.meetings.states import BEFORE, MeetingKind, MeetingState, MinutesState
from trama.protocol.meetings.views.common import meetings_form
from trama.ui.forms import FORM, TramaForm, carried_out, confirm_page, form_for

PAGE = 20


@require_safe
def meeting_list(request: ActorRequest) -> HttpResponse:
    """The meetings of a year, what is missing in it, and what waits for the reader's body."""
    actor, year = request.actor, asked_year(request.GET.get("year"))
    years = selectors.years_with_meetings(actor)
    form = YearForm(request.GET or {"year": str(year)}, years=sorted({*years, year}, reverse=True))
    kind = form.cleaned_data["kind"] if form.is_valid() else ""
    page = Paginator(selectors.meetings(actor, year=year, kind=kind), PAGE).get_page(request.GET.get("page"))
    answers = Action.ANSWER_MEETING.allows(actor)
    context = {
        "form": form,
        "page": page,
        "year": selectors.year_count(actor, year),
        "kind": kind,
        "may_call": may_lead(actor, Action.CALL_MEETING),
        "invitations": selectors.own_invitations(actor, timezone.now()) if answers else [],
        "actions": minutes_selectors.actions(actor, mine=True)[:5] if answers else [],
        "today": timezone.localdate(),
    }
    return render(request, "protocol/meetings/list.html", context)


@require_safe
def meeting_page(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    actor = request.actor
    page = selectors.meeting_page(actor, meeting_id)
    meeting = page.meeting
    leads = may_lead(actor, Action.RECORD_MEETING)
    own = page.of(actor.organisation_id)
    versions = minutes_selectors.versions_of(meeting)
    context = {
        "page": page,
        "meeting": meeting,
        "own": own,
        "may_answer": bool(
            own and Action.ANSWER_MEETING.allows(actor) and meeting.current is MeetingState.CONVENED
        ),
        "asked_again": bool(own and page.answered_before_the_change(own)),
        "leads": leads,
        "may_change": leads and meeting.current in BEFORE,
        "may_record": leads and recordable(meeting),
        "may_give": leads and open_for_actions(meeting),
        "minutes": next((one for one in versions if one.current is MinutesState.APPROVED), None),
        "draft": next((one for one in versions if one.current is MinutesState.DRAFT), None),
        "actions": minutes_selectors.actions(actor, still=False).filter(meeting=meeting),
        "when": when_words(meeting),
        "today": timezone.localdate(),
    }
    return render(request, "protocol/meetings/meeting.html", context)


@FORM
def plan(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    require_lead(actor, Action.CALL_MEETING)
    group = request.GET.get("group", "")
    open_groups = [one for one in group_selectors.groups(actor) if one.closed_on is None]
    known = group if group in {str(one.pk) for one in open_groups} else ""
    initial = {
        "kind": MeetingKind.GROUP if known else MeetingKind.OPERATIONAL,
        "group": known,
        "who": WhoInvited.GROUP if known else WhoInvited.ALL,
    }
    form = form_for(request, MeetingForm, initial=initial, found=selectors.bodies(actor), groups=open_groups)
    if carried_out(form, lambda: _plan(request, form)):
        messages.success(
            request, _("Scritto. Quando è pronto, convocalo: finora non lo legge come convocato nessuno.")
        )
        return redirect("protocol:meeting", form.row_id)
    return meetings_form(
        request,
        form,
        title=_("Nuovo incontro"),
        submit=_("Metti in programma"),
        cancel=reverse("protocol:meetings"),
    )


def _plan(request: ActorRequest, form: MeetingForm) -> Meeting:
    data = dict(form.cleaned_data)
    group_id = UUID(data["group"]) if data.get("group") and data["kind"] == MeetingKind.GROUP else None
    members = selectors.sitting_in(request.actor, group_id) if group_id else set()
    return services.plan_meeting(
        actor=request.actor, meeting_id=form.row_id, kind=data["kind"], group_id=group_id,
        bodies=form.invited(members), **_said(data),
    )  # fmt: skip


@FORM
def change(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    page = selectors.meeting_page(request.actor, meeting_id)
    require_lead(request.actor, Action.CALL_MEETING)
    meeting = page.meeting
    fields = ("title", "starts_at", "ends_at", "place", "link", "message")
    initial = {name: getattr(meeting, name) for name in fields} | {
        "agenda": page.agenda,
        "who": WhoInvited.CHOSEN,
        "bodies": [str(one.organisation_id) for one in page.invitations],
    }
    form = form_for(request, MeetingForm, initial=initial, found=selectors.bodies(request.actor))
    if carried_out(form, lambda: _change(request, meeting, form)):
        messages.success(request, _("Salvato."))
        return redirect("protocol:meeting", meeting_id)
    lead = (
        _(
            "È già convocato: chi ha risposto vede che qualcosa è cambiato, e il file del calendario si aggiorna."
        )
        if meeting.current is MeetingState.CONVENED
        else ""
    )
    return meetings_form(
        request, form, title=_("Cambia l’incontro"), eyebrow=meeting.title, lead=lead, cancel=_url(meeting_id)
    )


def _change(request: ActorRequest, meeting: Meeting, form: MeetingForm) -> Meeting:
    members = selectors.sitting_in(request.actor, meeting.group_id) if meeting.group_id else set()
    return services.change_meeting(
        actor=request.actor, meeting_id=meeting.pk, bodies=form.invited(members), **_said(form.cleaned_data)
    )


def _said(data: dict[str, Any]) -> dict[str, Any]:
    names = ("title", "starts_at", "ends_at", "place", "link", "message", "agenda")
    return {name: data[name] for name in names}


@FORM
def convene(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    page = selectors.meeting_page(request.actor, meeting_id)
    require_lead(request.actor, Action.CALL_MEETING)
    form = form_for(request, TramaForm)
    if carried_out(form, lambda: services.convene_meeting(actor=request.actor, meeting_id=meeting_id)):
        messages.success(request, _("Convocato. Scarica la convocazione o copia il testo per la posta."))
        return redirect("protocol:mail", meeting_id)
    return confirm_page(
        request,
        title=_("Convocare questo incontro?"),
        lead=page.meeting.title,
        consequences=[
            _("Gli enti invitati, %(count)s, lo vedono come convocato e possono rispondere.")
            % {"count": len(page.invitations)},
            _(
                "Da qui in poi chi è invitato resta invitato; data, luogo e argomenti si possono ancora cambiare."
            ),
            _("Trama non manda posta: dopo trovi il testo da copiare, il PDF e il file del calendario."),
        ],
        button=_("Convoca"),
        cancel=_url(meeting_id),
        form=form,
    )


@FORM
def cancel(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    meeting = selectors.find_meeting(request.actor, meeting_id)
    require_lead(request.actor, Action.CALL_MEETING)
    form = form_for(request, CancelForm)
    if carried_out(
        form,
        lambda: services.cancel_meeting(
            actor=request.actor, meeting_id=meeting_id, because=form.cleaned_data["because"]
        ),
    ):
        messages.success(request, _("Annullato. Il file del calendario ora lo toglie dai calendari."))
        return redirect("protocol:meeting", meeting_id)
    return confirm_page(
        request,
        title=_("Annullare questo incontro?"),
        lead=meeting.title,
        consequences=[
            _("Resta nell’elenco come annullato, con il perché."),
            _("Non si può riprendere: se ne fa uno nuovo."),
        ],
        button=_("Annulla l’incontro"),
        cancel=_url(meeting_id),
        form=form,
        danger=True,
    )


@require_safe
def mail(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """The text to copy, with the office addresses of whom is invited."""
    page = selectors.meeting_page(request.actor, meeting_id)
    require_lead(request.actor, Action.CALL_MEETING)
    context = {
        "meeting": page.meeting,
        "text": mail_text(page, request.build_absolute_uri(_url(meeting_id))),
        "addresses": selectors.office_addresses(request.actor, page),
        "without": selectors.without_address(request.actor, page),
    }
    return render(request, "protocol/meetings/mail.html", context)


@require_safe
def convocation(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    page = selectors.meeting_page(request.actor, meeting_id)
    content = convocation_pdf(page, network=selectors.network_name(request.actor))
    return attachment(content, f"convocazione-{_day(page.meeting)}.pdf", DocumentKind.PDF.media)


@require_safe
def calendar(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    page = selectors.meeting_page(request.actor, meeting_id)
    meeting = page.meeting
    entry = Entry(
        uid=meeting.pk, sequence=meeting.sequence, changed_at=meeting.changed_at, state=meeting.current,
        title=meeting.title, starts_at=meeting.starts_at, ends_at=meeting.ends_at, place=meeting.place,
        link=meeting.link, agenda=page.agenda, organiser=meeting.organisation.short_name,
        organiser_id=meeting.organisation_id, email=selectors.office_address(request.actor, meeting.organisation_id),
    )  # fmt: skip
    return attachment(calendar_file(entry), f"incontro-{_day(meeting)}.ics", MEDIA_TYPE)


def _day(meeting: Meeting) -> str:
    return timezone.localdate(meeting.starts_at).isoformat()


def _url(meeting_id: UUID) -> str:
    return reverse("protocol:meeting", args=[meeting_id])
