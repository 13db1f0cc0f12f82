"""A shelter's year. Pure, as `tables`; for the organisation's own page, never for the network."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from trama.shelters.facts import StayFact
from trama.statistics.categories import EXIT
from trama.statistics.tables import Table, one_way

_MOVED = "transferred"


@dataclass(frozen=True, slots=True)
class Stays:
    """Who was a guest in the year, for how long, and how stays ended."""

    guests: int  # women, each once
    nights: int  # of women; children are not counted here
    exits: Table  # of the stays that ended, not of the women


def count_stays(facts: Sequence[StayFact], year: int) -> Stays:
    """A move to another place of the same organisation ends one row and begins another: it is no exit."""
    moves = Counter(fact.subject for fact in facts if fact.continues)
    reasons = []
    for fact in facts:
        if fact.ended is None or fact.ended.year != year:
            continue
        if fact.exit_reason == _MOVED and moves[fact.subject]:
            moves[fact.subject] -= 1
        else:
            reasons.append(fact.exit_reason)
    return Stays(
        guests=len({fact.subject for fact in facts}),
        nights=sum(fact.nights for fact in facts),
        exits=one_way(EXIT, reasons, len(reasons)),
    )
