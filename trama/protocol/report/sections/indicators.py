"""What the network agreed to measure, and the values."""

from collections import defaultdict
from uuid import UUID

from django.utils.translation import gettext as _

from trama.protocol.report.blocks import Bars, Block, Section, Table
from trama.protocol.report.scope import Scope
from trama.protocol.resources.models import Indicator, IndicatorValue
from trama.protocol.resources.money import short


def indicators_section(scope: Scope) -> Section:
    """Two queries."""
    rows = list(
        Indicator.objects.filter(network=scope.actor.network_id, agreed_on__year__lte=scope.year)
        .exclude(retired_on__year__lt=scope.year)
        .select_related("organisation")
        .order_by("name", "pk")
    )
    values = _values(scope, rows)
    lines = tuple(_row(row, values[row.pk], scope.year) for row in rows)
    columns = (_("Indicatore"), _("Chi lo raccoglie"), str(scope.year - 1), str(scope.year), _("Obiettivo"))
    empty = _("Nessun indicatore concordato.")
    return Section(
        "indicatori",
        _("Indicatori"),
        _("Quelli concordati tra i firmatari. Un valore che manca non è zero."),
        (
            Table(
                _("I valori"), columns, lines, empty, widths=(2.2, 1.6, 0.8, 0.8, 1), align="llrrr"
            ),
            *_drawn(rows, values),
        ),
    )  # fmt: skip


def _values(scope: Scope, rows: list[Indicator]) -> dict[UUID, list[IndicatorValue]]:
    found: dict[UUID, list[IndicatorValue]] = defaultdict(list)
    for value in IndicatorValue.objects.filter(
        network=scope.actor.network_id, indicator__in=rows, year__lte=scope.year
    ).order_by("year"):
        found[value.indicator_id].append(value)
    return found


def _row(row: Indicator, values: list[IndicatorValue], year: int) -> tuple[str, ...]:
    by_year = {value.year: short(value.value) for value in values}
    target = f"{short(row.target)} ({row.target_year})" if row.target is not None else "—"
    name = _("%(name)s (%(unit)s)") % {"name": row.name, "unit": row.unit}
    return (
        name,
        row.organisation.short_name,
        by_year.get(year - 1, "—"),
        by_year.get(year, "—"),
        target,
    )


def _drawn(rows: list[Indicator], values: dict[UUID, list[IndicatorValue]]) -> list[Block]:
    """A figure for each indicator that has two years at least."""
    return [
        Bars(
            row.name,
            _("Da %(first)s nel %(from)d a %(last)s nel %(to)d.")
            % {
                "first": short(found[0].value),
                "from": found[0].year,
                "last": short(found[-1].value),
                "to": found[-1].year,
            },
            tuple((str(value.year), float(value.value)) for value in found),
            row.unit,
            _("Anno"),
        )
        for row in rows
        if len(found := values[row.pk]) > 1
    ]
