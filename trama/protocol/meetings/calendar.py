"""The calendar file of a meeting (RFC 5545, RFC 5546, RFC 7986), to download and open.

METHOD is PUBLISH, and CANCEL for a cancelled meeting: answers are given in Trama and not by the mail that a REQUEST
would make calendars send. UID never changes, SEQUENCE grows with every change, times are wall-clock times of
Europe/Rome with its VTIMEZONE. The same meeting gives the same bytes.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from trama.protocol.meetings.states import MeetingState

ZONE = ZoneInfo("Europe/Rome")
MEDIA_TYPE = "text/calendar; charset=utf-8"
_STATUS = {MeetingState.PLANNED: "TENTATIVE", MeetingState.CANCELLED: "CANCELLED"}


@dataclass(frozen=True)
class Entry:
    """What a calendar is told: no name of a person."""

    uid: UUID
    sequence: int
    changed_at: datetime
    state: MeetingState
    title: str
    starts_at: datetime
    ends_at: datetime
    organiser: str
    organiser_id: UUID
    place: str = ""
    link: str = ""
    agenda: list[str] = field(default_factory=list)
    email: str = ""  # of the organiser's office


def calendar_file(entry: Entry) -> bytes:
    """One VCALENDAR with one VEVENT."""
    calendar = Calendar()
    calendar.add("prodid", "-//Trama//Incontri//IT")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "CANCEL" if entry.state is MeetingState.CANCELLED else "PUBLISH")
    year = entry.starts_at.astimezone(ZONE).year
    zone = Timezone.from_tzid("Europe/Rome", first_date=date(year - 1, 1, 1), last_date=date(year + 2, 1, 1))
    zone.pop("comment", None)
    calendar.add_component(zone)
    calendar.add_component(_event(entry))
    content: bytes = calendar.to_ical()
    return content


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", str(entry.uid))
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(ZONE))
    event.add("dtend", entry.ends_at.astimezone(ZONE))
    event.add("summary", entry.title)
    event.add("status", _STATUS.get(entry.state, "CONFIRMED"))
    if entry.place or entry.link:
        event.add("location", entry.place or entry.link)
    if entry.link:
        event.add("url", entry.link)
    text = [f"{number}. {title}" for number, title in enumerate(entry.agenda, start=1)]
    text += [entry.link] if entry.link and entry.place else []
    if text:
        event.add("description", "\n".join(text))
    # A calendar address is any URI: the body's own id where its office has no mail in the directory.
    organiser = vCalAddress(f"mailto:{entry.email}" if entry.email else entry.organiser_id.urn)
    organiser.params["CN"] = vText(entry.organiser)
    event["organizer"] = organiser
    return event
