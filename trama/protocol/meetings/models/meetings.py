"""Meetings, their agenda, who is invited, who was there. Offices only: no name of a person."""

from django.db import models
from django.db.models import F, Q

from trama.access.fields import NetworkForeignKey
from trama.protocol.base import Governed
from trama.protocol.meetings.models.groups import WorkingGroup
from trama.protocol.meetings.states import Answer, Attendance, MeetingKind, MeetingState


class Meeting(Governed):
    """A meeting that the lead body calls. One row counts once, wherever the protocol asks for it."""

    kind = models.CharField(max_length=12, choices=MeetingKind.choices())
    group = NetworkForeignKey(WorkingGroup, related_name="meetings", null=True)
    title = models.CharField(max_length=160)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    link = models.URLField(max_length=300, blank=True)
    message = models.TextField(blank=True)  # what the convocation adds
    state = models.CharField(
        max_length=10, choices=MeetingState.choices(), default=MeetingState.PLANNED.value
    )
    sequence = models.PositiveIntegerField(
        default=0
    )  # of the calendar file: grows with every change after the call
    convened_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(null=True)  # last change of time or place after the call
    changed_at = models.DateTimeField()
    cancelled_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in MeetingKind]), name="protocol_meeting_kind"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in MeetingState]), name="protocol_meeting_state"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="protocol_meeting_period"),
            models.CheckConstraint(
                condition=Q(kind="group", group__isnull=False) | (~Q(kind="group") & Q(group__isnull=True)),
                name="protocol_meeting_group",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "cancelled"])
                | (Q(convened_at__isnull=False) & (~Q(place="") | ~Q(link=""))),
                name="protocol_meeting_called_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled") ^ Q(cancelled_because=""), name="protocol_meeting_cancelled"
            ),
        ]
        indexes = [
            models.Index(fields=["network", "starts_at"], name="protocol_meeting_when"),
            models.Index(fields=["network", "group", "starts_at"], name="protocol_meeting_of_group"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def current(self) -> MeetingState:
        return MeetingState(self.state)

    @property
    def what(self) -> MeetingKind:
        return MeetingKind(self.kind)


class AgendaItem(Governed):
    """A point of the agenda."""

    meeting = NetworkForeignKey(Meeting, related_name="agenda")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "order"],
                name="protocol_agenda_order",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]


class Invitation(Governed):
    """An invited body (`organisation`): what it answered, which only itself says, and whether it was there."""

    meeting = NetworkForeignKey(Meeting, related_name="invitations")
    answer = models.CharField(max_length=8, choices=Answer.choices(), blank=True)
    office = models.CharField(max_length=160, blank=True)  # that it sends; never a person
    answered_at = models.DateTimeField(null=True)
    attendance = models.CharField(max_length=7, choices=Attendance.choices(), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "organisation"], name="protocol_invited_once"),
            models.CheckConstraint(
                condition=Q(answer__in=["", *(one.value for one in Answer)])
                & Q(attendance__in=["", *(one.value for one in Attendance)]),
                name="protocol_invitation_codes",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, office="")
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="protocol_invitation_answered",
            ),
        ]
        indexes = [models.Index(fields=["network", "organisation"], name="protocol_invitation_of")]

    @property
    def answered(self) -> Answer | None:
        return Answer(self.answer) if self.answer else None

    @property
    def attended(self) -> Attendance | None:
        return Attendance(self.attendance) if self.attendance else None
