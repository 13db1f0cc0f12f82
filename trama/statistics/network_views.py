"""Between the organisation and its network: submitting a year, and reading what the network published."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trama.access.actions import Action
from trama.common.errors import DomainError
from trama.deadlines.http import ActorRequest
from trama.statistics import selectors, services
from trama.statistics.pictures import network_pictures, submission_pictures, withheld_titles
from trama.statistics.policies import current_year, is_year
from trama.statistics.views import years_around
from trama.ui.forms import FORM, confirm_page


def _require_year(year: int) -> None:
    if not is_year(year, timezone.now()):
        raise Http404


@require_safe
def submission_home(request: ActorRequest) -> HttpResponse:
    return redirect("statistics:submission", current_year(timezone.now()))


@require_safe
def submission(request: ActorRequest, year: int) -> HttpResponse:
    """What would be sent or was, beside the year before; who may compute computes, who may submit submits."""
    _require_year(year)
    own = selectors.own_year(request.actor, year)
    tables = selectors.tables_of([own.shown, own.before])
    before = tables[own.before.pk] if own.before else None
    context = {
        "own": own,
        "years": years_around(year),
        "running": year == current_year(timezone.now()),
        "pictures": submission_pictures(tables[own.shown.pk], year, before) if own.shown else [],
        "may_compute": Action.COMPUTE_FIGURES.allows(request.actor),
        "may_read": Action.READ_OWN_FIGURES.allows(request.actor),
    }
    return render(request, "statistics/submission.html", context)


@require_POST
def compute(request: ActorRequest, year: int) -> HttpResponse:
    try:
        services.compute_submission(
            actor=request.actor, keyring=request.keyring, year=year, at=timezone.now()
        )
    except DomainError as error:
        messages.warning(request, error.message)
    return redirect("statistics:submission", year)


@require_POST
def submit(request: ActorRequest, year: int, submission_id: UUID) -> HttpResponse:
    try:
        services.submit_figures(actor=request.actor, submission_id=submission_id, at=timezone.now())
        messages.success(request, _("Le cifre del %(year)s sono state inviate alla rete.") % {"year": year})
    except DomainError as error:
        messages.warning(request, error.message)
    return redirect("statistics:submission", year)


@require_safe
def network_home(request: ActorRequest) -> HttpResponse:
    """The newest published year; with none, this year's page says how it comes to be."""
    published = [release.year for release in selectors.releases(request.actor) if release.published_at]
    return redirect("statistics:network", published[0] if published else current_year(timezone.now()))


@require_safe
def network(request: ActorRequest, year: int) -> HttpResponse:
    _require_year(year)
    releases = {release.year: release for release in selectors.releases(request.actor)}
    shown, before = (
        selectors.network_year(releases[each]) if each in releases else None for each in (year, year - 1)
    )
    context = {
        "year": year,
        "shown": shown,
        "closed": year in releases,
        "pictures": network_pictures(shown, before) if shown else [],
        "withheld": withheld_titles(shown) if shown else [],
        "years": sorted({year, current_year(timezone.now()), *releases}, reverse=True),
        "may_release": Action.RELEASE_NETWORK_FIGURES.allows(request.actor),
    }
    return render(request, "statistics/network.html", context)


@require_safe
def collection(request: ActorRequest, year: int) -> HttpResponse:
    """For the lead body: who has submitted, closing, publishing. No number of women."""
    _require_year(year)
    bodies = selectors.collection(request.actor, year)
    release = next((each for each in selectors.releases(request.actor) if each.year == year), None)
    context = {
        "year": year,
        "bodies": bodies,
        "arrived": sum(body.submitted_at is not None for body in bodies),
        "release": release,
        "years": years_around(year),
    }
    return render(request, "statistics/collection.html", context)


@FORM
def close(request: ActorRequest, year: int) -> HttpResponse:
    _require_year(year)
    if request.method == "POST":
        try:
            services.close_collection(actor=request.actor, year=year, at=timezone.now())
        except DomainError as error:
            messages.warning(request, error.message)
        return redirect("statistics:collection", year)
    consequences: list[str | Promise] = [
        _("Nessuna organizzazione può più inviare o cambiare le sue cifre del %(year)s.") % {"year": year},
        _("Chi non ha inviato resta fuori dalla somma."),
        _(
            "Non si riapre: due somme dello stesso anno, confrontate, direbbero le cifre di una sola organizzazione."
        ),
    ]
    if year == current_year(timezone.now()):
        consequences.append(_("L’anno non è ancora finito: i percorsi che si apriranno non saranno contati."))
    return confirm_page(
        request, title=_("Chiudere la raccolta del %(year)s?") % {"year": year}, consequences=consequences,
        button=_("Chiudi la raccolta"), cancel=reverse("statistics:collection", args=[year]), danger=True,
    )  # fmt: skip


@FORM
def release(request: ActorRequest, year: int) -> HttpResponse:
    _require_year(year)
    if request.method == "POST":
        try:
            services.release_figures(actor=request.actor, year=year)
        except DomainError as error:
            messages.warning(request, error.message)
            return redirect("statistics:collection", year)
        return redirect("statistics:network", year)
    return confirm_page(
        request, title=_("Pubblicare le cifre del %(year)s nella rete?") % {"year": year},
        consequences=[
            _("Le leggono tutte le organizzazioni della rete."),
            _("I numeri sotto il 5 restano nascosti, gli altri sono arrotondati a 5."),
            _("Una volta pubblicate non si ritirano e non si correggono."),
        ],
        button=_("Pubblica nella rete"), cancel=reverse("statistics:collection", args=[year]), danger=True,
    )  # fmt: skip
