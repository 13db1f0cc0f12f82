"""Who walks along, and who must not know."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from trama.access.fields import OwnedForeignKey
from trama.accounts.models import Membership
from trama.cases.models.women import Path
from trama.network.owned import OwnedModel
from trama.vault.fields import SealedField
from trama.vault.models import RecordKey


class PathMember(OwnedModel):
    """A specialist called into one path: she holds its key until she is thanked and let go."""

    path = OwnedForeignKey(Path, on_delete=models.CASCADE, related_name="members", db_index=False)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", db_index=False)
    since = models.DateTimeField(db_default=Now())
    until = models.DateTimeField(null=True)
    content = SealedField()  # {"expertise": code}
    notes_key = OwnedForeignKey(
        RecordKey, related_name="+", null=True, db_index=False
    )  # of her own notes, in a circle of her own

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "path", "membership"],
                condition=Q(until__isnull=True),
                name="cases_path_member_once",
            ),
        ]
        indexes = [
            models.Index(F("organisation"), F("membership"), name="cases_member_org_membership"),
            models.Index(F("organisation"), F("path"), name="cases_member_org_path"),
        ]


class MustNotKnow(OwnedModel):
    """The persons and offices that must not know: sealed to a circle without them, and never told to them."""

    path = OwnedForeignKey(Path, on_delete=models.CASCADE, related_name="must_not_know", db_index=False)
    record_key = OwnedForeignKey(
        RecordKey, related_name="+", db_index=False
    )  # always in a compartment of kind `conflict`
    content = SealedField()  # {"memberships": [uuid], "organisations": [uuid], "note": str}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "path"], name="cases_must_not_know_once")
        ]
