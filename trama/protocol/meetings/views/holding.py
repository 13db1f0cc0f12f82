"""The answer of one's own body, and the sheet of who was there."""

from collections.abc import Sequence
from dataclasses import dataclass
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
from trama.protocol.meetings.services.holding import merged
from trama.protocol.meetings.states import Answer, Attendance
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
        codes = {line.invitation.organisation_id: line.code for line in sheet}
        seen = _seen(request)
        try:
            services.record_attendance(
                actor=request.actor, meeting_id=meeting_id, attendance=codes, seen=seen
            )
        except DomainError as error:
            problem = error.message
            sheet = _again(selectors.meeting_page(request.actor, meeting_id).invitations, codes, seen)
        else:
            messages.success(request, _("Presenze salvate."))
            return redirect("protocol:meeting", meeting_id)
    context = {"meeting": page.meeting, "sheet": sheet, "problem": problem}
    return render(request, "protocol/meetings/attendance.html", context, status=422 if problem else 200)


@dataclass(frozen=True)
class Line:
    """A body on the sheet with its two ticks."""

    invitation: Invitation
    present: bool
    excused: bool
    meanwhile: str = ""  # what a colleague wrote since the page was shown, where this says otherwise

    @property
    def code(self) -> str:
        if self.present:
            return Attendance.PRESENT.value
        return (Attendance.EXCUSED if self.excused else Attendance.ABSENT).value


def _seen(request: ActorRequest) -> dict[UUID, str] | None:
    """How each body stood on the page, as its form says it: "id:code"; None: it does not say."""
    pairs = [part.split(":", 1) for part in request.POST.getlist("was") if ":" in part]
    try:
        return {UUID(body): code for body, code in pairs} if pairs else None
    except ValueError:
        return None


def _again(rows: Sequence[Invitation], codes: dict[UUID, str], seen: dict[UUID, str] | None) -> list[Line]:
    """What was ticked; what a colleague wrote meanwhile where it was left alone, and beside it where it was not."""
    wanted = merged(rows, codes, seen)
    lines = []
    for one in rows:
        code = wanted[one.organisation_id]
        clash = one.attended.label if code is None and one.attended else ""
        code = codes[one.organisation_id] if code is None else code
        lines.append(Line(one, code == Attendance.PRESENT, code == Attendance.EXCUSED, clash))
    return lines


def _sheet(request: ActorRequest, rows: Sequence[Invitation]) -> list[Line]:
    """As it was sent, as it stands, or, of a sheet that nobody filled yet, as the bodies had answered."""
    if request.method == "POST":
        present, excused = set(request.POST.getlist("present")), set(request.POST.getlist("excused"))
        return [
            Line(one, str(one.organisation_id) in present, str(one.organisation_id) in excused)
            for one in rows
        ]
    if any(one.attendance for one in rows):
        return [
            Line(one, one.attended is Attendance.PRESENT, one.attended is Attendance.EXCUSED) for one in rows
        ]
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
