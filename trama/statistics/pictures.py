"""Tables as they are read: a drawing, and beneath it every category with its number, share and last year's."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from trama.statistics.categories import AGE, CITIZENSHIP, EXIT, OWN, PUBLISHED, SUBMITTED, UNKNOWN, TableKind
from trama.statistics.selectors import NetworkYear, PublishedTable
from trama.statistics.stays import Stays
from trama.statistics.tables import CrossTable, Figures, Table
from trama.ui.charts import Chart, Series, Value, legend, shown, svg

Text = str | Promise
Counts = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Column:
    """The numbers of one year: `women` is what the shares are of, None when it is not told."""

    label: str
    women: Value
    counts: Counts
    decimals: int = 1  # of the shares; none where the numbers are rounded


@dataclass(frozen=True, slots=True)
class Picture:
    """A table ready for `statistics/_picture.html`."""

    slug: str
    title: str
    heading: str
    drawing: SafeString
    key: Sequence[tuple[SafeString, str | Promise]]
    columns: list[str]
    rows: list[tuple[str, list[str]]]
    total: tuple[str, list[str]]
    notes: list[str]


def own_pictures(figures: Figures, before: Figures) -> list[Picture]:
    """The five tables of an organisation's year, beside the year before when there was one."""
    years = [figures, before] if before.women else [figures]
    return [
        _ages(figures.age_by_citizenship),
        *(
            _picture(kind, [_own_column(str(year.year), year.tables[kind.code]) for year in years])
            for kind in OWN
        ),
    ]


def stay_pictures(stays: Stays, year: int) -> list[Picture]:
    """How stays ended, for who gives hospitality; nothing for who does not."""
    if not stays.exits.women:
        return []
    return [_picture(EXIT, [_own_column(str(year), stays.exits)], total=_("Ospitalità finite"))]


def submission_pictures(
    shown_tables: Mapping[str, Table], year: int, before: Mapping[str, Table] | None
) -> list[Picture]:
    """What would be sent, or was: the one-way tables, beside those sent for the year before."""
    return [
        _picture(
            kind,
            [_own_column(str(year), shown_tables[kind.code])]
            + ([_own_column(str(year - 1), before[kind.code])] if before else []),
        )
        for kind in SUBMITTED
    ]


def network_pictures(year: NetworkYear, before: NetworkYear | None) -> list[Picture]:
    """The published tables that are not withheld, in their order; how many are new stands beside the total."""
    pictures = []
    for kind in PUBLISHED:
        years = [
            each for each in (year, before) if each is not None and _is_shown(each.tables.get(kind.code))
        ]
        if years and years[0] is year:
            pictures.append(
                _picture(
                    kind,
                    [
                        Column(str(each.year), each.women, each.tables[kind.code].counts, decimals=0)
                        for each in years
                    ],
                )
            )
    return pictures


def withheld_titles(year: NetworkYear) -> list[str]:
    """The tables of which nothing is shown: too few contributors, or a hidden number could be told."""
    return [str(kind.title) for kind in PUBLISHED if not _is_shown(year.tables.get(kind.code))]


def _is_shown(table: PublishedTable | None) -> bool:
    return table is not None and not table.withheld


def _own_column(label: str, table: Table) -> Column:
    return Column(label, table.women, table.counts)


def _picture(kind: TableKind, columns: Sequence[Column], *, total: str = "") -> Picture:
    words = {code: str(label) for code, label in kind.categories().items()}
    drawn = [
        code
        for code in words
        if code == UNKNOWN or any(_draws(column.counts.get(code)) for column in columns)
    ]
    chart = Chart(
        slug=kind.code.replace("_", "-"),
        title=kind.title,
        categories=tuple(words[code] for code in drawn),
        series=tuple(
            Series(column.label, tuple(column.counts.get(code) for code in drawn)) for column in columns
        ),
    )
    notes = [str(kind.note)] if kind.note else []
    if len(drawn) < len(words):
        notes.append(_("Le voci senza nessuna donna non sono elencate."))
    if any(value is None for column in columns for value in column.counts.values()):
        notes.append(_("… = meno di 5, non mostrato perché nessuna sia riconoscibile."))
    return Picture(
        slug=chart.slug,
        title=str(kind.title),
        heading=str(kind.heading),
        drawing=svg(chart),
        key=legend(chart),
        columns=[text for column in columns for text in (column.label, "%")],
        rows=[
            (label, _cells((column, column.counts.get(code)) for column in columns))
            for code, label in words.items()
            if code in drawn
        ],
        total=(total or _("Donne in tutto"), _cells((column, column.women) for column in columns)),
        notes=notes,
    )


def _draws(value: Value) -> bool:
    return value is None or value > 0


def _cells(numbers: Iterable[tuple[Column, Value]]) -> list[str]:
    """Each number and its share of the women of its column."""
    return [
        text
        for column, value in numbers
        for text in (shown(value), share(value, column.women, decimals=column.decimals))
    ]


def share(value: Value, women: Value, *, decimals: int = 1) -> str:
    """A percentage of the numbers as they are shown: nothing finer than they are."""
    if value is None or not women:
        return "–"
    return shown(round(100 * value / women, decimals), "%")


_ORIGINS = {"it": ("it",), "foreign": ("eu", "non_eu", "stateless"), UNKNOWN: (UNKNOWN,)}


def _ages(table: CrossTable) -> Picture:
    """Age by citizenship: drawn in three groups, every citizenship in the table."""
    ages = {code: str(label) for code, label in AGE.categories().items()}
    origins = {code: str(label) for code, label in CITIZENSHIP.categories().items()}
    groups = {"it": origins["it"], "foreign": _("Straniera o apolide"), UNKNOWN: origins[UNKNOWN]}
    drawn = {
        age: label
        for age, label in ages.items()
        if age == UNKNOWN or any(table.counts[age, origin] for origin in origins)
    }
    chart = Chart(
        slug="age-citizenship",
        title=_("Età e cittadinanza"),
        categories=tuple(drawn.values()),
        series=tuple(
            Series(
                label, tuple(sum(table.counts[age, origin] for origin in _ORIGINS[group]) for age in drawn)
            )
            for group, label in groups.items()
        ),
    )

    def line(cells: Sequence[int]) -> list[str]:
        return [shown(value) for value in (*cells, sum(cells))] + [share(sum(cells), table.women)]

    return Picture(
        slug=chart.slug,
        title=str(chart.title),
        heading=str(AGE.heading),
        drawing=svg(chart),
        key=legend(chart),
        columns=[*origins.values(), _("Donne"), "%"],
        rows=[
            (label, line([table.counts[age, origin] for origin in origins])) for age, label in drawn.items()
        ],
        total=(
            _("Donne in tutto"),
            line([sum(table.counts[age, origin] for age in ages) for origin in origins]),
        ),
        notes=[],
    )
