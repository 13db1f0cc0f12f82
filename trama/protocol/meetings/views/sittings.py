"""Who was at a table's sessions, and its call and minutes on paper: for who may read that table."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trama.access.http import ActorRequest
from trama.common.documents import DocumentKind, attachment
from trama.common.errors import DomainError
from trama.protocol.meetings.forms import YearForm
from trama.protocol.meetings.models import TableSession
from trama.protocol.meetings.policies import require_chair
from trama.protocol.meetings.selectors import tables as selectors
from trama.protocol.meetings.selectors.meetings import network_name
from trama.protocol.meetings.selectors.sittings import (
    attendance_grid,
    attendance_of_session,
    who_could_be_there,
    years_of_table,
)
from trama.protocol.meetings.selectors.years import asked_year
from trama.protocol.meetings.services import tables as services
from trama.protocol.meetings.session_papers import session_call_pdf, session_minutes_pdf
from trama.protocol.meetings.sheets import codes_of, line_of, seen_on, sent, shown_again
from trama.ui.forms import FORM


@FORM
def session_attendance(request: ActorRequest, session_id: UUID) -> HttpResponse:
    """As the sheet of a meeting: a tick for who was there, one for who had warned; the others were absent."""
    session = selectors.find_session(request.actor, session_id)
    require_chair(request.actor, session.table)
    rows = who_could_be_there(request.actor, session)
    sheet = [line_of(one, one.attendance) for one in rows]
    problem = ""
    if request.method == "POST":
        codes, seen = codes_of(sent(request.POST, rows)), seen_on(request.POST)
        try:
            services.record_session_attendance(
                actor=request.actor, session_id=session_id, attendance=codes, seen=seen
            )
        except DomainError as error:
            problem = error.message
            sheet = shown_again(who_could_be_there(request.actor, session), codes, seen)
        else:
            messages.success(request, _("Presenze salvate."))
            return redirect("protocol:session", session_id)
    context = {
        "session": session,
        "title": session.title,
        "caption": _("Presenze degli enti del tavolo"),
        "back": reverse("protocol:session", args=[session_id]),
        "sheet": sheet,
        "problem": problem,
    }
    return render(request, "protocol/meetings/attendance.html", context, status=422 if problem else 200)


@require_safe
def table_attendance(request: ActorRequest, table_id: UUID) -> HttpResponse:
    """A year's sessions beside the bodies: who was at which."""
    table = selectors.find_table(request.actor, table_id)
    year = asked_year(request.GET.get("year"))
    years = sorted({*years_of_table(table), year}, reverse=True)
    form = YearForm(request.GET or {"year": str(year)}, years=years, kinds=False)
    context = {
        "table": table,
        "form": form,
        "year": year,
        "grid": attendance_grid(request.actor, table, year),
    }
    return render(request, "protocol/meetings/table_attendance.html", context)


@require_safe
def session_call(request: ActorRequest, session_id: UUID) -> HttpResponse:
    session = selectors.find_session(request.actor, session_id)
    found = selectors.table_page(request.actor, session.table_id)
    seats = [
        seat.organisation.official_name for seat in found.seats if seat.organisation_id not in found.gone
    ]
    content = session_call_pdf(
        session,
        seats=seats if found.sits(request.actor.organisation_id) else [],
        network=network_name(request.actor),
    )
    return attachment(content, f"tavolo-convocazione-{_day(session)}.pdf", DocumentKind.PDF.media)


@require_safe
def session_minutes(request: ActorRequest, session_id: UUID) -> HttpResponse:
    """Raises Http404 while nothing is written."""
    session = selectors.find_session(request.actor, session_id)
    if not (session.minutes or session.priorities):
        raise Http404
    content = session_minutes_pdf(
        session, there=attendance_of_session(session), network=network_name(request.actor)
    )
    return attachment(content, f"tavolo-verbale-{_day(session)}.pdf", DocumentKind.PDF.media)


def _day(session: TableSession) -> str:
    return timezone.localdate(session.starts_at).isoformat()
