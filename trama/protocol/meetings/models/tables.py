"""The centres' and shelters' own tables, "Tavoli di Rete" (protocol, art. 4), where they set the priorities.

Behind a wall of their own: the bodies that sit at a table read it; the lead body reads a session or a paper only when
it is shared; nobody else reads anything.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from trama.access.fields import NetworkForeignKey
from trama.protocol.base import Governed
from trama.protocol.meetings.states import Attendance, MeetingState


class NetworkTable(Governed):
    """A table; `organisation` is the body that opened it, `chair` the one that holds it now."""

    name = models.CharField(max_length=160)
    about = models.TextField(blank=True)
    chair = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.name


class TableSeat(Governed):
    """A body (`organisation`) that sits at a table until it leaves."""

    table = NetworkForeignKey(NetworkTable, related_name="seats")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["table", "organisation"],
                condition=Q(until__isnull=True),
                name="protocol_table_seat_once",
            )
        ]


class TableSession(Governed):
    """A session of a table, with its own agenda, minutes and priorities; `organisation` called it."""

    table = NetworkForeignKey(NetworkTable, related_name="sessions")
    title = models.CharField(max_length=160)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    link = models.URLField(max_length=300, blank=True)
    agenda = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    state = models.CharField(
        max_length=10, choices=MeetingState.choices(), default=MeetingState.PLANNED.value
    )
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    minutes = models.TextField(blank=True)
    priorities = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    shared_at = models.DateTimeField(null=True)  # since when the lead body reads it

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in MeetingState]), name="protocol_session_state"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="protocol_session_period"),
        ]
        indexes = [models.Index(fields=["network", "table", "starts_at"], name="protocol_session_when")]

    def __str__(self) -> str:
        return self.title

    @property
    def current(self) -> MeetingState:
        return MeetingState(self.state)


class SessionAttendance(Governed):
    """Whether a body (`organisation`) was at a session; no row: nobody wrote it down."""

    session = NetworkForeignKey(TableSession, related_name="attendance")
    attendance = models.CharField(max_length=8, choices=Attendance.choices())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "organisation"], name="protocol_session_there_once"),
            models.CheckConstraint(
                condition=Q(attendance__in=[one.value for one in Attendance]), name="protocol_session_there"
            ),
        ]
        indexes = [models.Index(fields=["network", "session"], name="protocol_session_who")]

    @property
    def attended(self) -> Attendance | None:
        return Attendance(self.attendance) if self.attendance else None


class TablePaper(Governed):
    """A paper of a table: a text that `organisation` put on it."""

    table = NetworkForeignKey(NetworkTable, related_name="papers")
    session = NetworkForeignKey(TableSession, related_name="papers", null=True)
    title = models.CharField(max_length=160)
    text = models.TextField()
    written_at = models.DateTimeField()
    shared_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["network", "table", "written_at"], name="protocol_paper_when")]

    def __str__(self) -> str:
        return self.title
