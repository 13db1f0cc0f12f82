"""What is due or late, over all years at once: the same rules; only the area of meetings is asked year by year."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from trama.access.actor import Actor
from trama.protocol.agreement.models import Version
from trama.protocol.commitments.models import DataTerm, Evidence, EvidenceState, Ownership
from trama.protocol.commitments.rules import NO_DAYS, Frame, Outcome, State
from trama.protocol.commitments.selectors import (
    DATED_RULES,
    outcome_of,
    version_of_year,
    versions,
    years_of,
)
from trama.protocol.commitments.sources import tallies


@dataclass(frozen=True, slots=True)
class Outstanding:
    """One dated commitment of one body that is not done for one year: still due, or late."""

    year: int
    ownership: Ownership
    outcome: Outcome


def late_ones(actor: Actor, today: date) -> list[Outstanding]:
    """What is late, of every body: the newest year first, then in the order of the text."""
    return [one for one in outstanding(actor, today) if one.outcome.state == State.LATE]


def outstanding(
    actor: Actor, today: date, *, organisation: UUID | None = None, years: Iterable[int] | None = None
) -> list[Outstanding]:
    """What is due or late, of one body or of all. Five queries at most, and the area of meetings' own a year."""
    rows = Ownership.objects.filter(network=actor.network_id, commitment__rule__in=DATED_RULES)
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    listed = list(
        rows.select_related("commitment", "organisation").order_by(
            "commitment__order", "organisation__sort_key"
        )
    )
    those = versions(actor)
    terms = dict(DataTerm.objects.filter(network=actor.network_id).values_list("year", "due_on"))
    proofs = _proofs([row.pk for row in listed])
    found = []
    for year in years_of(actor, today) if years is None else years:
        told, frame = tallies(actor, year), Frame(year, today, terms.get(year))
        for row in listed:
            if _binds(row, year, version_of_year(those, year)):
                result = outcome_of(row, frame, proofs.get((row.pk, year), NO_DAYS), told)
                if result.due is not None:
                    found.append(Outstanding(year, row, result))
    return found


def _binds(row: Ownership, year: int, version: Version | None) -> bool:
    """Whether the commitment is one of the year's version, and was the body's then."""
    if version is None or row.commitment.version_id != version.pk or row.since.year > year:
        return False
    return row.until is None or row.until.year >= year


def _proofs(ownerships: list[UUID]) -> dict[tuple[UUID, int], set[date]]:
    days: dict[tuple[UUID, int], set[date]] = defaultdict(set)
    rows = Evidence.objects.filter(ownership__in=ownerships, state=EvidenceState.CONFIRMED)
    for key, year, day in rows.values_list("ownership_id", "year", "day"):
        days[key, year].add(day)
    return days
