"""The trail: what was done, by whom, to which ids; never contents. Rows are added, nobody updates or deletes them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class Event(models.Model):
    """One act. The instant is the database's clock at the time of writing, whatever `at` a service was given.

    No foreign keys: a row must outlive what it speaks of, and `audit` lies below the apps it serves.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now(), editable=False)
    organisation_id = models.UUIDField(null=True)  # null: a failed sign-in, known to no organisation
    network_id = models.UUIDField(null=True)
    user_id = models.UUIDField(null=True)  # null: a job, or nobody yet
    action = models.CharField(max_length=60)
    subjects = ArrayField(models.UUIDField(), default=list)
    detail = models.CharField(
        max_length=80, blank=True
    )  # a code (a URL's name, a reason's code), never typed text

    class Meta:
        indexes = [
            models.Index(fields=["organisation_id", "-at"], name="audit_event_org_at"),
        ]
