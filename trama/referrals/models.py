"""Sealed letters between two organisations, each side's own copy, and what may come back.

`Referral` is the row that both see: instants and states, and, only while it waits for an answer, the sealed letter.
`Parcel` is the sender's own: whose letter it is and exactly what was shared, under her record's key. `Reception` is
the receiver's own: what it took over, under the key of the record it became. `Answer` is what the receiver writes back.
"""

from datetime import datetime
from typing import NamedTuple

from django.db import models
from django.db.models import F, Q

from trama.access.fields import OwnedForeignKey
from trama.consent.models import Consent, LegalDuty
from trama.network.models import Organisation
from trama.network.owned import OwnedModel
from trama.referrals.states import DRAFTS, TAKEN_OVER, URGENT, State, state_label
from trama.vault.fields import SealedField
from trama.vault.models import RecordKey


class Parcel(OwnedModel):
    """What goes out as one: a letter to a receiver, or the same to two. Its content never changes once sent."""

    subject = models.UUIDField()  # opaque, and never on the row that the receiver sees
    record_key = OwnedForeignKey(RecordKey, related_name="+")
    prepared_by = models.UUIDField()  # user
    prepared_at = models.DateTimeField()
    content = SealedField()  # drafts.Draft
    handover = SealedField(null=True)  # the telephone call that an urgent one asks for

    class Meta:
        indexes = [models.Index(F("organisation"), F("subject"), name="referrals_parcel_subject")]


class Sent(NamedTuple):
    """The instants of a letter that left."""

    at: datetime
    respond_by: datetime
    expires_at: datetime


class Referral(OwnedModel):
    """One letter to one receiver. `organisation` is the sender; a trigger says who may write which column."""

    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    parcel = OwnedForeignKey(Parcel, related_name="referrals")
    state = models.CharField(max_length=13, choices=State.choices, default=State.PROPOSED)
    consent = OwnedForeignKey(Consent, related_name="+", null=True)
    duty = OwnedForeignKey(LegalDuty, related_name="+", null=True)
    by_law = models.BooleanField(default=False)
    may_return_progress = models.BooleanField(default=False)
    may_return_message = models.BooleanField(default=False)
    agreed_until = models.DateField(null=True)  # the consent's last day: after it nothing comes back either

    proposed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    respond_by = models.DateTimeField(null=True)  # urgency stands here and nowhere else
    expires_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    first_contact_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    content = SealedField(null=True)  # letters.Letter under a key of its own
    wrap = SealedField(null=True)  # that key, for the receiver's epoch
    signature = models.BinaryField(null=True)  # of the person who sends and of the sender's epoch

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="referral_state_known"),
            models.CheckConstraint(condition=~Q(organisation=F("receiver")), name="referral_to_another"),
            # DESIGN §1.1: nothing leaves without her consent or a duty that a person cited. The trigger looks at the
            # consent itself.
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(consent__isnull=False) | Q(duty__isnull=False),
                name="referral_has_ground",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CONSENTED) | Q(consent__isnull=False),
                name="referral_consented_by_consent",
            ),
            models.CheckConstraint(
                condition=Q(by_law=True, duty__isnull=False) | Q(by_law=False, duty__isnull=True),
                name="referral_by_law_cited",
            ),
            # Where she agreed to nothing, nothing comes back.
            models.CheckConstraint(
                condition=Q(by_law=False)
                | Q(may_return_progress=False, may_return_message=False, agreed_until__isnull=True),
                name="referral_by_law_returns_nothing",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DRAFTS, sent_at__isnull=True)
                | Q(state=State.WITHDRAWN)
                | (~Q(state__in=[*DRAFTS, State.WITHDRAWN]) & Q(sent_at__isnull=False)),
                name="referral_sent_stamped",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True)
                | Q(respond_by__gt=F("sent_at"), expires_at__gte=F("respond_by")),
                name="referral_terms_in_order",
            ),
            # The letter exists exactly while it waits: before it is the sender's draft, after it is the receiver's own.
            models.CheckConstraint(
                condition=Q(
                    state=State.SENT, content__isnull=False, wrap__isnull=False, signature__isnull=False
                )
                | (~Q(state=State.SENT) & Q(content__isnull=True, wrap__isnull=True, signature__isnull=True)),
                name="referral_letter_while_sent",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[*TAKEN_OVER, State.DECLINED], answered_at__gte=F("sent_at"))
                & Q(answered_at__lte=F("expires_at"))
                | (~Q(state__in=[*TAKEN_OVER, State.DECLINED]) & Q(answered_at__isnull=True)),
                name="referral_answered_in_time",
            ),
            # Where she is afterwards comes back only if she said so, with its instant.
            models.CheckConstraint(
                condition=(
                    Q(first_contact_at__isnull=True, closed_at__isnull=True)
                    & ~Q(state__in=[State.FIRST_CONTACT, State.CLOSED])
                )
                | (
                    Q(may_return_progress=True)
                    & (~Q(state=State.FIRST_CONTACT) | Q(first_contact_at__isnull=False))
                    & (~Q(state=State.CLOSED) | Q(closed_at__isnull=False))
                ),
                name="referral_progress_agreed",
            ),
            models.UniqueConstraint(
                fields=["organisation", "parcel"],
                condition=Q(state__in=TAKEN_OVER),
                name="referral_one_take_over",
            ),
            models.UniqueConstraint(
                fields=["organisation", "parcel", "receiver"], name="referral_receiver_once"
            ),
        ]
        indexes = [
            models.Index(F("organisation"), F("state"), F("proposed_at").desc(), name="referrals_sent_list"),
            models.Index(F("receiver"), F("state"), F("sent_at").desc(), name="referrals_inbox"),
            models.Index(F("organisation"), F("consent"), name="referrals_by_consent"),
            models.Index(F("expires_at"), condition=Q(state=State.SENT), name="referrals_expiring"),
        ]

    @property
    def sent(self) -> Sent:
        """Raises ValueError for a letter that never left."""
        if self.sent_at is None or self.respond_by is None or self.expires_at is None:
            raise ValueError("not sent")
        return Sent(self.sent_at, self.respond_by, self.expires_at)

    @property
    def state_label(self) -> str:
        return state_label(self.state)

    @property
    def urgent(self) -> bool:
        """An answer was asked for in hours: urgency stands nowhere but in the instants."""
        return self.sent_at is not None and self.sent.respond_by - self.sent.at <= URGENT


class Answer(OwnedModel):
    """What the receiver (`organisation`) writes back to the sender (`reader`), sealed to it. Added, never changed."""

    class Kind(models.TextChoices):
        DECLINED = "declined"
        MESSAGE = "message"  # only if she agreed
        WITHDRAWAL = "withdrawal"  # erased, or kept and why

    referral = models.UUIDField()  # no foreign key: the row is another organisation's; the trigger looks
    reader = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    content = SealedField()
    wrap = SealedField()
    signature = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["declined", "message", "withdrawal"]), name="referral_answer_kind_known"
            ),
            models.UniqueConstraint(
                fields=["organisation", "referral", "kind"],
                condition=~Q(kind="message"),
                name="referral_answered_once",
            ),
        ]
        indexes = [models.Index(F("reader"), F("referral"), name="referrals_answer_reader")]


class ReceptionState(models.TextChoices):
    TAKEN_OVER = "taken_over"
    FIRST_CONTACT = "first_contact"
    CLOSED = "closed"


class Reception(OwnedModel):
    """What the receiver took over, as its own: the sender never sees this row."""

    referral = models.UUIDField()  # no foreign key: see Answer
    sender = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    subject = models.UUIDField()  # what it became: her path here, or this row itself
    record_key = OwnedForeignKey(RecordKey, related_name="+")
    state = models.CharField(max_length=13, choices=ReceptionState.choices, default=ReceptionState.TAKEN_OVER)
    taken_over_at = models.DateTimeField()
    taken_over_by = models.UUIDField()  # user
    first_contact_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    content = SealedField(null=True)  # the letter, under our own key; null once erased
    withdrawn_at = models.DateTimeField(null=True)  # she took her consent back
    decide_by = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decision = SealedField(null=True)  # erased or kept, and by which rule
    # A key of its own: what was decided must be read when the record it speaks of is gone.
    decision_key = OwnedForeignKey(RecordKey, related_name="+", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["taken_over", "first_contact", "closed"]), name="reception_state_known"
            ),
            models.UniqueConstraint(fields=["organisation", "referral"], name="reception_once"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decision__isnull=True, decided_by__isnull=True)
                | Q(
                    decided_at__isnull=False,
                    decision__isnull=False,
                    decided_by__isnull=False,
                    withdrawn_at__isnull=False,
                ),
                name="reception_decision_whole",
            ),
            models.CheckConstraint(
                condition=Q(content__isnull=False) | Q(decided_at__isnull=False),
                name="reception_kept_until_decided",
            ),
        ]
        indexes = [models.Index(F("organisation"), F("subject"), name="referrals_reception_subject")]
