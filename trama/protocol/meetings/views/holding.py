"""The answer of one's own body, and the sheet of who was there."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trama.access.actions import Action
from trama.access.http import ActorRequest
from trama.common.errors import DomainError
from trama.protocol.agreement.policies import require_lead
from trama.protocol.meetings import services
from trama.protocol.meetings.charts import attendance_chart, meetings_chart
from trama.protocol.meetings.forms import AnswerForm, YearForm
from trama.protocol.meetings.models import Invitation
from trama.protocol.meetings.selectors import meetings as selectors
from trama.protocol.meetings.selectors.attendance import attendance_by_body
from trama.protocol.meetings.selectors.years import asked_year
from trama.protocol.meetings.sheets import Line, codes_of, line_of, seen_on, sent, shown_again
from trama.protocol.meetings.states import Answer
from trama.protocol.meetings.views.common import meetings_form
from trama.ui.forms import FORM, carried_out, form_for


@FORM
def answer(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    page = selectors.meeting_page(request.actor, meeting_id)
    own = page.of(request.actor.organisation_id)
    if own is None:
        raise Http404
    form = form_for(request, AnswerForm, initial={"answer": own.answer, "office": own.office})
    if carried_out(
        form,
        lambda: services.answer_invitation(actor=request.actor, meeting_id=meeting_id, **form.cleaned_data),
    ):
        messages.success(request, _("Risposta salvata. Si può cambiare fino all’incontro."))
        return redirect("protocol:meeting", meeting_id)
    return meetings_form(
        request,
        form,
        title=_("Rispondi all’invito"),
        eyebrow=page.meeting.title,
        submit=_("Rispondi"),
        cancel=reverse("protocol:meeting", args=[meeting_id]),
    )


@FORM
def attendance(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """One page for all bodies: a tick for who was there, one for who had warned; the others were absent."""
    page = selectors.meeting_page(request.actor, meeting_id)
    require_lead(request.actor, Action.RECORD_MEETING)
    sheet = _sheet(request, page.invitations)
    problem = ""
    if request.method == "POST":
        codes, seen = codes_of(sheet), seen_on(request.POST)
        try:
            services.record_attendance(
                actor=request.actor, meeting_id=meeting_id, attendance=codes, seen=seen
            )
        except DomainError as error:
            problem = error.message
            sheet = shown_again(selectors.meeting_page(request.actor, meeting_id).invitations, codes, seen)
        else:
            messages.success(request, _("Presenze salvate."))
            return redirect("protocol:meeting", meeting_id)
    context = {
        "meeting": page.meeting,
        "title": page.meeting.title,
        "caption": _("Presenze degli enti invitati"),
        "back": reverse("protocol:meeting", args=[meeting_id]),
        "sheet": sheet,
        "problem": problem,
        "answers": True,
    }
    return render(request, "protocol/meetings/attendance.html", context, status=422 if problem else 200)


def _sheet(request: ActorRequest, rows: Sequence[Invitation]) -> list[Line]:
    """As it was sent, as it stands, or, of a sheet that nobody filled yet, as the bodies had answered."""
    if request.method == "POST":
        return sent(request.POST, rows)
    if any(one.attendance for one in rows):
        return [line_of(one, one.attendance) for one in rows]
    coming = {Answer.COMES, Answer.SENDS}
    return [Line(one, one.answered in coming, one.answered is Answer.DECLINES) for one in rows]


@require_safe
def attendance_year(request: ActorRequest) -> HttpResponse:
    """Who came, by body and year; and how many operational meetings were held each year."""
    year = asked_year(request.GET.get("year"))
    years = selectors.years_with_meetings(request.actor)
    form = YearForm(request.GET or {"year": str(year)}, years=sorted({*years, year}, reverse=True))
    kind = form.cleaned_data["kind"] if form.is_valid() else ""
    rows = attendance_by_body(request.actor, year, kind)
    counts = [selectors.year_count(request.actor, one) for one in sorted(years)[-8:]]
    context = {
        "form": form,
        "year": selectors.year_count(request.actor, year),
        "rows": rows,
        "any": any(row.invited for row in rows),
        "chart": attendance_chart(rows, year),
        "meetings": meetings_chart(counts),
    }
    return render(request, "protocol/meetings/attendance_year.html", context)
