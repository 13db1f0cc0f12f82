"""Keys of records, and the circles that are narrower than the organisation."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from trama.access.fields import OwnedForeignKey
from trama.network.owned import OwnedModel
from trama.vault.fields import SealedField
from trama.vault.models.users import UserKey
from trama.vault.trust.statements import Signed


class CompartmentKind(models.TextChoices):
    SHELTER_ADDRESS = "shelter_address", "indirizzo della casa"
    SPECIALIST_NOTES = "specialist_notes", "note della specialista"
    CHILD = "child", "scheda di un figlio o di una figlia"
    CONFLICT = "conflict", "chi non deve sapere"
    PARTNER_CONTACT = "partner_contact", "contatto con la partner"


class Compartment(OwnedModel):
    """A circle of named members with a key of its own; who they are stands in its last signed turn."""

    kind = models.CharField(max_length=20, choices=CompartmentKind.choices)
    turn = models.PositiveIntegerField(default=1)
    turn_due = models.BooleanField(default=False)  # the next member who opens it makes a new key
    created_at = models.DateTimeField(db_default=Now(), editable=False)


class CompartmentTurn(OwnedModel):
    """Signed by a member of the turn before: its members and what the key must be. Linked by hash."""

    compartment = OwnedForeignKey(Compartment, on_delete=models.CASCADE, related_name="turns", db_index=False)
    number = models.PositiveIntegerField()
    body = models.BinaryField()
    signature = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "compartment", "number"], name="vault_compartment_turn_once"
            ),
        ]

    @property
    def signed(self) -> Signed:
        return Signed(bytes(self.body), bytes(self.signature))


class CompartmentGrant(OwnedModel):
    """The compartment's seed, sealed to one member."""

    compartment = OwnedForeignKey(
        Compartment, on_delete=models.CASCADE, related_name="grants", db_index=False
    )
    number = models.PositiveIntegerField()
    user_key = models.ForeignKey(UserKey, on_delete=models.PROTECT, related_name="+")
    sealed = SealedField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "compartment", "number", "user_key"],
                name="vault_compartment_grant_once",
            ),
        ]


class RecordKey(OwnedModel):
    """The data key of one thing that is erased as one: under the organisation's data key, or a compartment's."""

    wrapped = SealedField(null=True)
    epoch = models.PositiveIntegerField()  # whose data key wraps it; in a compartment: which turn's
    compartment = OwnedForeignKey(
        Compartment, on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(wrapped__isnull=True, destroyed_at__isnull=False)
                | Q(wrapped__isnull=False, destroyed_at__isnull=True),
                name="vault_record_key_or_destroyed",
            ),
        ]
        indexes = [
            # What an epoch turn has still to rewrap.
            models.Index(
                F("organisation"),
                F("epoch"),
                condition=Q(compartment__isnull=True, destroyed_at__isnull=True),
                name="vault_record_key_rewrap",
            ),
            models.Index(
                F("organisation"),
                F("compartment"),
                condition=Q(compartment__isnull=False),
                name="vault_record_key_compartment",
            ),
        ]


class RecordGrant(OwnedModel):
    """A record key sealed to one specialist, signed by the reader who called her in."""

    record_key = OwnedForeignKey(RecordKey, on_delete=models.CASCADE, related_name="grants", db_index=False)
    user_key = models.ForeignKey(UserKey, on_delete=models.PROTECT, related_name="+")
    granted_by = models.ForeignKey(UserKey, on_delete=models.PROTECT, related_name="+")
    sealed = SealedField()
    signature = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "record_key", "user_key"], name="vault_record_grant_once"
            ),
        ]
