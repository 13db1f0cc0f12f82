"""The CSV of budget lines and indicators: for Italian spreadsheets, and harmless when one opens it."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from io import StringIO

from trama.access.actor import Actor
from trama.protocol.resources.models import FundingLine, IndicatorValue

# What a spreadsheet takes for a formula (OWASP, "CSV injection"); a quote before it makes it text again.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")

LINES = (
    "linea", "chi_da_il_denaro", "chi_la_gestisce", "dal", "al", "totale", "anno", "previsto", "speso",
    "che_cosa_ha_reso_possibile",
)  # fmt: skip
INDICATORS = (
    "indicatore", "definizione", "unita", "chi_lo_raccoglie", "obiettivo", "entro_l_anno", "anno", "valore",
    "scritto_dalla_capofila", "nota",
)  # fmt: skip


def cell(value: object) -> str:
    """A value as text: decimals with a comma, days as ISO, nothing that a spreadsheet would run."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "sì" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:.2f}".replace(".", ",")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def lines_sheet(actor: Actor) -> str:
    """A row for each year of each line; a line without years has one row. Three queries."""
    found = FundingLine.objects.filter(network=actor.network_id).select_related("organisation")
    whole = found.prefetch_related("sustained", "years").order_by("-begins_on", "name")
    return _written(LINES, (row for line in whole for row in _rows(line)))


def _rows(line: FundingLine) -> Iterator[tuple[object, ...]]:
    head = (line.name, line.source, line.organisation.short_name, line.begins_on, line.ends_on, line.total)
    said: dict[int, list[str]] = {}
    for one in line.sustained.all():
        text = one.text if one.number is None else f"{one.text} ({one.number})"
        said.setdefault(one.year, []).append(text)
    amounts = {one.year: one for one in line.years.all()}
    for year in sorted(amounts.keys() | said.keys()):
        amount = amounts.get(year)
        euro = (amount.budget, amount.spent) if amount else (None, None)
        yield (*head, year, *euro, "; ".join(said.get(year, [])))
    if not amounts and not said:
        yield (*head, None, None, None, "")


def indicators_sheet(actor: Actor) -> str:
    """A row for each value. One query."""
    values = (
        IndicatorValue.objects.filter(network=actor.network_id)
        .select_related("indicator__organisation")
        .order_by("indicator__name", "year")
    )
    rows = (
        (
            one.indicator.name, one.indicator.definition, one.indicator.unit,
            one.indicator.organisation.short_name, one.indicator.target, one.indicator.target_year,
            one.year, one.value, one.by_lead, one.note,
        )
        for one in values
    )  # fmt: skip
    return _written(INDICATORS, rows)


def _written(headings: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    """Semicolons and a byte order mark, as Italian spreadsheets expect."""
    text = StringIO()
    text.write("\ufeff")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([cell(value) for value in row] for row in rows)
    return text.getvalue()
