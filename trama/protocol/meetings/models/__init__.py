"""What stands in the tables of meetings, minutes, groups and the centres' own tables."""

from trama.protocol.meetings.models.groups import GroupMember, Milestone, WorkingGroup
from trama.protocol.meetings.models.meetings import AgendaItem, Invitation, Meeting
from trama.protocol.meetings.models.minutes import ActionItem, Decision, Minutes, MinutesSection
from trama.protocol.meetings.models.tables import (
    NetworkTable,
    SessionAttendance,
    TablePaper,
    TableSeat,
    TableSession,
)

__all__ = [
    "ActionItem",
    "AgendaItem",
    "Decision",
    "GroupMember",
    "Invitation",
    "Meeting",
    "Milestone",
    "Minutes",
    "MinutesSection",
    "NetworkTable",
    "SessionAttendance",
    "TablePaper",
    "TableSeat",
    "TableSession",
    "WorkingGroup",
]
