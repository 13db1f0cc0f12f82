"""What happened along a path: entries, what was activated together, children."""

from django.db import models
from django.db.models import F
from django.db.models.functions import Now

from trama.access.fields import OwnedForeignKey
from trama.accounts.models import Membership
from trama.cases.models.women import Path
from trama.network.owned import OwnedModel
from trama.vault.fields import SealedField
from trama.vault.models import RecordKey


class Entry(OwnedModel):
    """One thing that happened. A correction is a new row: the earlier one stays, sealed, no longer current."""

    path = OwnedForeignKey(Path, on_delete=models.CASCADE, related_name="entries", db_index=False)
    at = models.DateTimeField()
    author = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    content = SealedField()  # {"kind": entry_kind | event_kind, "text": str, …}
    # A specialist's own note is under the key of her circle; null: under the woman's.
    record_key = OwnedForeignKey(RecordKey, related_name="+", null=True, db_index=False)
    corrects = OwnedForeignKey("self", on_delete=models.CASCADE, related_name="+", null=True, db_index=False)
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "corrects"], name="cases_entry_corrected_once")
        ]
        indexes = [
            models.Index(
                F("organisation"), F("path"), F("is_current"), F("at").desc(), name="cases_entry_org_path"
            )
        ]


class Activation(OwnedModel):
    """Something activated together: never "delivered". What, with whom and how it went are sealed."""

    path = OwnedForeignKey(Path, on_delete=models.CASCADE, related_name="activations", db_index=False)
    at = models.DateTimeField()
    author = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    content = SealedField()  # {"service": code, "status": code, "partner": str, "note": str}

    class Meta:
        indexes = [models.Index(F("organisation"), F("path"), name="cases_activation_org_path")]


class Child(OwnedModel):
    """A son or a daughter, as far as the path needs to know."""

    path = OwnedForeignKey(Path, on_delete=models.CASCADE, related_name="children", db_index=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    content = (
        SealedField()
    )  # {"name": str, "birth_year": int | None, "exposure": code, "lives_with": code, "note": str}

    class Meta:
        indexes = [models.Index(F("organisation"), F("path"), name="cases_child_org_path")]
