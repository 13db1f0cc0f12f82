"""Days as they are counted in Milan, hours as they pass, chains as the law links them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.deadlines.calendar import (
    MILAN,
    ROME,
    Step,
    add_business_days,
    add_days,
    add_hours,
    chain,
    end_of_day,
    is_business_day,
    is_holiday,
    last_business_day,
    local_day,
    next_business_day,
    past_holidays,
    start_of_day,
)

DAYS = st.dates(date(2023, 1, 1), date(2060, 12, 31))
INSTANTS = st.datetimes(
    datetime(2023, 1, 1),  # noqa: DTZ001  hypothesis wants bounds without a zone
    datetime(2060, 12, 31),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, ROME]),
)
WALL = "%Y-%m-%d %H:%M"


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 4, 6),
        date(2026, 6, 2),
        date(2026, 8, 15),
        date(2026, 12, 8),
        date(2027, 10, 4),
        date(2026, 11, 22),
    ],
)
def test_public_holidays_and_sundays(day: date) -> None:
    assert is_holiday(day)


def test_milan_rests_on_its_patron_and_the_rest_of_italy_works() -> None:
    assert is_business_day(date(2026, 12, 7))
    assert not is_business_day(date(2026, 12, 7), MILAN)
    assert add_business_days(date(2026, 12, 4), 1, MILAN) == date(2026, 12, 9)  # weekend, patron, Immacolata


def test_three_working_days_over_easter() -> None:
    assert add_business_days(date(2026, 4, 2), 3) == date(2026, 4, 8)


def test_a_term_that_ends_on_a_holiday_moves_on_but_not_from_a_saturday() -> None:
    assert past_holidays(date(2026, 12, 25)) == date(2026, 12, 28)  # Santo Stefano is a Saturday, then Sunday
    assert past_holidays(date(2026, 11, 21)) == date(2026, 11, 21)


@given(DAYS, st.integers(0, 60), st.sampled_from([None, MILAN]))
def test_working_days_add_up(day: date, count: int, province: str | None) -> None:
    end = add_business_days(day, count, province)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(is_business_day(d, province) for d in between) == count
    assert count == 0 or is_business_day(end, province)


@given(DAYS, st.integers(0, 30), st.integers(0, 30))
def test_two_terms_in_a_row_are_one_long_term(day: date, first: int, second: int) -> None:
    assert add_business_days(add_business_days(day, first), second) == add_business_days(day, first + second)


@given(DAYS)
def test_the_next_working_day_is_near_and_worked(day: date) -> None:
    found = next_business_day(day, MILAN)
    assert is_business_day(found, MILAN)
    assert timedelta(0) <= found - day <= timedelta(days=6)


@given(DAYS)
def test_the_last_working_day_before_is_the_day_itself_or_the_weekend_before(day: date) -> None:
    found = last_business_day(day, MILAN)
    assert is_business_day(found, MILAN)
    assert add_business_days(found, 1, MILAN) > day


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="count"):
        add_business_days(date(2026, 1, 1), -1)


# --- hours and days across the changes of the clock: 29 March and 25 October 2026 ---


def test_twenty_four_hours_in_the_night_of_summer_time_are_twenty_four() -> None:
    placed = datetime(2026, 3, 28, 20, 0, tzinfo=ROME)
    assert add_hours(placed, 24).strftime(WALL) == "2026-03-29 21:00"
    autumn = datetime(2026, 10, 24, 20, 0, tzinfo=ROME)
    assert add_hours(autumn, 24).strftime(WALL) == "2026-10-25 19:00"


def test_a_day_later_is_the_same_hour_on_the_clock() -> None:
    assert add_days(datetime(2026, 3, 28, 9, 30, tzinfo=ROME), 1).strftime(WALL) == "2026-03-29 09:30"


def test_an_hour_that_does_not_exist_moves_on() -> None:
    assert add_days(datetime(2026, 3, 28, 2, 30, tzinfo=ROME), 1).strftime(WALL) == "2026-03-29 03:30"


def test_of_an_hour_that_exists_twice_it_is_the_first() -> None:
    due = add_days(datetime(2026, 10, 24, 2, 30, tzinfo=ROME), 1)
    assert due.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(INSTANTS, st.integers(0, 2_000))
def test_hours_really_pass(at: datetime, hours: int) -> None:
    assert add_hours(at, hours).astimezone(UTC) - at.astimezone(UTC) == timedelta(hours=hours)


@given(INSTANTS, st.integers(0, 400))
def test_days_land_on_the_right_day(at: datetime, days: int) -> None:
    assert local_day(add_days(at, days)) == local_day(at) + timedelta(days=days)


@given(DAYS)
def test_a_day_ends_after_it_starts_and_stays_itself(day: date) -> None:
    assert local_day(start_of_day(day)) == day == local_day(end_of_day(day))
    assert start_of_day(day).astimezone(UTC) < end_of_day(day).astimezone(UTC)
    assert local_day(end_of_day(day) + timedelta(seconds=1)) == day + timedelta(days=1)


def test_midnight_in_rome_is_not_midnight_in_greenwich() -> None:
    assert local_day(datetime(2026, 6, 30, 22, 30, tzinfo=UTC)) == date(2026, 7, 1)


def test_an_instant_without_a_zone_is_refused() -> None:
    for act in (local_day, lambda at: add_hours(at, 1), lambda at: add_days(at, 1)):
        with pytest.raises(ValueError, match="time zone"):
            act(datetime(2026, 1, 1))  # noqa: DTZ001


# --- art. 403 c.c.: chained, with the outer bounds ---

STEPS = (Step("papers", 24), Step("petition", 72), Step("decree", 48))
PLACED = datetime(2026, 11, 20, 18, 0, tzinfo=ROME)


def test_the_chain_runs_from_the_real_act_and_shows_the_outer_bound() -> None:
    papers = add_hours(PLACED, 5)
    first, second, third = chain(PLACED, STEPS, {"papers": papers})
    assert (first.at, first.done_at) == (add_hours(PLACED, 24), papers)
    assert (second.at, second.outer) == (add_hours(papers, 72), add_hours(PLACED, 96))
    assert (third.at, third.outer) == (None, add_hours(PLACED, 144))


def test_a_late_step_stays_late_and_the_next_clock_runs_from_it() -> None:
    papers = add_hours(PLACED, 30)
    first, second, _third = chain(PLACED, STEPS, {"papers": papers})
    assert first.missed(papers)
    assert second.at == add_hours(papers, 72)
    assert not second.missed(add_hours(papers, 72))
    assert second.missed(add_hours(papers, 72.5))


@given(st.lists(st.integers(0, 200), max_size=3), INSTANTS)
def test_each_clock_is_the_step_before_and_its_hours(delays: list[int], start: datetime) -> None:
    done: dict[str, datetime] = {}
    at = start
    for step, delay in zip(STEPS, delays, strict=False):
        at = done[step.name] = add_hours(at, delay)
    clocks = chain(start, STEPS, done)
    assert [clock.at is not None for clock in clocks] == [n <= len(delays) for n in range(3)]
    assert [clock.outer for clock in clocks] == [add_hours(start, h) for h in (24, 96, 144)]
    if all(delay <= step.hours for step, delay in zip(STEPS, delays, strict=False)):
        assert not any(clock.missed(at) for clock in clocks[: len(delays)])
        assert all(clock.at <= clock.outer for clock in clocks if clock.at)
