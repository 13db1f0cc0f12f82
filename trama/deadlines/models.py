"""What is due and what happened: ids, codes, dates. No typed text, no level, no reason, no name.

In clear because jobs, which hold no key, make these rows and lists sort by them (docs/threat-model.md says what each
column still tells). Whose row it is: an opaque `subject`.
"""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from trama.access.fields import OwnedForeignKey
from trama.deadlines.rules import Rule, Tone, rule
from trama.network.owned import OwnedModel


class Deadline(OwnedModel):
    """Something to do by `due_at`. It stays open until a person closes it: a trigger refuses anyone else."""

    class State(models.TextChoices):
        OPEN = "open"
        DONE = "done"
        REPLACED = "replaced"  # another row took its place: a new assessment has a new date

    kind = models.CharField(max_length=40)  # code of a rule
    tone = models.CharField(max_length=10, choices=[(tone.value, tone.value) for tone in Tone])
    subject = models.UUIDField()
    source = models.UUIDField()  # the row that made it
    opened_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    service = OwnedForeignKey("network.Service", null=True, related_name="+", db_index=False)
    assignee_id = models.UUIDField(null=True)  # membership
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)  # user: never a job
    snoozed_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "source"],
                condition=Q(state="open"),
                name="deadline_open_once",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True, closed_by__isnull=True)
                | Q(state__in=["done", "replaced"], closed_at__isnull=False, closed_by__isnull=False),
                name="deadline_closed_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(snoozed_until__isnull=True) | Q(tone=Tone.SUGGESTION.value),
                name="deadline_snooze_suggestions",
            ),
            models.CheckConstraint(condition=Q(tone__in=[tone.value for tone in Tone]), name="deadline_tone"),
            models.CheckConstraint(
                condition=Q(kind__regex=r"^[a-z_]{3,40}$"), name="deadline_kind_is_a_code"
            ),
        ]
        indexes = [
            models.Index(F("organisation"), F("due_at"), name="deadline_open_due", condition=Q(state="open")),
            models.Index(F("organisation"), F("subject"), name="deadline_subject"),
            models.Index(F("organisation"), F("source"), name="deadline_source"),
        ]

    @property
    def rule(self) -> Rule:
        return rule(self.kind)


class Notice(OwnedModel):
    """A fact that somebody here should read. It stays until a person has."""

    code = models.CharField(max_length=40)
    subject = models.UUIDField()
    source = models.UUIDField()
    made_at = models.DateTimeField(default=timezone.now)
    service = OwnedForeignKey("network.Service", null=True, related_name="+", db_index=False)
    assignee_id = models.UUIDField(null=True)  # membership
    read_at = models.DateTimeField(null=True)
    read_by = models.UUIDField(null=True)  # user: never a job

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "code", "source"],
                condition=Q(read_at__isnull=True),
                name="notice_unread_once",
            ),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True, read_by__isnull=True)
                | Q(read_at__isnull=False, read_by__isnull=False),
                name="notice_read_by_someone",
            ),
            models.CheckConstraint(condition=Q(code__regex=r"^[a-z_]{3,40}$"), name="notice_code_is_a_code"),
        ]
        indexes = [
            models.Index(
                F("organisation"), F("made_at"), name="notice_unread", condition=Q(read_at__isnull=True)
            ),
            models.Index(F("organisation"), F("subject"), name="notice_subject"),
            models.Index(F("organisation"), F("source"), name="notice_source"),
        ]
