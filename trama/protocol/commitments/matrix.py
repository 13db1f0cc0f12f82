"""Signatories × commitments as one picture: inline SVG made here, a path a state and a row, so that it stays small.

State is shape as well as colour: a full square, a diamond, a triangle, a small ring. Each name is a link with its
row's numbers in words; each stretch of columns is a link to its part of the register.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from trama.protocol.agreement.models import Signatory
from trama.protocol.commitments.models import Commitment
from trama.protocol.commitments.presentation import BodyRow, counts_words
from trama.protocol.commitments.rules import State

COLUMN, ROW, LABEL, HEAD = 9, 20, 172, 34
# What is drawn in a cell of 9 × 20 whose corner is (0, 0).
SHAPES: Final = {
    State.EVIDENCED: "m1 6h7v8h-7z",
    State.LATE: "m4.5 4l4.5 6l-4.5 6l-4.5-6z",
    State.DUE: "m1 14l3.5-8l3.5 8z",
    State.NOT_YET: "m2 10a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0z",
}
Cells = Mapping[UUID, Mapping[int, State]]  # organisation -> order of the commitment -> state


@dataclass(frozen=True)
class Matrix:
    """What the page shows: names that stay in sight, the drawing, its key and, beneath, every body's numbers."""

    labels: SafeString
    drawing: SafeString
    key: list[tuple[SafeString, str]]
    rows: list[BodyRow]


def matrix(
    bodies: Sequence[Signatory], commitments: Sequence[Commitment], cells: Cells, *, year: int
) -> Matrix:
    """Pure: no query."""
    rows = [BodyRow(body, _counts(cells.get(body.organisation_id, {}))) for body in bodies]
    return Matrix(_labels(rows, year), _drawing(rows, commitments, cells, year), _key(), rows)


def _counts(states: Mapping[int, State]) -> dict[State, int]:
    return {state: sum(found == state for found in states.values()) for state in State}


def _height(rows: Sequence[BodyRow]) -> int:
    return HEAD + ROW * len(rows) + 2


def _labels(rows: Sequence[BodyRow], year: int) -> SafeString:
    """The names, each a link that says its row in words."""
    names = (
        (
            f"{reverse('protocol:body_commitments', args=[row.signatory.organisation_id])}?anno={year}",
            row.signatory.organisation.short_name,
            counts_words(row.counts) or _("nessun impegno"),
            HEAD + ROW * index,
            LABEL,
            ROW,
            HEAD + ROW * index + 14,
            row.signatory.organisation.short_name,  # too long: cut by the drawing's edge
        )
        for index, row in enumerate(rows)
    )
    return format_html(
        '<svg class="matrix matrix-names" role="group" aria-label="{}" width="{}" height="{}" viewBox="0 0 {} {}">{}'
        "</svg>",
        _("Enti"),
        LABEL,
        _height(rows),
        LABEL,
        _height(rows),
        format_html_join(
            "",
            '<a class="matrix-row" href="{}" aria-label="{}: {}"><rect x="1" y="{}" width="{}" height="{}"/>'
            '<text x="6" y="{}">{}</text></a>',
            names,
        ),
    )


def _drawing(
    rows: Sequence[BodyRow], commitments: Sequence[Commitment], cells: Cells, year: int
) -> SafeString:
    width, height = COLUMN * len(commitments) + 2, _height(rows)
    column = {commitment.order: index for index, commitment in enumerate(commitments)}
    drawn = [
        (_row(cells.get(row.signatory.organisation_id, {}), column, top=HEAD + ROW * index, width=width),)
        for index, row in enumerate(rows)
    ]
    return format_html(
        '<svg class="matrix" role="group" aria-label="{}" width="{}" height="{}" viewBox="0 0 {} {}">{}{}</svg>',
        _("Impegni del %(year)s") % {"year": year},
        width,
        height,
        width,
        height,
        _heads(commitments, height, year),
        format_html_join("", "{}", drawn),
    )


def _row(states: Mapping[int, State], column: Mapping[int, int], *, top: int, width: int) -> SafeString:
    """One body's cells: what they say stands in words in the label of its name."""
    paths = (
        (state.value, "".join(f"M{COLUMN * column[order]} {top}{shape}" for order in orders))
        for state, shape in SHAPES.items()
        if (orders := [order for order, found in states.items() if found == state and order in column])
    )
    return format_html(
        '<g class="matrix-cells" aria-hidden="true"><rect x="0" y="{}" width="{}" height="{}"/>{}</g>',
        top,
        width,
        ROW,
        format_html_join("", '<path class="matrix-{}" d="{}"/>', paths),
    )


def stretch(commitment: Commitment) -> tuple[str, str]:
    """(words, filter) of the stretch of columns that a commitment stands in: an article, or in art. 4 who promised."""
    if commitment.article == "4":
        return commitment.binds, urlencode({"articolo": "4", "chi": commitment.binds})
    words = _("Art. %(article)s") % {"article": commitment.article}
    return words, urlencode({"articolo": commitment.article})


def _heads(commitments: Sequence[Commitment], height: int, year: int) -> SafeString:
    parts = []
    start = 0
    for (words, query), those in groupby(commitments, key=stretch):
        length = len(list(those))
        left, wide = COLUMN * start, COLUMN * length
        start += length
        address = f"{reverse('protocol:commitments')}?anno={year}&{query}"
        label = _("%(name)s: %(n)s impegni") % {"name": words, "n": length}
        short = words if wide >= len(words) * 6 else ""
        parts.append((address, label, left, wide, HEAD, left, left, height, left + 2, HEAD - 12, short))
    return format_html_join(
        "",
        '<a class="matrix-head" href="{}" aria-label="{}"><rect x="{}" y="0" width="{}" height="{}"/>'
        '<line x1="{}" x2="{}" y1="0" y2="{}"/><text x="{}" y="{}">{}</text></a>',
        parts,
    )


def _key() -> list[tuple[SafeString, str]]:
    return [
        (
            format_html(
                '<svg class="matrix-key" aria-hidden="true" width="14" height="20" viewBox="-2 0 14 20">'
                '<path class="matrix-{}" d="M0 0{}"/></svg>',
                state.value,
                shape,
            ),
            str(state.label),
        )
        for state, shape in SHAPES.items()
    ]
