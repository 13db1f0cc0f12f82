"""How great a danger was judged, when, by whom: everything that says something of her is sealed."""

from django.db import models
from django.db.models import F

from trama.access.fields import OwnedForeignKey
from trama.network.owned import OwnedModel
from trama.vault.fields import SealedField
from trama.vault.models import RecordKey


class Assessment(OwnedModel):
    """One judgement at one moment, never changed afterwards: a new one is written instead."""

    subject = models.UUIDField()
    record_key = OwnedForeignKey(RecordKey, related_name="+", db_index=False)
    content = SealedField()  # content.Content
    assessed_at = models.DateTimeField()
    assessed_by = models.UUIDField()  # membership
    next_review_on = models.DateField(null=True)  # chosen by a person; what is due now is the deadline

    class Meta:
        indexes = [
            models.Index(F("organisation"), F("subject"), F("assessed_at").desc(), name="risk_org_subject"),
            models.Index(F("organisation"), F("assessed_at"), name="risk_org_at"),
        ]
