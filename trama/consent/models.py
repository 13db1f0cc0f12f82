"""The ledger of consents: rows are added; a withdrawal or an expiry stamps its row once; nothing else ever changes.

In clear stand only state and dates. To whom, what, what for, how she said it: sealed under her record's key, so that
erasing her record makes the ledger unreadable too.
"""

from django.db import models
from django.db.models import F, Q

from trama.access.fields import OwnedForeignKey
from trama.network.owned import OwnedModel
from trama.vault.fields import SealedField
from trama.vault.models import RecordKey


class State(models.TextChoices):
    """`consent_state` without `not_required_by_law`: that is a LegalDuty, which nobody consents to."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


# From one state to the next; a trigger holds the same table (tests/test_ledger.py compares them).
# She may take back what has run out too: who made something its own while it counted still has it.
TRANSITIONS: frozenset[tuple[str, str]] = frozenset(
    {(State.GIVEN, State.WITHDRAWN), (State.GIVEN, State.EXPIRED), (State.EXPIRED, State.WITHDRAWN)}
)


class Consent(OwnedModel):
    """One thing she agreed to, or did not."""

    subject = models.UUIDField()  # opaque: whose, only the app of the subject knows
    record_key = OwnedForeignKey(RecordKey, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices)
    given_at = models.DateTimeField()  # when she said yes or no
    expires_on = models.DateField(null=True)  # the last day it counts; none on a refusal
    recorded_by = models.UUIDField()  # user
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    terms = SealedField()
    withdrawal = SealedField(null=True)  # how she said it, in her words

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="consent_state_known"),
            models.CheckConstraint(
                condition=(Q(state=State.REFUSED) & Q(expires_on__isnull=True))
                | (~Q(state=State.REFUSED) & Q(expires_on__isnull=False)),
                name="consent_expiry_unless_refused",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=State.WITHDRAWN) & Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                )
                | (~Q(state=State.WITHDRAWN) & Q(withdrawn_at__isnull=True, withdrawal__isnull=True)),
                name="consent_withdrawal_stamped",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_in_order",
            ),
        ]
        indexes = [
            models.Index(F("organisation"), F("subject"), F("given_at").desc(), name="consent_org_subject"),
            models.Index(
                F("organisation"),
                F("expires_on"),
                condition=Q(state=State.GIVEN),
                name="consent_org_expiring",
            ),
        ]


class LegalDuty(OwnedModel):
    """A duty to tell that a person cited and confirmed. Never edited: a wrong one is answered by another act."""

    subject = models.UUIDField()
    record_key = OwnedForeignKey(RecordKey, related_name="+")
    confirmed_by = models.UUIDField()  # user
    confirmed_at = models.DateTimeField()
    citation = SealedField()

    class Meta:
        indexes = [models.Index(F("organisation"), F("subject"), name="consent_duty_org_subject")]
