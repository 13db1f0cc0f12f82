"""The base of every row that belongs to one organisation."""

from uuid import uuid4

from django.db import models


class OwnedModel(models.Model):
    """A row of one organisation, behind the wall once its migration says `Protect`.

    The id is made here and not by the database: sealing binds a field to its row's id before the row is saved.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    # No index of its own: `Protect` makes UNIQUE (organisation_id, id), and every other index begins with it.
    organisation = models.ForeignKey(
        "network.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        abstract = True
