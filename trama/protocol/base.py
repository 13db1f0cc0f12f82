"""The base of every row of governance."""

from django.db import models

from trama.network.owned import OwnedModel


class Governed(OwnedModel):
    """A row that the bodies of one network read and `organisation` writes, once its migration says `NetworkWide`.

    Offices and acts only: nothing about a woman, and no personal name but where a signed act bears it.
    """

    # No index of its own: `NetworkWide` makes UNIQUE (network_id, id), and every other index begins with it.
    network = models.ForeignKey("network.Network", on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True
