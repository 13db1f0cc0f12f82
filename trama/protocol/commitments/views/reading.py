"""The register as its people read it: by body, by article and capability, late ones, one commitment, one promise."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from trama.access.actor import Actor
from trama.access.http import ActorRequest
from trama.common.documents import attachment
from trama.protocol.agreement.models import Version
from trama.protocol.agreement.policies import governs
from trama.protocol.commitments import late, policies, selectors, services
from trama.protocol.commitments.forms import FilterForm, group_field
from trama.protocol.commitments.kinds import CAPABILITIES, kinds_for
from trama.protocol.commitments.matrix import matrix
from trama.protocol.commitments.models import Commitment, Evidence, Rhythm
from trama.protocol.commitments.presentation import (
    capability_words,
    counts_words,
    evidence_tone,
    keyed,
    line_of,
    mark_of,
    reminders,
    totals,
)
from trama.protocol.commitments.rules import Rule
from trama.ui.agenda import AgendaItem

PAGE = 30


@dataclass(frozen=True)
class Asked:
    """The year that a page is about and what narrows it."""

    actor: Actor
    year: int
    today: date
    years: list[int]
    version: Version | None
    articles: list[str] = field(default_factory=list)


def asked(request: ActorRequest) -> Asked:
    """From `?anno=`; a year that cannot be looked at is this one. Three queries."""
    today = timezone.localdate()
    years = selectors.years_of(request.actor, today)
    said = request.GET.get("anno", "")
    year = int(said) if said.isascii() and said.isdigit() and int(said[:6]) in years else today.year
    version = selectors.version_for(request.actor, year)
    return Asked(request.actor, year, today, years, version, _articles(request.actor, version))


def _articles(actor: Actor, version: Version | None) -> list[str]:
    if version is None:
        return []
    rows = selectors.register(actor, version).order_by("article").values_list("article", flat=True)
    return sorted(set(rows), key=lambda one: (len(one), one))


def filter_form(request: ActorRequest, on: Asked, *, state: bool = True) -> FilterForm:
    return FilterForm(request.GET, years=on.years, articles=on.articles, state=state)


def narrowed(rows: Any, form: FilterForm, prefix: str = "") -> Any:
    """By article and capability."""
    names = {"articolo": "article", "ambito": "capability"}
    wanted = {prefix + column: form.chosen(name) for name, column in names.items() if form.chosen(name)}
    return rows.filter(**wanted)


def _derived(on: Asked) -> tuple[Any, selectors.Dated]:
    """Every ownership of the year with its state, and what is dated."""
    if on.version is None:
        raise Http404
    rows = selectors.owned(on.actor, on.version, on.year)
    frame = selectors.frame_of(on.actor, on.year, on.today)
    dated = selectors.dated_outcomes(on.actor, rows, frame)
    return selectors.with_state(rows, dated, on.year), dated


@require_GET
def register(request: ActorRequest) -> HttpResponse:
    """All commitments in the order of the text, with how their owners stand."""
    on = asked(request)
    form = filter_form(request, on)
    form.fields["chi"] = group_field(selectors.groups(on.actor, on.version) if on.version else [])
    if on.version is None:
        return render(request, "protocol/commitments/register.html", {"form": form, "on": on, "page": None})
    rows, _dated = _derived(on)
    listed = narrowed(selectors.register(on.actor, on.version), form)
    if group := form.chosen("chi"):
        listed = listed.filter(binds=group)
    if state := form.chosen("stato"):
        listed = listed.filter(pk__in=rows.filter(state=state).order_by().values("commitment"))
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    counted = (
        rows.filter(commitment__in=list(page.object_list))
        .order_by()
        .values_list("commitment_id", "state")
        .annotate(n=Count("pk"))
    )
    counts = keyed(list(counted))
    items = [
        (row, capability_words(row), counts_words(counts.get(row.pk, {})), counts.get(row.pk, {}))
        for row in page.object_list
    ]
    bare = selectors.bare_version(on.actor) if governs(on.actor) else None
    context = {"form": form, "on": on, "page": page, "items": items, "bare": bare}
    return render(request, "protocol/commitments/register.html", context)


@require_GET
def ours(request: ActorRequest) -> HttpResponse:
    """The own body's page: where a referent's day begins."""
    url = reverse("protocol:body_commitments", args=[request.actor.organisation_id])
    query = request.GET.urlencode()
    return redirect(f"{url}?{query}" if query else url)


@require_GET
def body(request: ActorRequest, organisation: UUID) -> HttpResponse:
    """What one body promised, and how it stands in a year."""
    on = asked(request)
    form = filter_form(request, on)
    signatory = (
        next(
            (one for one in selectors.bodies(on.version, on.year) if one.organisation_id == organisation),
            None,
        )
        if on.version
        else None
    )
    if signatory is None:
        if organisation == request.actor.organisation_id:
            return render(request, "protocol/commitments/not_bound.html", {"on": on})
        raise Http404
    rows, dated = _derived(on)
    mine = rows.filter(organisation=organisation)
    listed = narrowed(mine, form, "commitment__")
    if state := form.chosen("stato"):
        listed = listed.filter(state=state)
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    lines = [line_of(one) for one in selectors.standings(page.object_list, dated, on.year)]
    own = organisation == request.actor.organisation_id
    context = {
        "form": form, "on": on, "page": page, "lines": lines, "signatory": signatory, "own": own,
        "totals": totals(selectors.state_counts(mine)), "way": policies.way_for(request.actor, organisation),
        "coordinates": governs(request.actor),
        "reminders": _reminders(request.actor, on.today) if own else [],
        "to_decide": selectors.to_decide(request.actor).count() if own else 0,
    }  # fmt: skip
    return render(request, "protocol/commitments/body.html", context)


def _reminders(actor: Actor, today: date) -> list[AgendaItem]:
    """Of the own body, of this year and the one before; what is older stands among the late ones."""
    years = (today.year, today.year - 1)
    return reminders(late.outstanding(actor, today, organisation=actor.organisation_id, years=years), today)


@require_GET
def one(request: ActorRequest, commitment_id: UUID) -> HttpResponse:
    """One commitment: its rule, its text, and how each of its owners stands."""
    commitment = selectors.commitment(request.actor, commitment_id)
    if commitment is None:
        raise Http404
    on = asked(request)
    rows, dated = _derived(on)
    page = Paginator(rows.filter(commitment=commitment), PAGE).get_page(request.GET.get("page"))
    lines = [line_of(standing) for standing in selectors.standings(page.object_list, dated, on.year)]
    context = {"on": on, "page": page, "lines": lines, **_about(commitment)}
    context["years_form"] = FilterForm(request.GET, years=on.years, articles=[], state=False)
    return render(request, "protocol/commitments/commitment.html", context)


def _about(commitment: Commitment) -> dict[str, Any]:
    rule = Rule(commitment.rule)
    return {
        "commitment": commitment,
        "rule": rule.label,
        "rhythm": Rhythm(commitment.rhythm).label,
        "capability": CAPABILITIES[commitment.capability],
        "kinds": [kind.label for kind in kinds_for(commitment.capability, rule)],
    }


@require_GET
def promise(request: ActorRequest, ownership_id: UUID) -> HttpResponse:
    """One commitment of one body: the rule, the state, every piece of evidence, what can be done."""
    row = selectors.ownership(request.actor, ownership_id)
    if row is None:
        raise Http404
    on = asked(request)
    frame = selectors.frame_of(on.actor, on.year, on.today)
    rows = selectors.owned(on.actor, row.commitment.version, on.year).filter(pk=row.pk)
    dated = selectors.dated_outcomes(on.actor, rows, frame)
    standing = next(
        iter(selectors.standings(selectors.with_state(rows, dated, on.year), dated, on.year)), None
    )
    coordinates = governs(on.actor)
    way = policies.way_for(on.actor, row.organisation_id)
    context = {
        "on": on, "row": row, "standing": standing, "way": way,
        "mark": mark_of(standing.state, standing.outcome, standing.last) if standing else None,
        "pieces": [_piece(on.actor, piece, coordinates) for piece in selectors.history(row, on.year)],
        "offers": services.offers_for(on.actor, row, on.year) if way and standing else [],
        **_about(row.commitment),
    }  # fmt: skip
    return render(request, "protocol/commitments/promise.html", context)


def _piece(actor: Actor, piece: Evidence, coordinates: bool) -> dict[str, Any]:
    return {
        "evidence": piece,
        "tone": evidence_tone(piece),
        "may_decide": policies.may_decide(actor, piece, coordinating=coordinates),
        "may_withdraw": policies.may_withdraw(actor, piece, coordinating=coordinates),
    }


@require_GET
def evidence_file(request: ActorRequest, evidence_id: UUID) -> HttpResponse:
    """The file of a piece of evidence, to save; who reads the evidence reads it."""
    row = selectors.evidence(request.actor, evidence_id)
    found = selectors.upload_of(row) if row else None
    if row is None or found is None:
        raise Http404
    return attachment(found.content, found.kind, f"{row.title[:80]} - {row.year}")


@require_GET
def picture(request: ActorRequest) -> HttpResponse:
    """The whole network at a glance."""
    on = asked(request)
    form = filter_form(request, on, state=False)
    if on.version is None:
        return render(request, "protocol/commitments/matrix.html", {"form": form, "on": on, "matrix": None})
    rows, _dated = _derived(on)
    drawn = matrix(
        selectors.bodies(on.version, on.year),
        list(narrowed(selectors.register(on.actor, on.version), form)),
        selectors.cells(narrowed(rows, form, "commitment__")),
        year=on.year,
    )
    return render(request, "protocol/commitments/matrix.html", {"form": form, "on": on, "matrix": drawn})


@require_GET
def late_ones(request: ActorRequest) -> HttpResponse:
    """What the protocol dates and nobody has shown in time, of every body and year."""
    found = late.late_ones(request.actor, timezone.localdate())
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "protocol/commitments/late.html", {"page": page})
