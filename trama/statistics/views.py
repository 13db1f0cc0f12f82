"""The organisation's own year: counted in its session, on the screen, on paper, in a spreadsheet."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from trama.access.actions import Action
from trama.common.documents import CSV, attachment
from trama.common.errors import DomainError
from trama.deadlines.http import ActorRequest
from trama.statistics import services
from trama.statistics.pictures import Picture, own_pictures, stay_pictures
from trama.statistics.policies import FIRST_YEAR, current_year
from trama.statistics.services import OwnYear
from trama.statistics.sheets import own_sheet


@require_safe
def home(request: ActorRequest) -> HttpResponse:
    return redirect("statistics:year", current_year(timezone.now()))


def _own(request: ActorRequest, year: int, detail: str) -> OwnYear:
    try:
        return services.read_year(
            actor=request.actor, keyring=request.keyring, year=year, at=timezone.now(), detail=detail
        )
    except DomainError as error:
        raise Http404 from error


def _pictures(own: OwnYear) -> list[Picture]:
    return own_pictures(own.figures, own.before) + stay_pictures(own.stays, own.figures.year)


def years_around(year: int) -> list[int]:
    """The years that the page offers: five back, the newest first."""
    newest = current_year(timezone.now())
    return sorted({year, *range(max(FIRST_YEAR, newest - 4), newest + 1)}, reverse=True)


@require_safe
def year_page(request: ActorRequest, year: int) -> HttpResponse:
    own = _own(request, year, "page")
    context = {
        "own": own,
        "years": years_around(year),
        "running": year == current_year(timezone.now()),
        "pictures": _pictures(own) if own.figures.women else [],
        "may_submit": Action.SUBMIT_FIGURES.allows(request.actor),
    }
    return render(request, "statistics/year.html", context)


@require_safe
def printed(request: ActorRequest, year: int) -> HttpResponse:
    own = _own(request, year, "print")
    context = {"own": own, "pictures": _pictures(own)}
    return render(request, "statistics/print.html", context)


@require_safe
def sheet(request: ActorRequest, year: int) -> HttpResponse:
    """Stays inside: the counts are exact, however small, and the page that links here says so."""
    own = _own(request, year, "csv")
    return attachment(own_sheet(own.figures, own.before, stays=own.stays), f"dati-{year}-interni.csv", CSV)
