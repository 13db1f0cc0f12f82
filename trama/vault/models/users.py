"""A person's key pair, the opened key of a session, a form carried over from an expired one."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from trama.network.models import Organisation
from trama.vault.crypto.keys import PublicKeys
from trama.vault.fields import SealedField


class UserKey(models.Model):
    """One person's pair. The public half here is only what she claims: others take it from a signed manifest."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sealing = models.BinaryField(max_length=32)  # X25519, public
    signing = models.BinaryField(max_length=32)  # Ed25519, public
    salt = models.BinaryField(max_length=16)
    params = models.CharField(max_length=40)  # cost of Argon2id
    verifier = models.BinaryField(max_length=32)
    seed = SealedField()  # the private half, under the password and the server's pepper
    stamp = models.BinaryField(
        max_length=32, default=b""
    )  # keyed outside the database: the server made these keys
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )  # after a reset: the key whose access a custodian may give to this one
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    @property
    def public(self) -> PublicKeys:
        return PublicKeys(bytes(self.sealing), bytes(self.signing))


class SessionState(models.TextChoices):
    PENDING = "pending", "in attesa del secondo fattore"
    LIVE = "live", "aperta"
    STUB = "stub", "scaduta"


class SessionKey(models.Model):
    """The opened key of a browser session, sealed by 32 bytes that only its cookie holds."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    lookup = models.BinaryField(max_length=32, unique=True)  # derived from the cookie
    user_key = models.ForeignKey(UserKey, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=7, choices=SessionState.choices, default=SessionState.PENDING)
    sealed = SealedField(null=True)
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            # A stub holds no key; whatever still holds one is no stub.
            models.CheckConstraint(
                condition=Q(state=SessionState.STUB, sealed__isnull=True)
                | (~Q(state=SessionState.STUB) & Q(sealed__isnull=False)),
                name="vault_session_stub_keyless",
            ),
        ]
        indexes = [models.Index(fields=["seen_at"], name="vault_session_seen")]


class CarriedForm(models.Model):
    """What was typed when the session had expired, sealed to the person's public key until she signs in again."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user_key = models.ForeignKey(UserKey, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    content = SealedField()
    created_at = models.DateTimeField()
