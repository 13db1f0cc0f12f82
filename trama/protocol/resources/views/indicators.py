"""Social-impact indicators: what the signatories agreed to measure, year by year, and by whom."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from trama.access.actions import Action, Forbidden
from trama.access.http import ActorRequest
from trama.common.documents import CSV, attachment
from trama.protocol.resources import selectors, services, sheets
from trama.protocol.resources.forms import (
    AgreeForm,
    IndicatorFilterForm,
    IndicatorForm,
    ValueForm,
    last_full_year,
)
from trama.protocol.resources.models import Indicator, IndicatorValue
from trama.protocol.resources.pictures import indicator_chart
from trama.protocol.resources.policies import keeps, may_report, require_treasurer
from trama.protocol.resources.views.base import PAGE, found_or_404, today, written
from trama.ui.forms import FORM, TramaForm, confirm_page, form_for


@require_GET
def indicators(request: ActorRequest) -> HttpResponse:
    """All indicators with their latest value."""
    form = IndicatorFilterForm(request.GET)
    data = form.cleaned_data if form.is_valid() else {}
    year = last_full_year(today())
    found = selectors.indicators(
        request.actor, state=data.get("state", ""), mine=data.get("mine", False), year=year
    )
    context = {
        "form": form,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "asked": any(data.values()),
        "year": year,
        "keeps": keeps(request.actor),
    }
    return render(request, "protocol/resources/indicators.html", context)


@require_GET
def indicator(request: ActorRequest, indicator_id: UUID) -> HttpResponse:
    """What it measures, who agreed on it, its values drawn and written."""
    row = found_or_404(selectors.indicator(request.actor, indicator_id))
    values = selectors.values_of(row)
    context = {
        "indicator": row,
        "values": list(reversed(values)),
        "chart": indicator_chart(row, values),
        "reached": _reached(row, values[-1]) if values else None,
        "may_report": row.agreed_on is not None and may_report(request.actor, row),
        "own": row.organisation_id == request.actor.organisation_id,
        "keeps": keeps(request.actor),
    }
    return render(request, "protocol/resources/indicator.html", context)


def _reached(row: Indicator, last: IndicatorValue) -> bool | None:
    """Whether the last value is at the target; None where there is none, or no way that is better."""
    if row.target is None or row.direction == "none":
        return None
    return last.value >= row.target if row.direction == "up" else last.value <= row.target


@FORM
def new_indicator(request: ActorRequest) -> HttpResponse:
    require_treasurer(request.actor)
    return _write(request, None, reverse("protocol:indicators"), _("Un indicatore da proporre"))


@FORM
def edit_indicator(request: ActorRequest, indicator_id: UUID) -> HttpResponse:
    row = found_or_404(selectors.indicator(request.actor, indicator_id))
    require_treasurer(request.actor)
    return _write(request, row, reverse("protocol:indicator", args=[row.pk]), row.name)


def _write(request: ActorRequest, row: Indicator | None, back: str, title: str) -> HttpResponse:
    fields = ("name", "definition", "unit", "counts_people", "direction", "target", "target_year")
    initial = {name: getattr(row, name) for name in fields} if row else {}
    body = row.organisation_id if row else request.actor.organisation_id
    form = form_for(
        request,
        IndicatorForm,
        initial={**initial, "body": str(body)},
        bodies=selectors.body_choices(request.actor),
    )
    return written(
        request,
        form,
        lambda: services.write_indicator(actor=request.actor, indicator=row, **form.said()),
        back,
        title=title,
        lead=_(
            "Resta una proposta finché i firmatari non lo concordano in un incontro (articolo 3 del protocollo)."
        ),
    )


@FORM
def agree(request: ActorRequest, indicator_id: UUID) -> HttpResponse:
    row = found_or_404(selectors.indicator(request.actor, indicator_id))
    require_treasurer(request.actor)
    form = form_for(request, AgreeForm, initial={"agreed_on": today()})
    return written(
        request,
        form,
        lambda: services.agree_indicator(actor=request.actor, indicator=row, **form.cleaned_data),
        reverse("protocol:indicator", args=[row.pk]),
        title=_("Concordato tra i firmatari"),
        lead=row.name,
    )


@FORM
def retire(request: ActorRequest, indicator_id: UUID) -> HttpResponse:
    row = found_or_404(selectors.indicator(request.actor, indicator_id))
    require_treasurer(request.actor)
    back = reverse("protocol:indicator", args=[row.pk])
    form = form_for(request, TramaForm)
    if form.is_bound and form.is_valid():
        services.retire_indicator(actor=request.actor, indicator=row)
        messages.success(request, _("Da qui in poi non si chiedono altri valori."))
        return redirect(back)
    return confirm_page(
        request,
        title=_("Non raccogliere più questo indicatore?"),
        lead=row.name,
        consequences=[_("I valori che ci sono restano. Degli anni dopo questo non se ne chiedono più.")],
        button=_("Non raccoglierlo più"),
        cancel=back,
        form=form,
    )


@FORM
def report(request: ActorRequest, indicator_id: UUID) -> HttpResponse:
    """The value of a year; `?year=` begins with what is written."""
    row = found_or_404(selectors.indicator(request.actor, indicator_id))
    if not may_report(request.actor, row):
        raise Forbidden(Action.REPORT_INDICATOR)
    there = {str(one.year): one for one in selectors.values_of(row)}.get(request.GET.get("year", ""))
    initial = (
        {"year": there.year, "value": there.value, "note": there.note}
        if there
        else {"year": last_full_year(today())}
    )
    form = form_for(request, ValueForm, initial=initial)
    own = row.organisation_id == request.actor.organisation_id
    return written(
        request,
        form,
        lambda: services.report_value(actor=request.actor, indicator=row, **form.cleaned_data),
        reverse("protocol:indicator", args=[row.pk]),
        title=row.name,
        lead=row.definition
        if own
        else _("Lo scrivi per %(body)s: resterà segnato.") % {"body": row.organisation.short_name},
        submit=_("Salva il valore"),
    )


@require_GET
def indicators_sheet(request: ActorRequest) -> HttpResponse:
    """All values, for a spreadsheet."""
    return attachment(sheets.indicators_sheet(request.actor), "indicatori.csv", CSV)
