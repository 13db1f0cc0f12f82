"""A woman and her path."""

from django.db import models
from django.db.models import F, Q

from trama.access.fields import OwnedForeignKey
from trama.accounts.models import Membership
from trama.cases.states import State
from trama.network.owned import OwnedModel
from trama.vault.fields import SealedField
from trama.vault.models import Compartment, RecordKey

_CLOSED = State.CLOSED.value


class Woman(OwnedModel):
    """Who she is, as she wants to be called; everything under one record key, erased as one.

    Sealed values are there from the first moment, empty ones too, so that a column does not tell what she answered.
    After an erasure they are null and the key is destroyed.
    """

    record_key = OwnedForeignKey(RecordKey, related_name="+", db_index=False)
    name = SealedField(null=True)  # str: how she wants to be called, an invented name is welcome
    contacts = SealedField(null=True)  # contacts.Contacts
    profile = SealedField(null=True)  # codes.Answers of PROFILE
    author = SealedField(null=True)  # codes.Answers of AUTHOR: coded only, never a name
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True, name__isnull=False)
                | Q(
                    erased_at__isnull=False,
                    name__isnull=True,
                    contacts__isnull=True,
                    profile__isnull=True,
                    author__isnull=True,
                ),
                name="cases_woman_named_or_erased",
            ),
        ]


class PhoneKey(OwnedModel):
    """A keyed hash of one of her numbers, to find her when she calls; a row each, so that the index is used."""

    woman = OwnedForeignKey(Woman, on_delete=models.CASCADE, related_name="phone_keys", db_index=False)
    key = models.BinaryField(max_length=32)

    class Meta:
        indexes = [
            models.Index(F("organisation"), F("key"), name="cases_phone_org_key"),
            models.Index(F("organisation"), F("woman"), name="cases_phone_org_woman"),
        ]


class Path(OwnedModel):
    """Her way inside one organisation: one a woman, closed and reopened. Only workflow is in clear."""

    woman = OwnedForeignKey(Woman, related_name="paths", db_index=False)
    state = models.CharField(max_length=10, choices=[(state.value, state.name) for state in State])
    opened_at = models.DateTimeField()
    last_activity_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    assignee = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    # Where somebody of the house must not know: who is in this circle opens the path, for the others it is not there.
    circle = OwnedForeignKey(Compartment, related_name="+", null=True, db_index=False)
    closing = SealedField(null=True)  # {"reason": closure_reason, "note": str}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "woman"], name="cases_path_one_a_woman"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="cases_path_state"
            ),
            models.CheckConstraint(
                condition=Q(state=_CLOSED, closed_at__isnull=False)
                | (~Q(state=_CLOSED) & Q(closed_at__isnull=True)),
                name="cases_path_closed_at",
            ),
        ]
        indexes = [
            models.Index(
                F("organisation"), F("last_activity_at").desc(), F("id"), name="cases_path_org_activity"
            ),
            models.Index(F("organisation"), F("opened_at").desc(), F("id"), name="cases_path_org_opened"),
            models.Index(
                F("organisation"),
                F("circle"),
                condition=Q(circle__isnull=False),
                name="cases_path_org_circle",
            ),
            models.Index(
                F("organisation"), F("assignee"), F("last_activity_at").desc(), name="cases_path_org_assignee"
            ),
        ]

    @property
    def current_state(self) -> State:
        return State(self.state)

    @property
    def is_open(self) -> bool:
        return self.state != State.CLOSED


class ClosedSpan(OwnedModel):
    """A time for which the path was closed, written when it is taken up again: she did not walk here in between."""

    path = OwnedForeignKey(Path, on_delete=models.CASCADE, related_name="closed_spans", db_index=False)
    closed_at = models.DateTimeField()
    reopened_at = models.DateTimeField()
    # As `Path.closing` was; null for what was taken up again before these rows existed.
    closing = SealedField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reopened_at__gte=F("closed_at")), name="cases_closed_span_order"
            ),
        ]
        indexes = [models.Index(F("organisation"), F("path"), name="cases_closed_span_org_path")]
