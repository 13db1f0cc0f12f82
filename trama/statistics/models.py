"""What an organisation submits for a year, and what its network publishes: counts, no row is about a woman."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from trama.access.fields import OwnedForeignKey
from trama.network.models import Network
from trama.network.owned import OwnedModel


class State(models.TextChoices):
    """A submission is computed (draft), submitted, and replaced when a newer one is submitted."""

    DRAFT = "draft", "Da inviare"
    SUBMITTED = "submitted", "Inviata"
    REPLACED = "replaced", "Sostituita"


class Submission(OwnedModel):
    """One organisation's one-way tables of a year, as an analyst computed them. Only that organisation reads them."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    computed_at = models.DateTimeField()
    computed_by = models.UUIDField(null=True)  # memberships
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "network", "year", "version"], name="statistics_submission_version"
            ),
            models.UniqueConstraint(
                fields=["organisation", "network", "year"],
                condition=Q(state=State.DRAFT),
                name="statistics_submission_one_draft",
            ),
            models.UniqueConstraint(
                fields=["organisation", "network", "year"],
                condition=Q(state=State.SUBMITTED),
                name="statistics_submission_one_submitted",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="statistics_submission_state"),
            models.CheckConstraint(condition=Q(year__range=(2000, 2100)), name="statistics_submission_year"),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT, submitted_at__isnull=True)
                | (~Q(state=State.DRAFT) & Q(submitted_at__isnull=False)),
                name="statistics_submission_instant",
            ),
        ]
        # The network's functions read one network and year across organisations.
        indexes = [models.Index(F("network"), F("year"), name="statistics_submission_net")]


class Cell(OwnedModel):
    """How many women of the organisation stand under one category of one table."""

    submission = OwnedForeignKey(Submission, on_delete=models.CASCADE, related_name="cells", db_index=False)
    table_code = models.CharField(max_length=30)
    category = models.UUIDField()  # `categories.token` of its code
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "table_code", "category"], name="statistics_cell_once"
            ),
        ]


class Release(models.Model):
    """A network's year: closed to submissions, then published once and for ever.

    Written by the functions of the migration alone. `content` is what is shown: {"women": n, "tables": {table:
    {"withheld": bool, "cells": {category: n | null}}}}, every number a multiple of 5.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    closed_at = models.DateTimeField()
    closed_by = models.UUIDField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.UUIDField(null=True)
    contributors = models.PositiveSmallIntegerField(null=True)
    content = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "year"], name="statistics_release_once")]
