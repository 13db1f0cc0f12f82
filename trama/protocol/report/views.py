"""The report on the screen, with the same blocks as on paper."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from trama.access.http import ActorRequest
from trama.common.documents import DocumentKind, attachment
from trama.common.errors import DomainError
from trama.protocol.report.blocks import Bars, Report
from trama.protocol.report.composing import compose, years
from trama.protocol.report.forms import DayForm
from trama.protocol.report.services import produce_report


@require_safe
def home(request: ActorRequest) -> HttpResponse:
    """This year's; a page that says so while no protocol is in force."""
    found = years(request.actor, timezone.localdate())
    return redirect("protocol:report", found[0]) if found else render(request, "protocol/report/none.html")


@require_safe
def report(request: ActorRequest, year: int) -> HttpResponse:
    form = DayForm(request.GET)
    day = _day(form)
    composed = _compose(request, year, day)
    context = {
        "report": composed,
        "chapters": [(section, _drawn(section.slug, section.blocks)) for section in composed.sections],
        "form": form,
        "day": day,
        "year": year,
        "years": years(request.actor, timezone.localdate()),
        "all_open": request.GET.get("aperte") == "1",
    }
    return render(request, "protocol/report/report.html", context)


@require_safe
def paper(request: ActorRequest, year: int) -> HttpResponse:
    """The PDF, as of the day in the address or of today."""
    day = _day(DayForm(request.GET))
    try:
        pdf = produce_report(actor=request.actor, year=year, day=day)
    except DomainError as error:
        raise Http404 from error
    return attachment(pdf, f"relazione-{year}-al-{day.isoformat()}.pdf", DocumentKind.PDF.media)


def _day(form: DayForm) -> date:
    """Today, when none or an impossible one was asked for."""
    asked: date | None = form.cleaned_data.get("al") if form.is_valid() else None
    return asked or timezone.localdate()


def _compose(request: ActorRequest, year: int, day: date) -> Report:
    composed = compose(actor=request.actor, year=year, day=day)
    if composed is None:
        raise Http404
    return composed


def _drawn(slug: str, blocks: tuple[object, ...]) -> list[tuple[object, object]]:
    """Each block with its chart, where it is one."""
    return [
        (block, block.as_chart(f"{slug}-{number}") if isinstance(block, Bars) else None)
        for number, block in enumerate(blocks)
    ]
