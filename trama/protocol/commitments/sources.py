"""How what happens elsewhere becomes evidence: the areas and apps above register here (see README.md).

Everything is called in the reader's transaction, inside the wall, in bulk: a fixed number of queries a call.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol
from uuid import UUID

from trama.access.actor import Actor
from trama.common.registry import Registry
from trama.protocol.commitments.kinds import EvidenceKind
from trama.protocol.commitments.rules import Rule


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that fulfils commitments of one body in one year: one click makes it evidence, still to be confirmed.

    `source` and `key` say where it comes from, so that it is attached once to each commitment.
    """

    source: str  # the source's code
    key: UUID  # the row's id there
    kind: EvidenceKind
    title: str
    day: date
    codes: frozenset[str]  # of the commitments it can prove
    url: str = ""  # a page of Trama where it can be looked at
    text: str = ""
    number: int | None = None  # of a COUNT


class EvidenceSource(Protocol):
    """An area whose rows can be evidence. `code` is at most 20 letters and never changes: it is stored."""

    @property
    def code(self) -> str: ...

    def offers(self, actor: Actor, organisation: UUID, codes: Collection[str], year: int) -> Iterable[Offer]:
        """What `organisation` did in `year` that can prove the commitments `codes`."""
        ...


@dataclass(frozen=True, slots=True)
class Tally:
    """Meetings of one sort in a year, each counted once by its day."""

    held: frozenset[date] = frozenset()
    attended: Mapping[UUID, frozenset[date]] = field(default_factory=dict)  # organisation -> days


class MeetingCounter(Protocol):
    """The area that keeps meetings: it answers what A3-02a, A6-01, DIR-07a (one Tally for the three) and CTE-04 ask."""

    def tallies(self, actor: Actor, years: Collection[int]) -> Mapping[int, Mapping[Rule, Tally]]:
        """By year, all in one query, and by rule.

        `MEETINGS_HELD` and `MEETINGS_ATTENDED` share the operational meetings, `YEARLY_REVIEW` has its own. For
        `MEETINGS_HELD`, only `held` is read.
        """
        ...


evidence_sources: Registry[EvidenceSource] = Registry("evidence sources")
meeting_counters: Registry[MeetingCounter] = Registry("meeting counters")


def offers(actor: Actor, organisation: UUID, codes: Collection[str], year: int) -> list[Offer]:
    """What every source offers, the newest first."""
    found = [
        offer for source in evidence_sources for offer in source.offers(actor, organisation, codes, year)
    ]
    return sorted(found, key=lambda offer: offer.day, reverse=True)


def tallies(actor: Actor, year: int) -> dict[Rule, Tally]:
    """What the area of meetings counts; nothing where no area keeps meetings."""
    return tallies_of(actor, [year])[year]


def tallies_of(actor: Actor, years: Collection[int]) -> dict[int, dict[Rule, Tally]]:
    """The same of several years; every year that is asked for is there."""
    found: dict[int, dict[Rule, Tally]] = {year: {} for year in years}
    for counter in meeting_counters:
        for year, told in counter.tallies(actor, years).items():
            found[year] |= told
    return found
