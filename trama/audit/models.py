"""The trail: what was done, by whom, to which ids; never contents. Rows are added, nobody updates or deletes.

`Event` is written with the act. `Seal` and `Covered` follow within a minute: a chain of keyed marks, each over
the rows that it covers. Rows commit out of the order of their ids, so what is covered is a table and not a
highest id.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now


class Event(models.Model):
    """One act. The instant is the database's clock at the time of writing, whatever `at` a service was given.

    No foreign keys: a row must outlive what it speaks of, and `audit` lies below the apps it serves. `roles` and
    `offices` are the actor's at that time: they let a woman read that "un'operatrice dello sportello" opened her
    record, today and in ten years, without a name.
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
    roles = ArrayField(models.CharField(max_length=20), default=list)
    offices = ArrayField(models.UUIDField(), default=list)  # services of the directory

    class Meta:
        indexes = [
            models.Index(fields=["organisation_id", "-at"], name="audit_event_org_at"),
            GinIndex(fields=["subjects"], name="audit_event_subjects"),
        ]


class Seal(models.Model):
    """A link of the chain: a keyed mark over the rows it covers and the mark before it (trama/audit/chain.py)."""

    number = models.BigIntegerField(primary_key=True)  # 1, 2, 3, … without gaps
    at = models.DateTimeField()
    form = models.SmallIntegerField()  # which columns a row's hash takes in (trama/audit/sql.py)
    rows = models.IntegerField()
    total = models.BigIntegerField()  # rows covered so far
    last_id = models.BigIntegerField()  # the highest id covered so far, by this seal or one before
    complete = models.BooleanField()  # nothing uncovered was left behind
    previous = models.BinaryField()  # the mark of the seal before; zeros for the first
    digest = models.BinaryField()
    mac = models.BinaryField()


class Covered(models.Model):
    """An event under a seal, with the hash of its row at that time."""

    event_id = models.BigIntegerField(primary_key=True)
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="covered")
    hash = models.BinaryField()
