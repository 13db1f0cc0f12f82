"""From facts to the tables of a year. Pure: no database, no key, no clock.

A woman of the year is one whose path was open in it: `path_facts` gives one row each, however often she came. `Counter`
and not a cube: docs/decisions/0012.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from trama.cases.facts import PathFact
from trama.statistics.categories import (
    AGE,
    CHANNEL,
    CITIZENSHIP,
    CONTINUING,
    NEW,
    OPEN,
    OUTCOME,
    PRESENCE,
    RELATIONSHIP,
    RELATIONSHIP_GROUP,
    UNKNOWN,
    VIOLENCE,
    TableKind,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """A one-way table: every category is there, with its zeros; `women` is what percentages are of."""

    kind: TableKind
    women: int
    counts: dict[str, int]

    def percent(self, category: str) -> float | None:
        """Of all the women of the year, those not known included; None when there are none."""
        return 100 * self.counts[category] / self.women if self.women else None


@dataclass(frozen=True, slots=True)
class CrossTable:
    """Age class by citizenship."""

    women: int
    counts: dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Figures:
    """An organisation's year. Not for anyone else: counts are exact, however small."""

    year: int
    women: int
    tables: dict[str, Table]
    age_by_citizenship: CrossTable

    @property
    def new(self) -> int:
        return self.tables[PRESENCE.code].counts[NEW]


def count(women: Sequence[PathFact], year: int) -> Figures:
    """The tables of `year`; `women` are the facts of that year."""
    answers = {
        PRESENCE: (NEW if row.is_new else CONTINUING for row in women),
        AGE: (row.age_class for row in women),
        CITIZENSHIP: (row.citizenship for row in women),
        VIOLENCE: _forms(women),
        RELATIONSHIP: (row.relationship for row in women),
        RELATIONSHIP_GROUP: (row.relationship_group for row in women),
        CHANNEL: (row.access_channel for row in women),
        OUTCOME: (_outcome(row) for row in women),
    }
    return Figures(
        year=year,
        women=len(women),
        tables={kind.code: one_way(kind, given, len(women)) for kind, given in answers.items()},
        age_by_citizenship=_cross(women),
    )


def _cross(women: Sequence[PathFact]) -> CrossTable:
    ages, origins = AGE.categories(), CITIZENSHIP.categories()
    given = Counter(
        (_or_unknown(row.age_class, ages), _or_unknown(row.citizenship, origins)) for row in women
    )
    return CrossTable(len(women), {(age, origin): given[age, origin] for age in ages for origin in origins})


def _or_unknown(code: str, known: Container[str]) -> str:
    return code if code in known else UNKNOWN


def one_way(kind: TableKind, answers: Iterable[str], women: int) -> Table:
    """How many answered each category; an answer that is none of them is "unknown"."""
    given = Counter(answers)
    counts = {category: given.pop(category, 0) for category in kind.categories()}
    if given:  # empty, or a code of another version: nothing is lost
        counts[UNKNOWN] += sum(given.values())
    return Table(kind, women, counts)


def _forms(women: Iterable[PathFact]) -> Iterator[str]:
    """The forms of violence of each; "unknown" stands alone, never beside one that is known."""
    known = frozenset(VIOLENCE.categories()) - {UNKNOWN}
    for row in women:
        yield from known.intersection(row.violence_type) or {UNKNOWN}


def _outcome(row: PathFact) -> str:
    """How the path stood at the end of the year: one closed later was still open then."""
    return (row.closure_reason or UNKNOWN) if row.closed_in_year else OPEN
