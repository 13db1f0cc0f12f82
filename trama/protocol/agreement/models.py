"""The protocol as an agreement: its versions, who adhered to each, and what is known of every signature."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from trama.access.fields import NetworkForeignKey
from trama.protocol.base import Governed


class VersionState(models.TextChoices):
    """How far a version is."""

    PREPARING = "preparing", "In preparazione"
    SIGNING = "signing", "Aperta alle firme"
    IN_FORCE = "in_force", "In vigore"
    SUPERSEDED = "superseded", "Sostituita"


class ExpiryRule(models.TextChoices):
    """From when the term of art. 7 is counted. The text is ambiguous: a person chooses (DOMAIN §0.1)."""

    DOCUMENT = "document", "Dalla data del documento"
    LAST_EVIDENCE = "last_evidence", "Dall'ultima data provata dalle firme"
    PER_SIGNATORY = "per_signatory", "Da ciascuna firma"


class Version(Governed):
    """One text of the protocol; `organisation` is the body that coordinates the network."""

    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    document_date = models.DateField(null=True, blank=True)
    term_years = models.PositiveSmallIntegerField(default=3)
    state = models.CharField(max_length=12, choices=VersionState.choices, default=VersionState.PREPARING)
    rule = models.CharField(max_length=16, choices=ExpiryRule.choices, blank=True)  # empty: nobody chose yet
    rule_chosen_at = models.DateTimeField(null=True, blank=True)
    rule_reason = models.TextField(blank=True)
    previous = NetworkForeignKey("self", null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["network", "number"], name="protocol_version_number"),
            models.UniqueConstraint(
                fields=["network"], condition=Q(state="in_force"), name="protocol_one_version_in_force"
            ),
            models.CheckConstraint(
                condition=Q(document_date__isnull=False) | Q(state__in=["preparing", "signing"]),
                name="protocol_version_dated",
            ),
            models.CheckConstraint(
                condition=Q(rule="", rule_chosen_at__isnull=True)
                | (~Q(rule="") & Q(rule_chosen_at__isnull=False)),
                name="protocol_rule_chosen",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SignatureState(models.TextChoices):
    """What is known of a signature. "Missing" means not at hand, never "did not sign" (DOMAIN §0.2)."""

    MISSING = "missing", "Non agli atti"
    RECEIVED = "received", "Ricevuta"
    VERIFIED = "verified", "Verificata"


class Signatory(Governed):
    """A body in one version of the protocol. `groups` are the lists of commitments that bind it beside everybody's."""

    version = NetworkForeignKey(Version, related_name="signatories")
    code = models.CharField(max_length=10)
    order = models.PositiveSmallIntegerField()
    groups = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    state = models.CharField(max_length=10, choices=SignatureState.choices, default=SignatureState.MISSING)
    method = models.CharField(max_length=24)  # a code of the vocabulary signature_method
    by_proxy = models.BooleanField(default=False)
    signed_at = models.DateTimeField(null=True, blank=True)  # an instant that the evidence states
    not_before = models.DateField(null=True, blank=True)  # the day, when sure: both bounds the same
    not_after = models.DateField(null=True, blank=True)
    evidence = models.CharField(max_length=300, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "organisation"], name="protocol_signatory_once"),
            models.CheckConstraint(
                condition=Q(not_before__isnull=True)
                | Q(not_after__isnull=True)
                | Q(not_before__lte=F("not_after")),
                name="protocol_signatory_bounds",
            ),
        ]
        indexes = [models.Index(fields=["network", "version", "order"], name="protocol_signatory_order")]

    def __str__(self) -> str:
        return self.code
