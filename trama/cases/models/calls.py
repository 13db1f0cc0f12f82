"""The log of telephone calls: thirty seconds, and nothing that identifies anyone is needed."""

from django.db import models
from django.db.models import F, Q

from trama.access.fields import OwnedForeignKey
from trama.accounts.models import Membership
from trama.cases.models.women import Path
from trama.network.owned import OwnedModel
from trama.vault.fields import SealedField
from trama.vault.models import RecordKey


class Call(OwnedModel):
    """One call. If it becomes a first contact its content moves under the woman's key, and goes with her."""

    at = models.DateTimeField()
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    record_key = OwnedForeignKey(RecordKey, related_name="+", db_index=False)
    content = (
        SealedField()
    )  # {"kind": code, "reasons": [code], "urgency": code, "channel": code, "note": str}
    path = OwnedForeignKey(Path, on_delete=models.CASCADE, related_name="calls", null=True, db_index=False)

    class Meta:
        indexes = [
            models.Index(F("organisation"), F("at").desc(), F("id"), name="cases_call_org_at"),
            models.Index(
                F("organisation"), F("path"), condition=Q(path__isnull=False), name="cases_call_org_path"
            ),
        ]
