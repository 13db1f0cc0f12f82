"""States follow from evidence and dates; only what the protocol dates is ever due or late."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.common.tables import read_rows
from trama.network.services import MILAN
from trama.protocol.commitments.rules import DATED, Frame, Rule, State, outcome, rule_for

YEAR = 2025
SIGNED = date(2023, 11, 22)
days_of = st.dates(date(YEAR, 1, 1), date(YEAR, 12, 31))
some_days = st.frozensets(days_of, max_size=4)
todays = st.dates(date(2024, 1, 1), date(2027, 12, 31))
rules = st.sampled_from(list(Rule))


@given(
    rule=rules, today=todays, proofs=some_days, met=some_days, held=st.none() | some_days,
    since=st.dates(date(2020, 1, 1), date(2026, 12, 31)),
    data_due=st.none() | st.dates(date(2025, 1, 1), date(2026, 12, 31)),
)  # fmt: skip
def test_only_what_is_dated_is_due_or_late_and_more_proof_never_harms(
    *, rule: Rule, today: date, proofs: frozenset[date], met: frozenset[date], held: frozenset[date] | None,
    since: date, data_due: date | None,
) -> None:  # fmt: skip
    frame = Frame(YEAR, today, data_due)
    found = outcome(rule, frame, since=since, proofs=proofs, met=met, held=held)
    if found.state in {State.DUE, State.LATE}:
        assert rule.dated and since <= date(YEAR, 1, 1)
        assert (found.state == State.LATE) == (found.due is not None and today > found.due)
        assert found.done < found.needs
    else:
        assert found.due is None
    if rule in {Rule.ONCE, Rule.UNDATED}:
        assert (found.state == State.EVIDENCED) == bool(proofs)
    whole = outcome(
        rule, frame, since=since, proofs=proofs | {date(YEAR, 3, 1), date(YEAR, 10, 1)}, met=met, held=held
    )
    assert whole.state == State.EVIDENCED


@given(today=todays, rule=rules, one=some_days, two=some_days)
def test_a_day_that_is_evidence_and_meeting_counts_once(
    today: date, rule: Rule, one: frozenset[date], two: frozenset[date]
) -> None:
    found = outcome(rule, Frame(YEAR, today), since=SIGNED, proofs=one, met=two, held=one | two)
    assert found.done == (len(one | two) if rule.counts_meetings else len(one))


@given(rule=rules, proofs=some_days, today=todays, later=st.integers(0, 400))
def test_time_alone_makes_nothing_evidenced_but_what_was(
    rule: Rule, proofs: frozenset[date], today: date, later: int
) -> None:
    """Without new evidence a state goes from due to late and nowhere else."""
    before = outcome(rule, Frame(YEAR, today), since=SIGNED, proofs=proofs)
    after = outcome(rule, Frame(YEAR, today + timedelta(days=later)), since=SIGNED, proofs=proofs)
    assert (before.state, after.state) in {(state, state) for state in State} | {(State.DUE, State.LATE)}


def test_two_meetings_on_two_days() -> None:
    spring, autumn, new_year = date(YEAR, 4, 10), date(YEAR, 10, 9), date(YEAR + 1, 1, 1)

    def state(today: date, *days: date) -> State:
        return outcome(Rule.MEETINGS_HELD, Frame(YEAR, today), since=SIGNED, proofs=frozenset(days)).state

    assert state(spring, spring) == State.DUE
    assert state(autumn, spring, autumn) == State.EVIDENCED
    assert state(date(YEAR, 12, 31), spring) == State.DUE
    assert state(new_year, spring) == State.LATE


def test_who_came_to_all_that_were_called_is_not_late() -> None:
    spring, autumn = date(YEAR, 4, 10), date(YEAR, 10, 9)

    def state(met: set[date], held: set[date] | None) -> State:
        frame = Frame(YEAR, date(YEAR + 1, 2, 1))
        return outcome(
            Rule.MEETINGS_ATTENDED, frame, since=SIGNED, proofs=frozenset(), met=frozenset(met),
            held=None if held is None else frozenset(held),
        ).state  # fmt: skip

    assert state({spring}, {spring}) == State.EVIDENCED
    assert state({spring}, {spring, autumn}) == State.LATE
    assert state(set(), {spring}) == State.LATE
    assert state(set(), set()) == State.NOT_YET
    assert state(set(), None) == State.LATE


def test_yearly_data_wait_for_the_date_that_the_lead_body_set() -> None:
    def state(today: date, due: date | None) -> State:
        return outcome(Rule.YEARLY_DATA, Frame(YEAR, today, due), since=SIGNED, proofs=frozenset()).state

    february = date(YEAR + 1, 2, 1)
    assert state(date(YEAR, 12, 31), None) == State.DUE
    assert state(february, None) == State.LATE
    assert state(february, date(YEAR + 1, 3, 31)) == State.DUE
    assert state(date(YEAR, 7, 1), date(YEAR, 6, 30)) == State.LATE


@pytest.mark.parametrize("rule", [rule for rule in Rule if rule.dated])
def test_in_the_year_in_which_it_was_signed_nothing_is_late(rule: Rule) -> None:
    found = outcome(rule, Frame(2023, date(2026, 11, 22)), since=SIGNED, proofs=frozenset())
    assert found.state == State.NOT_YET


def test_the_protocol_dates_nine_rows_and_no_other() -> None:
    rows = read_rows(MILAN.parents[2] / "protocol" / "data" / "commitments.csv")
    dated = {row["id"] for row in rows if rule_for(row["id"], row["kind"]).dated}
    assert dated == set(DATED)
    assert dated == {
        "A3-02a", "A6-01", "DIR-07a", "CTE-04", "WEL-10b", "POL-06b", "TOP-02b", "TMP-02b", "CIP-07b",
    }  # fmt: skip
