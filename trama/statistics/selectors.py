"""Reading: one's own submissions, the network's years, who has submitted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.network.models import Organisation
from trama.statistics.categories import KINDS, NEW, PRESENCE, SUBMITTED, UNKNOWN, TableKind, token
from trama.statistics.models import Cell, Release, State, Submission
from trama.statistics.tables import Table

Cells = dict[str, dict[UUID, int]]


@dataclass(frozen=True, slots=True)
class Year:
    """One organisation's year with the network: what waits to be sent, what was sent, the year before's."""

    year: int
    draft: Submission | None
    submitted: Submission | None
    before: Submission | None
    closed: bool

    @property
    def shown(self) -> Submission | None:
        """What the page previews: what would be sent, else what was."""
        return self.draft or self.submitted


def own_year(actor: Actor, year: int) -> Year:
    """Raises Forbidden."""
    require(actor, Action.SUBMIT_FIGURES)
    found = {
        (submission.year, submission.state): submission
        for submission in Submission.objects.filter(
            organisation=actor.organisation_id, network=actor.network_id, year__in=(year, year - 1)
        ).exclude(state=State.REPLACED)
    }
    return Year(
        year=year,
        draft=found.get((year, State.DRAFT)),
        submitted=found.get((year, State.SUBMITTED)),
        before=found.get((year - 1, State.SUBMITTED)),
        closed=Release.objects.filter(network=actor.network_id, year=year).exists(),
    )


def tables_of(submissions: Iterable[Submission | None]) -> dict[UUID, dict[str, Table]]:
    """The tables of each submission by its id, in one query."""
    cells: dict[UUID, Cells] = {submission.pk: {} for submission in submissions if submission is not None}
    for parent, code, category, number in Cell.objects.filter(submission__in=list(cells)).values_list(
        "submission_id", "table_code", "category", "count"
    ):
        cells[parent].setdefault(code, {})[category] = number
    return {parent: _tables(found) for parent, found in cells.items()}


def _tables(cells: Cells) -> dict[str, Table]:
    women = sum(cells.get(PRESENCE.code, {}).values())
    return {
        kind.code: Table(
            kind, women, {code: cells.get(kind.code, {}).get(token(code), 0) for code in kind.categories()}
        )
        for kind in SUBMITTED
    }


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """A table of the network: None is a number under 5; a withheld table shows nothing."""

    code: str
    withheld: bool
    counts: dict[str, int | None]


@dataclass(frozen=True, slots=True)
class NetworkYear:
    """A network's year as it was published, once."""

    year: int
    published_at: datetime
    contributors: int
    women: int | None
    tables: dict[str, PublishedTable]

    @property
    def new(self) -> int | None:
        """Women whose path began in the year; None where it is not told."""
        found = self.tables.get(PRESENCE.code)
        return found.counts.get(NEW) if found else None


def releases(actor: Actor) -> list[Release]:
    """The closed years of the network, newest first; published or not yet."""
    require(actor, Action.READ_NETWORK_FIGURES)
    return list(Release.objects.filter(network=actor.network_id).order_by("-year"))


def network_year(release: Release) -> NetworkYear | None:
    """What a release shows; None when the year is closed and not yet published."""
    if release.published_at is None or release.content is None:
        return None
    return NetworkYear(
        year=release.year,
        published_at=release.published_at,
        contributors=release.contributors or 0,
        women=release.content["women"],
        tables={
            code: PublishedTable(code, table["withheld"], _in_codes(KINDS[code], table["cells"]))
            for code, table in release.content["tables"].items()
            if code in KINDS
        },
    )


def _in_codes(kind: TableKind, cells: dict[str, int | None]) -> dict[str, int | None]:
    """The counts of a release by code; a category that nobody's submission had is left out."""
    named = {code: code if code == UNKNOWN else str(token(code)) for code in kind.categories()}
    return {code: cells[name] for code, name in named.items() if name in cells}


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation of the network and when it submitted; None: not yet."""

    name: str
    submitted_at: datetime | None


def collection(actor: Actor, year: int) -> list[Body]:
    """Who has submitted the year and who has not, for the lead body: offices and instants, no number of women.

    Only bodies that are centres or shelters, and whoever has submitted, are listed.
    """
    require(actor, Action.RELEASE_NETWORK_FIGURES)
    with connection.cursor() as cursor:
        cursor.execute("SELECT organisation, at FROM statistics_submitted(%s)", [year])
        instants: dict[UUID, datetime] = dict(cursor.fetchall())
    organisations = Organisation.objects.filter(memberships__network=actor.network_id).order_by("sort_key")
    return [
        Body(organisation.short_name, instants.get(organisation.pk))
        for organisation in organisations
        if organisation.pk in instants or organisation.is_cav or organisation.is_shelter
    ]
