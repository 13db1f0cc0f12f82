"""The three readings of art. 7 (DOMAIN §0.1), from the real list of signatories."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from trama.protocol.agreement.loading import MILAN_DATE, read_known
from trama.protocol.agreement.validity import term_of, validity, years_after


def test_milan_ends_on_the_document_reading_and_not_later_than_the_last_evidence() -> None:
    readings = validity(MILAN_DATE, read_known(), 3)
    assert (readings.by_document.earliest, readings.by_document.latest) == (date(2026, 11, 22),) * 2
    assert readings.by_last_evidence.latest == date(2027, 1, 19)
    assert not readings.by_last_evidence.sure, "a verification report proves no signing date"


def test_each_body_has_a_term_of_its_own_where_something_proves_it() -> None:
    known = {row.code: row for row in read_known()}
    stamped = term_of(known["S34"], 3)
    assert stamped.sure and stamped.latest == date(2026, 11, 30)
    assert (term_of(known["S24"], 3).earliest, term_of(known["S24"], 3).latest) == (date(2026, 12, 19), None)
    assert term_of(known["S36"], 3).latest is None, "missing means not in this text, not unsigned"


def test_the_last_day_is_still_inside_the_term() -> None:
    ends = validity(MILAN_DATE, [], 3).by_document
    assert not ends.is_past(date(2026, 11, 22))
    assert ends.is_past(date(2026, 11, 23))


@given(st.dates(max_value=date(2200, 1, 1)), st.integers(1, 20))
def test_a_term_never_grows_past_its_calendar_day(day: date, years: int) -> None:
    end = years_after(day, years)
    assert (end.year, end.month) == (day.year + years, day.month)
    assert end.day in {day.day, 28}
