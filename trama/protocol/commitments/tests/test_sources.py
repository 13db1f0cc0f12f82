"""How another area offers evidence and counts meetings: the example of README.md, with a made-up area."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from uuid import UUID, uuid4

import pytest

from trama.access.actor import Actor
from trama.common.registry import Registry
from trama.protocol.commitments import sources
from trama.protocol.commitments.kinds import EvidenceKind
from trama.protocol.commitments.rules import Rule
from trama.protocol.commitments.sources import Offer, Tally

ORGANISATION = uuid4()
ACTOR = Actor.system(organisation_id=ORGANISATION, network_id=uuid4())


class Courses:
    """An area that keeps courses."""

    code = "course"

    def offers(self, actor: Actor, organisation: UUID, codes: Collection[str], year: int) -> Iterator[Offer]:
        proves = frozenset(codes) & {"A3-06", "WEL-02"}
        for month in (3, 9) if proves else ():
            yield Offer(
                "course", uuid4(), EvidenceKind.COURSE, f"Corso {month}", date(year, month, 1), proves
            )


class Meetings:
    """An area that keeps meetings."""

    def tallies(self, actor: Actor, years: Collection[int]) -> Mapping[int, Mapping[Rule, Tally]]:
        days = {year: frozenset({date(year, 4, 10)}) for year in years}
        operational = {year: Tally(days[year], {ORGANISATION: days[year]}) for year in years}
        return {
            year: {Rule.MEETINGS_HELD: tally, Rule.MEETINGS_ATTENDED: tally}
            for year, tally in operational.items()
        }


@pytest.fixture(autouse=True)
def registries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "evidence_sources", Registry("evidence sources"))
    monkeypatch.setattr(sources, "meeting_counters", Registry("meeting counters"))


def test_what_a_registered_area_offers_is_read_newest_first_and_only_for_what_is_asked() -> None:
    sources.evidence_sources.register(Courses())
    found = sources.offers(ACTOR, ORGANISATION, ["A3-06", "A3-01"], 2025)
    assert [offer.title for offer in found] == ["Corso 9", "Corso 3"]
    assert {code for offer in found for code in offer.codes} == {"A3-06"}
    assert sources.offers(ACTOR, ORGANISATION, ["A3-01"], 2025) == []


def test_meetings_are_told_by_rule_and_nothing_is_known_where_nobody_keeps_them() -> None:
    assert sources.tallies(ACTOR, 2025) == {}
    sources.meeting_counters.register(Meetings())
    found = sources.tallies(ACTOR, 2025)
    assert found[Rule.MEETINGS_ATTENDED].attended[ORGANISATION] == {date(2025, 4, 10)}
    assert Rule.YEARLY_REVIEW not in found
