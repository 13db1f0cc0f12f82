"""The protocol as an agreement: its versions, who adhered to each, and what is known of every signature."""

import re

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trama.access.fields import NetworkForeignKey
from trama.protocol.agreement.states import FileState, SignatureState, VersionState
from trama.protocol.base import Governed

__all__ = ["FileState", "SignatureState", "VersionState"]  # where others look for them


def _choices(
    states: type[VersionState] | type[SignatureState] | type[FileState],
) -> list[tuple[str, Promise]]:
    return [(state.value, state.words) for state in states]


class ExpiryRule(models.TextChoices):
    """From when the term of art. 7 is counted. The text is ambiguous: a person chooses (DOMAIN §0.1)."""

    DOCUMENT = "document", _("Dalla data del documento")
    LAST_EVIDENCE = "last_evidence", _("Dall'ultima data provata dalle firme")
    PER_SIGNATORY = "per_signatory", _("Da ciascuna firma")


class Version(Governed):
    """One text of the protocol; `organisation` is the body that coordinates the network."""

    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    document_date = models.DateField(null=True, blank=True)
    term_years = models.PositiveSmallIntegerField(default=3)
    state = models.CharField(max_length=12, choices=_choices(VersionState), default=VersionState.PREPARING)
    rule = models.CharField(max_length=16, choices=ExpiryRule.choices, blank=True)  # empty: nobody chose yet
    rule_chosen_at = models.DateTimeField(null=True, blank=True)
    rule_reason = models.TextField(blank=True)
    previous = NetworkForeignKey("self", null=True, blank=True, related_name="+")
    prepared_at = models.DateTimeField(default=timezone.now)
    signing_since = models.DateField(null=True, blank=True)
    in_force_since = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)  # superseded or dropped

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["network", "number"], name="protocol_version_number"),
            models.UniqueConstraint(
                fields=["network"], condition=Q(state="in_force"), name="protocol_one_version_in_force"
            ),
            models.UniqueConstraint(
                fields=["network"],
                condition=Q(state__in=["preparing", "signing"]),
                name="protocol_one_version_in_hand",
            ),
            models.CheckConstraint(
                condition=Q(document_date__isnull=False) | Q(state__in=["preparing", "signing", "dropped"]),
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

    @property
    def step(self) -> VersionState:
        return VersionState(self.state)


class RuleChoice(Governed):
    """Every choice of the rule, for whoever asks how it came about. Nothing is changed here, only added."""

    version = NetworkForeignKey(Version, related_name="choices")
    rule = models.CharField(max_length=16, choices=ExpiryRule.choices)
    reason = models.TextField()
    chosen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["network", "version", "-chosen_at"], name="protocol_rule_choices")]


class RenewalItem(Governed):
    """One point of the renewal file: what changes, who decides it, by when."""

    version = NetworkForeignKey(Version, related_name="items")
    order = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=300)
    decides = models.CharField(max_length=160, blank=True)  # an office
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["network", "version", "order"], name="protocol_renewal_order")]


class Signatory(Governed):
    """A body in one version of the protocol. `groups` are the lists of commitments that bind it beside everybody's."""

    version = NetworkForeignKey(Version, related_name="signatories")
    code = models.CharField(max_length=10)
    order = models.PositiveSmallIntegerField()
    groups = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    state = models.CharField(max_length=10, choices=_choices(SignatureState), default=SignatureState.MISSING)
    method = models.CharField(max_length=24, blank=True)  # a code of the vocabulary signature_method
    by_proxy = models.BooleanField(default=False)
    proxy_note = models.CharField(max_length=200, blank=True)  # which act gives it, by office
    signed_at = models.DateTimeField(null=True, blank=True)  # an instant that the evidence states
    not_before = models.DateField(null=True, blank=True)  # the day, when sure: both bounds the same
    not_after = models.DateField(null=True, blank=True)
    evidence = models.CharField(max_length=300, blank=True)
    verified_report = NetworkForeignKey("protocol.SignatureReport", null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    joined_on = models.DateField(null=True, blank=True)  # empty: from the beginning
    joined_act = models.CharField(max_length=200, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawal_act = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "organisation"], name="protocol_signatory_once"),
            models.CheckConstraint(
                condition=Q(not_before__isnull=True)
                | Q(not_after__isnull=True)
                | Q(not_before__lte=F("not_after")),
                name="protocol_signatory_bounds",
            ),
            models.CheckConstraint(
                condition=Q(state="verified", verified_report__isnull=False, verified_at__isnull=False)
                | (~Q(state="verified") & Q(verified_report__isnull=True, verified_at__isnull=True)),
                name="protocol_signatory_cites",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=False) | Q(withdrawal_act=""),
                name="protocol_signatory_withdrawal",
            ),
        ]
        indexes = [models.Index(fields=["network", "version", "order"], name="protocol_signatory_order")]

    def __str__(self) -> str:
        return self.code

    @property
    def step(self) -> SignatureState:
        return SignatureState(self.state)


class FileKind(models.TextChoices):
    """What a file is."""

    SIGNED = "signed", _("Documento firmato")
    PROXY = "proxy", _("Procura")


class SignedFile(Governed):
    """A file that came in. The network sees that it is there; its bytes and what stands in them, its body and the lead.

    The name it had on somebody's computer is not kept: it is not to be trusted and may bear a person's name.
    """

    signatory = NetworkForeignKey(Signatory, related_name="files")
    kind = models.CharField(max_length=8, choices=FileKind.choices)
    form = models.CharField(max_length=8)  # what its bytes are: p7m, p7s, pdf, pem, b64
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    content_sha256 = models.CharField(
        max_length=64, blank=True
    )  # of the document sent beside a detached signature
    sent_at = models.DateTimeField(default=timezone.now)
    by_lead = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=_choices(FileState), default=FileState.WAITING)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)  # why it was sent back
    tries = ArrayField(
        models.DateTimeField(), default=list, blank=True
    )  # the last times somebody asked again

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["signatory", "kind", "sha256"],
                condition=~Q(state__in=["returned", "removed"]),
                name="protocol_file_once",
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$") & Q(form__regex="^[a-z0-9]{2,8}$"),
                name="protocol_file_codes",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="protocol_file_decided",
            ),
        ]
        indexes = [models.Index(fields=["network", "signatory", "-sent_at"], name="protocol_file_of")]

    @property
    def step(self) -> FileState:
        return FileState(self.state)

    @property
    def fingerprints(self) -> list[tuple[str, str]]:
        """The file's, and that of the document inside, in groups that fit a narrow screen."""
        named = [(_("Impronta del file (SHA-256)"), self.sha256)]
        if self.content_sha256:
            named.append((_("Impronta del documento dentro"), self.content_sha256))
        return [(str(label), " ".join(re.findall(".{16}", digest))) for label, digest in named]

    @property
    def name(self) -> str:
        """What it is called here and when it is taken away."""
        word = "firma" if self.kind == FileKind.SIGNED else "procura"
        return f"{word}-{timezone.localdate(self.sent_at).isoformat()}-{self.sha256[:8]}.{self.form}"


class SignedBytes(Governed):
    """The bytes of a file; `document`: of what a detached signature signs. Its body and the lead body read them."""

    class Part(models.TextChoices):
        FILE = "file"
        DOCUMENT = "document"

    file = NetworkForeignKey(SignedFile, related_name="bytes")
    part = models.CharField(max_length=8, choices=Part.choices)
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "part"], name="protocol_bytes_once")]


class RevocationData(Governed):
    """A file of revocation lists or OCSP responses that was given for a verification; reports name it by its digest."""

    file = NetworkForeignKey(SignedFile, related_name="revocation")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    data = models.BinaryField()
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "sha256"], name="protocol_revocation_once")]


class SignatureReport(Governed):
    """What one verification found, at its time, against the anchors of that time. It never changes (DOMAIN §0.12).

    `data` holds names of signers: only the body and the lead body read this table. `seal`: see seals.py.
    """

    file = NetworkForeignKey(SignedFile, related_name="reports")
    made_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(
        null=True, blank=True
    )  # the time it was verified for; empty: when it was made
    verdict = models.CharField(max_length=16, blank=True)  # the least favourable; empty: could not be opened
    trouble = models.CharField(max_length=16, blank=True)  # why it could not be opened
    signers = models.PositiveSmallIntegerField(default=0)
    anchors = models.PositiveIntegerField(default=0)
    data = models.JSONField(null=True)
    seal = models.BinaryField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["network", "file", "-made_at"], name="protocol_report_of")]


class TrustList(Governed):
    """Whom signatures are checked against: certificates, or a European trusted list; loaded by the lead body."""

    class Kind(models.TextChoices):
        PEM = "pem", _("Certificati (PEM)")
        TSL = "tsl", _("Lista di fiducia europea (ETSI TS 119 612)")

    kind = models.CharField(max_length=3, choices=Kind.choices)
    source = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    anchors = models.PositiveIntegerField()
    issued = models.DateTimeField(null=True, blank=True)
    next_update = models.DateTimeField(null=True, blank=True)
    loaded_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)
    data = models.BinaryField()
    signer = models.BinaryField(
        null=True, blank=True
    )  # the certificate that signed the list, known from elsewhere
    checked = models.BooleanField(default=False)  # the list's own signature was, with that certificate

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "sha256"],
                condition=Q(retired_at__isnull=True),
                name="protocol_trust_once",
            )
        ]
