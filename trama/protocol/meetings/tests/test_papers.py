"""The calendar file, the convocation and the minutes on paper."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from trama.access.context import acting
from trama.protocol.meetings.calendar import Entry, calendar_file
from trama.protocol.meetings.papers import convocation_pdf, mail_text, minutes_pdf, when_words
from trama.protocol.meetings.selectors.meetings import meeting_page
from trama.protocol.meetings.selectors.minutes import minutes_page
from trama.protocol.meetings.states import MeetingState
from trama.protocol.meetings.tests import making
from trama.testing.cast import Cast

ROME = ZoneInfo("Europe/Rome")
ENTRY = Entry(
    uid=UUID(int=7), sequence=0, changed_at=datetime(2026, 10, 1, 8, tzinfo=UTC), state=MeetingState.CONVENED,
    title="Incontro operativo; autunno, 2026", starts_at=datetime(2026, 10, 24, 9, 30, tzinfo=ROME),
    ends_at=datetime(2026, 10, 24, 12, 0, tzinfo=ROME), organiser="Area Diritti", organiser_id=UUID(int=9),
    place="Sala 2", link="https://video.example/rete", agenda=["Dati, e altro", "Formazione"],
)  # fmt: skip


def read(entry: Entry) -> tuple[Calendar, Any]:
    calendar = Calendar.from_ical(calendar_file(entry))
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_the_file_says_what_when_where_with_its_time_zone() -> None:
    calendar, event = read(ENTRY)
    assert (calendar["METHOD"], event["UID"], event["SEQUENCE"], event["STATUS"]) == (
        "PUBLISH",
        str(UUID(int=7)),
        0,
        "CONFIRMED",
    )
    assert event["DTSTART"].params["TZID"] == "Europe/Rome"
    assert event["DTSTART"].dt == ENTRY.starts_at
    assert event["SUMMARY"] == ENTRY.title
    assert event["DESCRIPTION"] == "1. Dati, e altro\n2. Formazione\nhttps://video.example/rete"
    assert str(event["ORGANIZER"]) == UUID(int=9).urn, "no mail in the directory: the body's own id"
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/Rome"
    assert {"STANDARD", "DAYLIGHT"} <= {part.name for part in zone.subcomponents}
    assert all(len(line) <= 75 for line in calendar_file(ENTRY).split(b"\r\n"))


def test_a_change_keeps_the_uid_and_grows_the_sequence_and_a_cancelled_one_is_taken_away() -> None:
    _calendar, moved = read(replace(ENTRY, sequence=3, starts_at=ENTRY.starts_at - timedelta(hours=1)))
    assert (moved["UID"], moved["SEQUENCE"]) == (str(UUID(int=7)), 3)
    calendar, gone = read(
        replace(ENTRY, sequence=4, state=MeetingState.CANCELLED, email="rete@comune.example")
    )
    assert (calendar["METHOD"], gone["STATUS"], gone["SEQUENCE"]) == ("CANCEL", "CANCELLED", 4)
    assert str(gone["ORGANIZER"]) == "mailto:rete@comune.example"


@given(st.datetimes(datetime(2024, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
def test_an_instant_comes_back_as_the_same_instant_around_the_clock_change_too(instant: datetime) -> None:
    whole = instant.replace(microsecond=0)
    local = whole.astimezone(ROME)
    if local.fold:  # 2.30 happens twice that night; iCalendar can name the first one only
        return
    _calendar, event = read(replace(ENTRY, starts_at=whole, ends_at=whole + timedelta(hours=1)))
    assert event["DTSTART"].dt.astimezone(UTC) == whole


@pytest.mark.django_db
def test_the_same_meeting_gives_the_same_papers(cast: Cast) -> None:
    meeting = making.approved(cast)
    with acting(cast.franca.actor):
        page = meeting_page(cast.franca.actor, meeting.pk)
        found = minutes_page(cast.franca.actor, page.meeting)
        call, said = convocation_pdf(page, network="Rete"), minutes_pdf(found, network="Rete")
        assert call.startswith(b"%PDF")
        assert (call, said) == (convocation_pdf(page, network="Rete"), minutes_pdf(found, network="Rete"))
        text = mail_text(page, "https://trama.example/incontri/x/")
    assert "1. Dati dell’anno\n2. Formazione" in text
    assert "https://trama.example/incontri/x/" in text


@pytest.mark.django_db
def test_a_call_to_all_forty_seven_fits_on_paper(cast: Cast) -> None:
    """Long names, many bodies, a cancelled meeting: nothing that typst refuses."""
    meeting = making.planned(cast)
    with acting(cast.tea.actor):
        page = meeting_page(cast.tea.actor, meeting.pk)
        many = replace(page, invitations=page.invitations * 8)
        many.meeting.cancelled_because = "Neve #let x = 1 *grassetto* $a$"
        assert convocation_pdf(many, network="Rete").startswith(b"%PDF")


def test_when_is_written_with_its_year_and_weekday(cast: Cast) -> None:
    meeting = making.planned(cast, starts_at=datetime(2026, 11, 24, 9, 30, tzinfo=ROME))
    assert when_words(meeting) == "martedì 24 novembre 2026, dalle 9.30 alle 11.30"
    assert date(2026, 11, 24).weekday() == 1
