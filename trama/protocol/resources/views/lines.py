"""Funding lines: where the money comes from, what was foreseen and spent, what it made possible."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from trama.access.actions import Action
from trama.access.http import ActorRequest
from trama.common.documents import CSV, attachment
from trama.protocol.resources import selectors, services, sheets
from trama.protocol.resources.forms import LineFilterForm, LineForm, SustainedForm, YearForm, last_full_year
from trama.protocol.resources.models import Convention, FundingLine
from trama.protocol.resources.pictures import money_chart
from trama.protocol.resources.policies import keeps, require_treasurer
from trama.protocol.resources.views.base import PAGE, found_or_404, today, written
from trama.ui.agenda import AgendaItem
from trama.ui.forms import FORM, TramaForm, confirm_page, form_for


@require_GET
def home(request: ActorRequest) -> HttpResponse:
    """All lines with their sums, the years, what ends soon, what is waited for."""
    actor, day = request.actor, today()
    totals = selectors.year_totals(actor)
    form = LineFilterForm(request.GET, years=[one.year for one in reversed(totals)])
    data = form.cleaned_data if form.is_valid() else {}
    year = int(data["year"]) if data.get("year") else None
    found = selectors.lines(actor, year=year, state=data.get("state", ""), today=day)
    ending = selectors.conventions(actor, state="soon", today=day)
    context = {
        "form": form,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "year": year,
        "asked": any(data.values()),
        "totals": list(reversed(totals)),
        "chart": money_chart("risorse", _("Previsto e speso, anno per anno"), totals),
        "ending": [_ending(one) for one in ending[:5]],
        "keeps": keeps(actor),
        "waiting": selectors.waiting(actor, last_full_year(day))
        if Action.REPORT_INDICATOR.allows(actor)
        else 0,
    }
    return render(request, "protocol/resources/home.html", context)


def _ending(one: Convention) -> AgendaItem:
    """An agreement that ends soon. A suggestion: the protocol gives it no term."""
    return AgendaItem(
        _("Finisce la convenzione “%(title)s”") % {"title": one.title},
        "suggestion",
        reverse("protocol:convention", args=[one.pk]),
        one.ends_on,
        why=_("Rinnovare, prorogare o chiudere."),
        who=one.partner.short_name if one.partner else one.partner_name,
        icon="calendar",
        action_label=_("Apri"),
    )


@require_GET
def line(request: ActorRequest, line_id: UUID) -> HttpResponse:
    """One line: its years, what it made possible, the agreements that it finances."""
    row = found_or_404(selectors.line(request.actor, line_id))
    totals = selectors.year_totals(request.actor, row.pk)
    foreseen = sum((one.budget for one in totals), start=row.total - row.total)
    context = {
        "line": row,
        "totals": list(reversed(totals)),
        "foreseen": foreseen,
        "beyond": foreseen > row.total,
        "chart": money_chart(f"line-{row.pk}", _("Previsto e speso"), totals),
        "sustained": Paginator(selectors.sustained_by(request.actor, row.pk), PAGE).get_page(
            request.GET.get("page")
        ),
        "conventions": list(selectors.conventions(request.actor, line=row.pk, today=today())[:PAGE]),
        "today": today(),
        "keeps": keeps(request.actor),
    }
    return render(request, "protocol/resources/line.html", context)


@FORM
def new_line(request: ActorRequest) -> HttpResponse:
    require_treasurer(request.actor)
    return _write_line(request, None, reverse("protocol:resources"), _("Una linea di finanziamento"))


@FORM
def edit_line(request: ActorRequest, line_id: UUID) -> HttpResponse:
    row = found_or_404(selectors.line(request.actor, line_id))
    require_treasurer(request.actor)
    return _write_line(request, row, reverse("protocol:line", args=[row.pk]), row.name)


def _write_line(request: ActorRequest, row: FundingLine | None, back: str, title: str) -> HttpResponse:
    fields = ("name", "source", "act", "total", "begins_on", "ends_on", "note")
    initial = {name: getattr(row, name) for name in fields} if row else {}
    body = row.organisation_id if row else request.actor.organisation_id
    form = form_for(
        request,
        LineForm,
        initial={**initial, "body": str(body)},
        bodies=selectors.body_choices(request.actor),
    )
    return written(
        request,
        form,
        lambda: services.write_line(actor=request.actor, line=row, **form.said()),
        back,
        title=title,
    )


@FORM
def write_year(request: ActorRequest, line_id: UUID) -> HttpResponse:
    """The amounts of a year; `?year=` begins with what is written."""
    row = found_or_404(selectors.line(request.actor, line_id))
    require_treasurer(request.actor)
    asked = request.GET.get("year", "")
    totals = {str(one.year): one for one in selectors.year_totals(request.actor, row.pk)}
    there = totals.get(asked)
    initial = (
        {"year": there.year, "budget": there.budget, "spent": there.spent}
        if there
        else {"year": today().year}
    )
    form = form_for(request, YearForm, initial=initial)
    return written(
        request,
        form,
        lambda: services.write_year(actor=request.actor, line=row, **form.cleaned_data),
        reverse("protocol:line", args=[row.pk]),
        title=_("Previsto e speso in un anno"),
        lead=row.name,
    )


@FORM
def write_sustained(request: ActorRequest, line_id: UUID) -> HttpResponse:
    row = found_or_404(selectors.line(request.actor, line_id))
    require_treasurer(request.actor)
    form = form_for(request, SustainedForm, initial={"year": last_full_year(today())})
    return written(
        request,
        form,
        lambda: services.write_sustained(actor=request.actor, line=row, **form.said()),
        reverse("protocol:line", args=[row.pk]),
        title=_("Che cosa ha reso possibile"),
        lead=row.name,
    )


@FORM
def remove_sustained(request: ActorRequest, sustained_id: UUID) -> HttpResponse:
    row = found_or_404(selectors.sustained(request.actor, sustained_id))
    require_treasurer(request.actor)
    back = reverse("protocol:line", args=[row.line_id])
    form = form_for(request, TramaForm)
    if form.is_bound and form.is_valid():
        services.remove_sustained(actor=request.actor, sustained=row)
        return redirect(back)
    return confirm_page(
        request,
        title=_("Togliere questa voce?"),
        lead=row.text,
        consequences=[_("Sparisce dalla pagina della linea e dal foglio che si scarica.")],
        button=_("Togli"),
        cancel=back,
        danger=True,
        form=form,
    )


@require_GET
def lines_sheet(request: ActorRequest) -> HttpResponse:
    """All lines, for a spreadsheet."""
    return attachment(sheets.lines_sheet(request.actor), "linee-di-finanziamento.csv", CSV)
