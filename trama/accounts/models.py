"""People who work in the network: without a name in clear (a thief of the database must not learn who they are)."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from trama.access.fields import OwnedForeignKey
from trama.access.roles import Role
from trama.network.models import Network, Organisation
from trama.network.owned import OwnedModel
from trama.vault.fields import SealedField
from trama.vault.models import RecordKey, SessionKey, UserKey


class User(models.Model):
    """A person who signs in. Her username is stored only as a keyed hash, her name is sealed to her organisation."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    login_hash = models.BinaryField(max_length=32, unique=True)
    key = models.OneToOneField(UserKey, on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return str(self.id)


class Membership(models.Model):
    """A user in an organisation, with roles; she acts in one organisation at a time."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+")
    roles = ArrayField(models.CharField(max_length=30, choices=[(role.value, role.name) for role in Role]))
    service_ids = ArrayField(
        models.UUIDField(), default=list
    )  # the desks she works at: read with every request
    admitted_at = models.DateTimeField(
        null=True
    )  # null: waits for a custodian to compare fingerprints in person
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(ended_at__isnull=True),
                name="accounts_membership_once",
            ),
        ]


class Colleague(OwnedModel):
    """The name and the title of a member as her colleagues read it; sealed to the organisation."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="+")
    record_key = OwnedForeignKey(RecordKey, related_name="+")
    name = SealedField()


class Session(models.Model):
    """A signed-in browser: who, acting where. The opened key is in `key`, sealed by the cookie."""

    key = models.OneToOneField(SessionKey, on_delete=models.CASCADE, primary_key=True, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, null=True, related_name="+")
    stepped_up_at = models.DateTimeField(null=True)
    carried_form = models.UUIDField(null=True)  # what she was typing when her last session expired


class TotpDevice(models.Model):
    """The second factor: a seed sealed by a server key, and the last step it accepted, so that no code works twice."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="+")
    seed = models.BinaryField()
    last_step = models.BigIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)


class SignInFailure(models.Model):
    """A failed attempt, by keyed hash of the name that was typed; old rows are deleted by a job."""

    login_hash = models.BinaryField(max_length=32)
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["login_hash", "at"], name="accounts_failure_login_at")]


class InvitationKind(models.TextChoices):
    JOIN = "join", "invito"
    RESET = "reset", "password reimpostata"


class Invitation(OwnedModel):
    """A code on paper that works once: to come in, or to choose another password. Only its keyed hash is here.

    A row ends in one of three ways: used, withdrawn, or too late; a job deletes it a month after.
    """

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=5, choices=InvitationKind.choices)
    code_hash = models.BinaryField(max_length=32, unique=True)
    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, null=True, related_name="invitations"
    )  # of a reset: whose password; of an invitation: who came in with it
    roles = ArrayField(models.CharField(max_length=30, choices=[(role.value, role.name) for role in Role]))
    service_ids = ArrayField(models.UUIDField(), default=list)
    record_key = OwnedForeignKey(RecordKey, null=True, related_name="+")
    name = SealedField(null=True)  # of who is expected, for the custodians' list
    created_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-created_at"], name="accounts_invitation_org")]
