"""Charts drawn on the server as inline SVG: pure functions over data classes, no style, no script.

Lengths are percentages and text keeps its size, so that a chart is legible at 320 px as on paper. A suppressed cell
(None) has no bar and reads "…", never 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, pairwise
from textwrap import wrap
from typing import Literal

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

Value = int | float | None
SUPPRESSED = "…"


@dataclass(frozen=True, slots=True)
class Series:
    """One set of values, a value per category; None is a number too small to be shown."""

    label: str | Promise
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart and the table beneath it. `slug` makes the ids of the page unique.

    `kind`: "bars" (horizontal, for categories with words), "columns" or "line" (for months and years).
    """

    slug: str
    title: str | Promise
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    kind: Literal["bars", "columns", "line"] = "bars"
    category_label: str | Promise = ""
    summary: str | Promise = ""  # one sentence that says what is seen
    note: str | Promise = ""  # source, rounding, what is hidden
    unit: str = ""
    totals: tuple[Value, ...] | None = None  # one for each series; never computed here: they may be rounded

    def __post_init__(self) -> None:
        for series in self.series:
            if len(series.values) != len(self.categories):
                raise ValueError(
                    f"{self.slug}: {len(series.values)} values for {len(self.categories)} categories"
                )

    @property
    def top(self) -> float:
        """The greatest value, at least 1 so that nothing is divided by zero."""
        return max(chain([1.0], (float(value) for series in self.series for value in series.values if value)))

    @property
    def suppressed(self) -> bool:
        return any(value is None for series in self.series for value in series.values)


def shown(value: Value, unit: str = "") -> str:
    if value is None:
        return SUPPRESSED
    decimals = 0 if isinstance(value, int) or float(value).is_integer() else 1
    number = number_format(value, decimal_pos=decimals, use_l10n=True, force_grouping=True)
    return f"{number} {unit}".strip() if unit != "%" else f"{number}%"


def table_rows(chart: Chart) -> list[tuple[str, list[str]]]:
    """The rows of the table beneath: category and the values as shown; the totals last, when there are."""
    rows = [
        (category, [shown(series.values[index], chart.unit) for series in chart.series])
        for index, category in enumerate(chart.categories)
    ]
    if chart.totals is not None:
        rows.append((_("Totale"), [shown(value, chart.unit) for value in chart.totals]))
    return rows


def svg(chart: Chart) -> SafeString:
    """The drawing alone, with title and description for screen readers."""
    height, body = {"bars": _bars, "columns": _columns, "line": _line}[chart.kind](chart)
    return format_html(
        '<svg class="chart chart-{kind}" width="100%" height="{height}" role="img" '
        'aria-labelledby="{slug}-title {slug}-desc"><title id="{slug}-title">{title}</title>'
        '<desc id="{slug}-desc">{desc}</desc>{hatch}{body}</svg>',
        kind=chart.kind,
        height=height,
        slug=chart.slug,
        title=chart.title,
        desc=_description(chart),
        hatch=_hatch(chart),
        body=body,
    )


def _description(chart: Chart) -> str:
    """The summary, else the values in words."""
    if chart.summary:
        return str(chart.summary)
    parts = []
    for series in chart.series:
        pairs = zip(chart.categories, series.values, strict=True)
        values = ", ".join(f"{category} {shown(value, chart.unit)}" for category, value in pairs)
        parts.append(f"{series.label}: {values}" if len(chart.series) > 1 else values)
    return "; ".join(parts)


def _hatch(chart: Chart) -> SafeString:
    """A pattern for every second series: colour is not the only thing that tells them apart."""
    patterns = format_html_join(
        "",
        '<pattern id="{0}-hatch-{1}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="6" height="6" class="hatch-ground-{1}"></rect>'
        '<rect width="3" height="6" class="series-{1}"></rect>'
        "</pattern>",
        ((chart.slug, index) for index in range(1, len(chart.series), 2)),
    )
    return format_html("<defs>{}</defs>", patterns) if patterns else mark_safe("")


def fill(chart: Chart, index: int) -> SafeString:
    """The colour of a series, by class; for every second one its pattern, by presentation attribute."""
    if index % 2 == 0:
        return format_html('class="series-{}"', index)
    return format_html('class="hatched" fill="url(#{}-hatch-{})"', chart.slug, index)


def legend(chart: Chart) -> list[tuple[SafeString, str]]:
    """The mark and name of each series; one series alone needs none."""
    if len(chart.series) < 2:
        return []
    return [(fill(chart, index), str(series.label)) for index, series in enumerate(chart.series)]


def _percent(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"


LABEL, BAR, GAP, SPAN = 20, 16, 10, 80.0  # px, px, px, % of the width for the longest bar
WRAP = 40  # signs that fit on a line of 288 px


def _bars(chart: Chart) -> tuple[int, SafeString]:
    """Each category: its label on a line, then a bar for each series with its value at the end."""
    parts: list[SafeString] = []
    y = 0
    for row, category in enumerate(chart.categories):
        for line in wrap(category, WRAP) or [""]:
            parts.append(format_html('<text class="chart-label" x="0" y="{}">{}</text>', y + 15, line))
            y += LABEL
        for index, series in enumerate(chart.series):
            parts.append(_bar(chart, index, series.values[row], y))
            y += BAR + 3
        y += GAP
    return y, _join(parts)


def _bar(chart: Chart, index: int, value: Value, y: int) -> SafeString:
    width = SPAN * float(value or 0) / chart.top
    bar = format_html(
        '<rect {} x="0" y="{}" width="{}" height="{}" rx="2"></rect>',
        fill(chart, index),
        y,
        _percent(width),
        BAR,
    )
    label = format_html(
        '<text class="chart-value" x="{}" y="{}" dx="6">{}</text>',
        _percent(width),
        y + 13,
        shown(value, chart.unit),
    )
    return format_html("{}{}", bar if value else "", label)


PLOT, AXIS, HEAD = 180, 26, 22  # px: drawing, month names beneath, room for values above


def _columns(chart: Chart) -> tuple[int, SafeString]:
    """A group of columns for each category, values above, names beneath."""
    slot = 100 / max(len(chart.categories), 1)
    width = slot * 0.72 / max(len(chart.series), 1)
    parts = [_baseline()]
    for column, category in enumerate(chart.categories):
        left = column * slot
        parts.append(_name(category, left + slot / 2))
        for index, series in enumerate(chart.series):
            value = series.values[column]
            height = PLOT * float(value or 0) / chart.top
            x = left + slot * 0.14 + index * width
            y = HEAD + PLOT - height
            if value:
                parts.append(
                    format_html(
                        '<rect {} x="{}" y="{}" width="{}" height="{}"></rect>',
                        fill(chart, index),
                        _percent(x),
                        round(y, 1),
                        _percent(width * 0.94),
                        round(height, 1),
                    )
                )
            parts.append(_point_value(shown(value), x + width / 2, y))
    return HEAD + PLOT + AXIS, _join(parts)


def _line(chart: Chart) -> tuple[int, SafeString]:
    """A line for each series; a suppressed value breaks it."""
    slot = 100 / max(len(chart.categories), 1)
    parts = [_baseline()]
    parts += [_name(category, (column + 0.5) * slot) for column, category in enumerate(chart.categories)]
    for index, series in enumerate(chart.series):
        points = [
            ((column + 0.5) * slot, None if value is None else HEAD + PLOT - PLOT * float(value) / chart.top)
            for column, value in enumerate(series.values)
        ]
        for (x1, y1), (x2, y2) in pairwise(points):
            if y1 is not None and y2 is not None:
                parts.append(
                    format_html(
                        '<line class="stroke-{}" x1="{}" y1="{}" x2="{}" y2="{}"></line>',
                        index,
                        _percent(x1),
                        round(y1, 1),
                        _percent(x2),
                        round(y2, 1),
                    )
                )
        for (x, y), value in zip(points, series.values, strict=True):
            if y is not None:
                parts.append(
                    format_html(
                        '<circle class="series-{}" cx="{}" cy="{}" r="4"></circle>',
                        index,
                        _percent(x),
                        round(y, 1),
                    )
                )
            parts.append(_point_value(shown(value), x, HEAD + PLOT if y is None else y))
    return HEAD + PLOT + AXIS, _join(parts)


def _baseline() -> SafeString:
    return format_html('<line class="chart-axis" x1="0" x2="100%" y1="{0}" y2="{0}"></line>', HEAD + PLOT)


def _name(category: str, x: float) -> SafeString:
    y = HEAD + PLOT + 18
    return format_html(
        '<text class="chart-name" text-anchor="middle" x="{}" y="{}">{}</text>', _percent(x), y, category
    )


def _point_value(text: str, x: float, y: float) -> SafeString:
    return format_html(
        '<text class="chart-point" text-anchor="middle" x="{}" y="{}">{}</text>',
        _percent(x),
        round(y - 7, 1),
        text,
    )


def _join(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))
