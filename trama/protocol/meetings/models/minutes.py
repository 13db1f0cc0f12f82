"""What was said, decided and given to somebody to do."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from trama.access.fields import NetworkForeignKey
from trama.protocol.base import Governed
from trama.protocol.meetings.models.meetings import Meeting
from trama.protocol.meetings.states import ActionState, MinutesState


class Minutes(Governed):
    """A version of a meeting's minutes. Approved, it is frozen: a correction is the next version.

    A draft is read by the lead body alone.
    """

    meeting = NetworkForeignKey(Meeting, related_name="minutes")
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=16, choices=MinutesState.choices(), default=MinutesState.DRAFT.value)
    because = models.CharField(max_length=300, blank=True)  # of a correction
    changed_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    approved_by = models.UUIDField(null=True)  # user
    # Who was there and who does what by when, as they stood at the approval: the printed minutes never change.
    snapshot = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "version"], name="protocol_minutes_version"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(state="draft_minutes"), name="protocol_minutes_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(
                    state="draft_minutes",
                    approved_at__isnull=True,
                    approved_by__isnull=True,
                    snapshot__isnull=True,
                )
                | Q(
                    state="approved_minutes",
                    approved_at__isnull=False,
                    approved_by__isnull=False,
                    snapshot__isnull=False,
                ),
                name="protocol_minutes_approved",
            ),
            models.CheckConstraint(condition=Q(version=1) ^ ~Q(because=""), name="protocol_minutes_because"),
        ]

    @property
    def current(self) -> MinutesState:
        return MinutesState(self.state)


class SectionKind(models.TextChoices):
    DISCUSSION = "discussion"
    # Courts and prosecutors on the phenomenon (TOP-02a, TMP-02a): never an episode that could identify.
    COURTS = "courts"


class MinutesSection(Governed):
    """What was said on a point; the courts' contribution stands by itself."""

    minutes = NetworkForeignKey(Minutes, related_name="sections")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=SectionKind.choices, default=SectionKind.DISCUSSION)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    given_by: "ArrayField[list[UUID], list[UUID]]" = ArrayField(
        models.UUIDField(), default=list, blank=True
    )  # bodies: of the courts' contribution

    class Meta:
        indexes = [models.Index(fields=["network", "minutes", "order"], name="protocol_section_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["minutes"], condition=Q(kind="courts"), name="protocol_one_courts_section"
            )
        ]


class Decision(Governed):
    """What was decided together."""

    minutes = NetworkForeignKey(Minutes, related_name="decisions")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=1000)

    class Meta:
        indexes = [models.Index(fields=["network", "minutes", "order"], name="protocol_decision_order")]


class ActionItem(Governed):
    """Something to do by a body (`organisation`): done by its referent, verified by somebody else."""

    meeting = NetworkForeignKey(Meeting, related_name="actions")
    text = models.CharField(max_length=500)
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=ActionState.choices(), default=ActionState.OPEN.value)
    note = models.CharField(max_length=500, blank=True)  # what was done; why it comes back; why it is dropped
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)  # user
    verified_at = models.DateTimeField(null=True)
    verified_by = models.UUIDField(null=True)  # user

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "dropped"], done_by__isnull=True, verified_by__isnull=True)
                | Q(state="done", done_by__isnull=False, done_at__isnull=False, verified_by__isnull=True)
                | Q(
                    state="verified",
                    done_by__isnull=False,
                    verified_by__isnull=False,
                    verified_at__isnull=False,
                ),
                name="protocol_action_state",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("done_by")),
                name="protocol_action_verified_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["network", "state", "due_on"], name="protocol_action_due"),
            models.Index(fields=["network", "organisation", "state", "due_on"], name="protocol_action_owner"),
            models.Index(fields=["network", "meeting"], name="protocol_action_meeting"),
        ]

    @property
    def current(self) -> ActionState:
        return ActionState(self.state)
