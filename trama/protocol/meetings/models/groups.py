"""Working groups: charter, members, the pieces of a roadmap."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from trama.access.fields import NetworkForeignKey
from trama.protocol.base import Governed
from trama.protocol.meetings.states import Stage


class WorkingGroup(Governed):
    """A thematic and interdisciplinary group (protocol, art. 6); `organisation` is the body that coordinates."""

    code = models.SlugField(max_length=30, blank=True)  # of those that the protocol itself asks for
    name = models.CharField(max_length=160)
    theme = models.CharField(max_length=200, blank=True)
    charter = models.TextField(blank=True)  # why it is there, what it does, until when
    commitments = ArrayField(
        models.CharField(max_length=12), default=list, blank=True
    )  # codes that it answers
    chair = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="+", null=True)
    since = models.DateField(null=True)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "code"], condition=~Q(code=""), name="protocol_group_code_once"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(since__isnull=True) | Q(closed_on__gte=F("since")),
                name="protocol_group_period",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GroupMember(Governed):
    """A body that sits in a group: `organisation`."""

    group = NetworkForeignKey(WorkingGroup, related_name="members")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "organisation"],
                condition=Q(until__isnull=True),
                name="protocol_group_member_once",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="protocol_group_member_period",
            ),
        ]


class Milestone(Governed):
    """A piece of a group's roadmap, with the day on which it reached each stage."""

    group = NetworkForeignKey(WorkingGroup, related_name="milestones")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    expected_on = models.DateField(null=True)  # the group's own plan; the protocol dates none
    stage = models.CharField(max_length=10, choices=Stage.choices(), default=Stage.PROPOSED.value)
    stage_since = models.DateField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=[one.value for one in Stage]), name="protocol_milestone_stage"
            )
        ]
        indexes = [models.Index(fields=["network", "group", "order"], name="protocol_milestone_order")]

    @property
    def current(self) -> Stage:
        return Stage(self.stage)
