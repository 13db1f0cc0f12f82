"""Who was at the sessions of a table, by body and session; and who could have been."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Max, Min
from django.utils import timezone

from trama.access.actor import Actor
from trama.network.models import Organisation
from trama.protocol.meetings.models import NetworkTable, SessionAttendance, TableSeat, TableSession
from trama.protocol.meetings.selectors.years import of_year, year_of
from trama.protocol.meetings.states import AFTER, Attendance


def who_could_be_there(actor: Actor, session: TableSession) -> list[SessionAttendance]:
    """The bodies that sat at the table on that day, as written down or, not saved, with nothing written. Two queries.

    A session that was before the table was written down here has those that sat from the first day.
    """
    rows = TableSeat.objects.filter(network=actor.network_id, table=session.table_id)
    seats = list(rows.select_related("organisation"))
    day = timezone.localdate(session.starts_at)
    latest = max(day, min((seat.since for seat in seats), default=day))
    sitting = [seat for seat in seats if seat.since <= latest and (seat.until is None or seat.until >= day)]
    found = {row.organisation_id: row for row in session.attendance.select_related("organisation")}
    for seat in sitting:
        if seat.organisation_id not in found:
            found[seat.organisation_id] = SessionAttendance(
                organisation=seat.organisation, network_id=actor.network_id, session=session, attendance=""
            )
    return sorted(found.values(), key=lambda one: one.organisation.sort_key)


@dataclass(frozen=True)
class Line:
    """A body with what is written for each session of the grid; None: nothing is."""

    organisation: Organisation
    cells: list[tuple[TableSession, Attendance | None]]

    @property
    def present(self) -> int:
        return sum(code is Attendance.PRESENT for _session, code in self.cells)

    @property
    def written(self) -> int:
        return sum(code is not None for _session, code in self.cells)


@dataclass(frozen=True)
class Grid:
    """The sessions held in a year, oldest first, and the bodies in alphabetical order."""

    sessions: list[TableSession]
    lines: list[Line]


def attendance_grid(actor: Actor, table: NetworkTable, year: int) -> Grid:
    """What this actor may read of it: the wall leaves the lead body the shared sessions alone. Three queries."""
    rows = table.sessions.filter(of_year(year), state__in=AFTER).order_by("starts_at", "pk")
    sessions = list(rows)
    written = SessionAttendance.objects.filter(
        network=actor.network_id, session__in=[one.pk for one in sessions]
    ).select_related("organisation")
    bodies: dict[UUID, Organisation] = {}
    codes: dict[tuple[UUID, UUID], Attendance | None] = {}
    for row in written:
        bodies[row.organisation_id] = row.organisation
        codes[row.organisation_id, row.session_id] = row.attended
    if sessions:
        seats = TableSeat.objects.filter(network=actor.network_id, table=table, until__isnull=True)
        bodies |= {seat.organisation_id: seat.organisation for seat in seats.select_related("organisation")}
    ordered = sorted(bodies.values(), key=lambda one: one.sort_key)
    lines = [Line(body, [(one, codes.get((body.pk, one.pk))) for one in sessions]) for body in ordered]
    return Grid(sessions, lines)


def years_of_table(table: NetworkTable) -> list[int]:
    """From the first session's year to the last one's or this one, newest first. One query."""
    found = table.sessions.aggregate(first=Min("starts_at"), last=Max("starts_at"))
    this = timezone.localdate().year
    first = min(this, year_of(found["first"])) if found["first"] else this
    last = max(this, year_of(found["last"])) if found["last"] else this
    return list(range(last, first - 1, -1))


def attendance_of_session(session: TableSession) -> dict[Attendance, list[str]]:
    """The bodies of each answer, by their official names: for the minutes. One query."""
    rows = session.attendance.select_related("organisation").order_by(F("organisation__sort_key"))
    found: dict[Attendance, list[str]] = {code: [] for code in Attendance}
    for row in rows:
        found[Attendance(row.attendance)].append(row.organisation.official_name)
    return found
