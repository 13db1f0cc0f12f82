"""Calls that somebody on shift wrote: sealed to a service's key, so that she who wrote them cannot read them."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from trama.access.fields import OwnedForeignKey
from trama.accounts.models import Membership
from trama.cases.models.calls import Call
from trama.network.models import Service
from trama.network.owned import OwnedModel
from trama.vault.fields import SealedField


class ShiftCall(OwnedModel):
    """One call, until a reader of the service takes it over: then it is a `Call`, and nothing is left here to open."""

    service = OwnedForeignKey(Service, on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    written_at = models.DateTimeField(db_default=Now(), editable=False)
    wrap = SealedField(null=True)  # the key of `content`, sealed to the service
    content = SealedField(null=True)  # what a Call holds, and "at": when the telephone rang
    call = OwnedForeignKey(
        Call, on_delete=models.CASCADE, related_name="shift_calls", null=True, db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "call"], name="cases_shiftcall_one_call"),
            models.CheckConstraint(
                condition=Q(call__isnull=True, wrap__isnull=False, content__isnull=False)
                | Q(call__isnull=False, wrap__isnull=True, content__isnull=True),
                name="cases_shiftcall_sealed_or_taken",
            ),
        ]
        indexes = [
            models.Index(
                F("organisation"),
                F("written_at"),
                condition=Q(call__isnull=True),
                name="cases_shiftcall_unread",
            ),
        ]

    @property
    def context(self) -> str:
        """What the wrap is bound to."""
        return f"shift call {self.pk}"
