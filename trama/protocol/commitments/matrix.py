"""Signatories × commitments as one picture that can be walked: a table with a link in each cell that means something.

State is shape as well as colour: a full square, a diamond, a triangle, a small ring (static/protocol/matrix.css).
Whoever hears the page hears body, commitment and state, from the headers of the table and, with
static/protocol/matrix.js, from the mark itself. Stretches without a mark are one cell, and end tags that HTML lets out
are left out: there are very many.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from trama.protocol.agreement.models import Signatory
from trama.protocol.commitments.models import Commitment
from trama.protocol.commitments.presentation import BodyRow
from trama.protocol.commitments.rules import State
from trama.ui.markup import esc, made

# The classes of the marks: one letter, since there are very many.
LETTERS: Final = {State.EVIDENCED: "e", State.LATE: "l", State.DUE: "d", State.NOT_YET: "n"}
FEW: Final = 60  # columns, up to which they can be wider
LETTER_WIDTH, COLUMN_WIDTH = 6, 12  # px, of a stretch's name and of a column
Cell = tuple[State, UUID]  # with the ownership
Cells = Mapping[UUID, Mapping[int, Cell]]  # organisation -> order of the commitment -> cell


@dataclass(frozen=True)
class Matrix:
    """What the page shows: the drawing, its key and, beneath, every body's numbers."""

    drawing: SafeString
    key: list[tuple[str, str]]  # class and words of each mark
    rows: list[BodyRow]


def matrix(
    bodies: Sequence[Signatory], commitments: Sequence[Commitment], cells: Cells, *, year: int, this_year: int
) -> Matrix:
    """Pure: no query."""
    rows = [BodyRow(body, _counts(cells.get(body.organisation_id, {}))) for body in bodies]
    asked = "" if year == this_year else f"?anno={year}"
    drawn = [
        f'<table class="matrix{" matrix-few" if len(commitments) <= FEW else ""}" data-matrix>',
        f'<caption class="visually-hidden">{esc(_("Impegni del %(year)s, per ente") % {"year": year})}</caption>',
        f"<thead>{_stretches(commitments, year)}{_codes(commitments, asked)}</thead><tbody>",
        *(_row(row, commitments, cells.get(row.signatory.organisation_id, {}), asked) for row in rows),
        "</tbody></table>",
    ]
    return Matrix(made("".join(drawn)), [(LETTERS[state], str(state.label)) for state in LETTERS], rows)


def _counts(states: Mapping[int, Cell]) -> dict[State, int]:
    return {state: sum(found == state for found, _key in states.values()) for state in State}


def stretch(commitment: Commitment) -> tuple[str, str]:
    """(words, filter) of the stretch of columns that a commitment stands in: an article, or in art. 4 who promised."""
    if commitment.article == "4":
        return commitment.binds, urlencode({"articolo": "4", "chi": commitment.binds})
    words = _("Art. %(article)s") % {"article": commitment.article}
    return words, urlencode({"articolo": commitment.article})


def _stretches(commitments: Sequence[Commitment], year: int) -> str:
    """Links to the parts of the register; a name that does not fit is only heard."""
    parts = []
    for (words, query), those in groupby(commitments, key=stretch):
        length = len(list(those))
        address = f"{reverse('protocol:commitments')}?anno={year}&{query}"
        label = esc(_("%(name)s: %(n)s impegni") % {"name": words, "n": length})
        seen = esc(words) if length * COLUMN_WIDTH > len(words) * LETTER_WIDTH + 6 else ""
        parts.append(
            f'<th scope="colgroup" colspan="{length}"><a href="{esc(address)}" aria-label="{label}">{seen}</a></th>'
        )
    return f"<tr><td></td>{''.join(parts)}</tr>"


def _codes(commitments: Sequence[Commitment], asked: str) -> str:
    """A link to each commitment: its code is seen, its text is heard."""
    parts = (
        f'<th scope="col"><a href="{reverse("protocol:commitment", args=[one.pk])}{asked}">{esc(one.code)}'
        f'<span class="visually-hidden"> {esc(one.text_it)}</span></a></th>'
        for one in commitments
    )
    return f'<tr><th scope="col">{esc(_("Ente"))}</th>{"".join(parts)}</tr>'


def _row(row: BodyRow, commitments: Sequence[Commitment], states: Mapping[int, Cell], asked: str) -> str:
    body = row.signatory.organisation
    address = reverse("protocol:body_commitments", args=[body.pk]) + asked
    name = f'<tr><th scope="row"><a href="{address}">{esc(body.short_name)}</a></th>'
    return name + "".join(_cells(commitments, states, asked)) + "</tr>"


def _cells(commitments: Sequence[Commitment], states: Mapping[int, Cell], asked: str) -> Iterator[str]:
    words = {state: esc(state.label) for state in State}
    for is_empty, those in groupby(commitments, key=lambda one: one.order not in states):
        if is_empty:
            length = len(list(those))
            yield f"<td colspan={length}>" if length > 1 else "<td>"
            continue
        for one in those:
            state, ownership = states[one.order]
            yield f"<td><a class={LETTERS[state]} href=../promessa/{ownership}/{asked}>{words[state]}</a>"
