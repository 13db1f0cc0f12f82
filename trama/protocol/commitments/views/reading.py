"""The register as its people read it: by body, by article and capability, late ones, one commitment, one promise."""

from collections.abc import Collection
from dataclasses import dataclass
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
from trama.protocol.commitments import policies, selectors, services
from trama.protocol.commitments.forms import FilterForm, LateForm, group_field
from trama.protocol.commitments.kinds import CAPABILITIES, kinds_for
from trama.protocol.commitments.late import Late, LateOnes
from trama.protocol.commitments.matrix import matrix
from trama.protocol.commitments.models import Commitment, Evidence, Rhythm
from trama.protocol.commitments.own import own_dates
from trama.protocol.commitments.presentation import (
    by_state,
    capability_words,
    counts_words,
    evidence_tone,
    keyed,
    line_of,
    mark_of,
    reminders,
    totals,
)
from trama.protocol.commitments.rules import Rule, State

PAGE = 30


@dataclass(frozen=True)
class Asked:
    """The year that a page is about and what narrows it."""

    actor: Actor
    year: int
    today: date
    years: list[int]
    versions: list[Version]  # the newest first

    @property
    def version(self) -> Version | None:
        return selectors.version_of_year(self.versions, self.year)


def asked(request: ActorRequest) -> Asked:
    """From `?anno=`; a year that cannot be looked at is this one. One query."""
    today = timezone.localdate()
    versions = selectors.versions(request.actor)
    years = selectors.years_since(versions, today)
    said = request.GET.get("anno", "")
    year = int(said) if said.isascii() and said.isdigit() and int(said[:6]) in years else today.year
    return Asked(request.actor, year, today, years, versions)


def _articles(actor: Actor, version: Version | None) -> set[str]:
    if version is None:
        return set()
    return set(selectors.register(actor, version).order_by("article").values_list("article", flat=True))


def filter_form(
    request: ActorRequest, on: Asked, articles: Collection[str], *, state: bool = True
) -> FilterForm:
    in_order = sorted(articles, key=lambda one: (len(one), one))
    return FilterForm(request.GET, years=on.years, articles=in_order, state=state)


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
    form = filter_form(request, on, _articles(on.actor, on.version))
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
    signatory = selectors.signatory(on.version, organisation, on.year) if on.version else None
    if on.version is None or signatory is None:
        if organisation == request.actor.organisation_id:
            return render(request, "protocol/commitments/not_bound.html", {"on": on})
        raise Http404
    reminded = (on.today.year, on.today.year - 1)  # what is older stands among the late ones
    dates = own_dates(on.actor, on.versions, organisation, years={on.year, *reminded}, today=on.today)
    dated = dates.of(on.year)
    rows = selectors.owned(on.actor, on.version, on.year).filter(organisation=organisation)
    mine = selectors.with_state(rows, dated, on.year)
    counted = selectors.counts(mine)
    form = filter_form(request, on, {article for _state, article, _capability, _n in counted})
    listed = narrowed(mine, form, "commitment__")
    if state := form.chosen("stato"):
        listed = listed.filter(state=state)
    pages = Paginator(listed, PAGE)
    pages.count = how_many(counted, form)
    page = pages.get_page(request.GET.get("page"))
    lines = [line_of(one) for one in selectors.standings(page.object_list, dated, on.year)]
    own, coordinates = organisation == request.actor.organisation_id, governs(request.actor)
    context = {
        "form": form, "on": on, "page": page, "lines": lines, "signatory": signatory, "own": own,
        "totals": totals(by_state(counted)), "coordinates": coordinates,
        "way": policies.way_for(request.actor, organisation, coordinating=coordinates),
        "reminders": reminders(dates.to_do(reminded), on.today) if own else [],
        "to_decide": selectors.to_decide(on.actor, coordinating=coordinates).count() if own else 0,
    }  # fmt: skip
    return render(request, "protocol/commitments/body.html", context)


def how_many(counted: list[tuple[State, str, str, int]], form: FilterForm) -> int:
    """Of what `selectors.counts` counted, what the filters leave."""
    wanted = [form.chosen(name) for name in ("stato", "articolo", "ambito")]
    return sum(
        n for *has, n in counted if all(not one or one == its for one, its in zip(wanted, has, strict=True))
    )


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
    return attachment(found.content, f"{row.title[:80]} - {row.year}.{found.kind.value}", found.kind.media)


@require_GET
def picture(request: ActorRequest) -> HttpResponse:
    """The whole network at a glance."""
    on = asked(request)
    form = filter_form(request, on, _articles(on.actor, on.version), state=False)
    if on.version is None:
        return render(request, "protocol/commitments/matrix.html", {"form": form, "on": on, "matrix": None})
    rows, _dated = _derived(on)
    drawn = matrix(
        selectors.bodies(on.version, on.year),
        list(narrowed(selectors.register(on.actor, on.version), form)),
        selectors.cells(narrowed(rows, form, "commitment__")),
        year=on.year,
        this_year=on.today.year,
    )
    return render(request, "protocol/commitments/matrix.html", {"form": form, "on": on, "matrix": drawn})


@require_GET
def late_ones(request: ActorRequest) -> HttpResponse:
    """What the protocol dates and nobody has shown in time, of every body and year."""
    on = asked(request)
    form = LateForm(request.GET, years=on.years)
    year = form.chosen("anno")
    found = LateOnes(
        on.actor, on.versions, years=[int(year)] if year else on.years, today=on.today,
        capability=form.chosen("ambito"),
    )  # fmt: skip
    pages: Paginator[Late] = Paginator(found, PAGE)  # type: ignore[arg-type]  # it counts and slices
    page = pages.get_page(request.GET.get("page"))
    return render(request, "protocol/commitments/late.html", {"page": page, "form": form})
