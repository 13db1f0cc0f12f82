"""An organisation's keys: what the root and the custodians signed, and the private halves sealed to members."""

from django.db import models
from django.db.models.functions import Now

from trama.access.fields import OwnedForeignKey
from trama.network.models import Service
from trama.network.owned import OwnedModel
from trama.vault.fields import SealedField
from trama.vault.models.users import UserKey
from trama.vault.trust.statements import Signed


class OrganisationIdentity(OwnedModel):
    """A statement of the root: id, official name, identity key, serial. Unsigned while it is only requested.

    Read by every organisation: whoever seals something for this one starts here.
    """

    serial = models.PositiveIntegerField()
    body = models.BinaryField()
    signature = models.BinaryField(null=True)
    # Who asked for a renewal, and her signature: what waits for the root must not be exchanged meanwhile.
    requested_by = models.ForeignKey(UserKey, null=True, on_delete=models.PROTECT, related_name="+")
    request_signature = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "serial"], name="vault_identity_serial"),
        ]

    @property
    def signed(self) -> Signed:
        """Raises ValueError while the root has not signed."""
        if self.signature is None:
            raise ValueError("not signed yet")
        return Signed(bytes(self.body), bytes(self.signature))


class IdentityGrant(OwnedModel):
    """The identity key's private half, sealed to one custodian."""

    serial = models.PositiveIntegerField()
    user_key = models.ForeignKey(UserKey, on_delete=models.PROTECT, related_name="+")
    sealed = SealedField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "serial", "user_key"], name="vault_identity_grant_once"
            ),
        ]


class EpochManifest(OwnedModel):
    """A custodian-signed list of the organisation's public keys, linked by hash to the one before.

    Read by every organisation, added by its own, never changed: the database gives no right to.
    """

    serial = models.PositiveIntegerField()
    epoch = models.PositiveIntegerField()
    body = models.BinaryField()
    signature = models.BinaryField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "serial"], name="vault_manifest_serial"),
        ]

    @property
    def signed(self) -> Signed:
        return Signed(bytes(self.body), bytes(self.signature))


class Epoch(OwnedModel):
    """What a holder of this epoch's seed reaches with it."""

    number = models.PositiveIntegerField()
    previous = SealedField(null=True)  # the seed of the epoch before, under this epoch's data key
    lookup = SealedField()  # the key of the telephone hashes, the same in all epochs

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="vault_epoch_number"),
        ]


class EpochGrant(OwnedModel):
    """The seed of the present epoch, sealed to one reader. Those of past epochs are deleted at the turn."""

    number = models.PositiveIntegerField()
    user_key = models.ForeignKey(UserKey, on_delete=models.PROTECT, related_name="+")
    sealed = SealedField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user_key", "number"], name="vault_epoch_grant_once"
            ),
        ]


class ServiceKeyGrant(OwnedModel):
    """The seed of one generation of a service's key, sealed to one of its reading members."""

    service = OwnedForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    generation = models.PositiveIntegerField()
    user_key = models.ForeignKey(UserKey, on_delete=models.PROTECT, related_name="+")
    sealed = SealedField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "service", "generation", "user_key"], name="vault_service_grant_once"
            ),
        ]


class RecoverySeal(OwnedModel):
    """A seed sealed to the organisation's recovery key, whose private half exists on two sheets of paper only."""

    class Kind(models.TextChoices):
        EPOCH = "epoch", "epoca"
        IDENTITY = "identity", "identità"
        SERVICE = "service", "servizio"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    service = OwnedForeignKey(Service, on_delete=models.PROTECT, related_name="+", null=True)
    number = models.PositiveIntegerField()  # epoch, identity serial or generation
    sealed = SealedField()
