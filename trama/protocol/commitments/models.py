"""The register of commitments, who owns each, and the evidence that was given for them."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from trama.access.fields import NetworkForeignKey
from trama.common.documents import MAX_BYTES, DocumentKind
from trama.protocol.agreement.models import Version
from trama.protocol.base import Governed
from trama.protocol.commitments.kinds import EvidenceKind
from trama.protocol.commitments.rules import Rule

EVERYBODY = "ALL"  # the group of what every signatory promised


class Rhythm(models.TextChoices):
    """How often, as the protocol says it."""

    ONE_OFF = "one_off", _("Una volta")
    CONTINUOUS = "continuous", _("Sempre")
    EVENT_DRIVEN = "event_driven", _("Ogni volta che accade")
    PERIODIC = "periodic", _("A scadenza")


class Commitment(Governed):
    """One promise of a version of the protocol; `organisation` is the body that coordinates the network."""

    version = NetworkForeignKey(Version, related_name="commitments")
    code = models.CharField(max_length=10)
    order = models.PositiveSmallIntegerField()
    article = models.CharField(max_length=10)
    binds = models.CharField(max_length=10)  # `ALL`, or one of `Signatory.groups`
    signatory = models.CharField(max_length=120)  # as the protocol calls who promised
    text_it = models.CharField(max_length=200)
    text_en = models.CharField(max_length=200)
    capability = models.CharField(max_length=24)  # a code of kinds.CAPABILITIES
    rhythm = models.CharField(max_length=12, choices=Rhythm.choices)
    period = models.CharField(max_length=60, blank=True)  # the protocol's own words: "2/anno"
    rule = models.CharField(max_length=20, choices=Rule.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="protocol_commitment_code")]
        indexes = [models.Index(fields=["network", "version", "order"], name="protocol_commitment_order")]

    def __str__(self) -> str:
        return self.code


class Ownership(Governed):
    """One commitment of one body, the one in `organisation`. Made and ended by the database (migration)."""

    commitment = NetworkForeignKey(Commitment, related_name="owners")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)  # the body withdrew, or changed group

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["commitment", "organisation"], name="protocol_ownership_once"),
        ]
        indexes = [models.Index(fields=["network", "organisation"], name="protocol_ownership_body")]


class EvidenceState(models.TextChoices):
    """What became of a piece of evidence."""

    WAITING = "waiting", _("Da confermare")
    CONFIRMED = "confirmed", _("Confermata")
    RETURNED = "returned", _("Da rivedere")
    WITHDRAWN = "withdrawn", _("Ritirata")


class Way(models.TextChoices):
    """Who entered it, which says who confirms it."""

    REFERENT = "referent", _("Inserita dall’ente")
    LEAD = "lead", _("Inserita dall’ente capofila")
    LINK = "link", _("Inserita dall’ente con il link")


class AnswerLink(Governed):
    """A link by which a referent without an account answers for `organisation` and one year. Only its hash is kept."""

    year = models.PositiveSmallIntegerField()
    token_hash = models.BinaryField(max_length=32, unique=True)
    made_by = models.UUIDField()  # a user of the lead body: she does not confirm what comes in by it
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="protocol_link_lasts"),
        ]
        indexes = [models.Index(fields=["network", "-made_at"], name="protocol_link_made")]


class Evidence(Governed):
    """What shows that a body kept a commitment in a year. Contents never change: a correction is another row."""

    ownership = NetworkForeignKey(Ownership, related_name="evidence")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=EvidenceKind.choices)
    day = models.DateField()
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=2000, blank=True)
    url = models.CharField(max_length=300, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    # Of its file, which is an `EvidenceFile`: what these say stays when its bytes go.
    file_kind = models.CharField(
        max_length=4, choices=DocumentKind.choices, blank=True, default="", db_default=""
    )
    file_size = models.PositiveIntegerField(null=True, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")
    source = models.CharField(
        max_length=20, blank=True
    )  # of an offer: where it comes from, and its row there
    source_key = models.UUIDField(null=True, blank=True)
    state = models.CharField(
        max_length=10, choices=EvidenceState.choices, default=EvidenceState.WAITING, db_default="waiting"
    )
    way = models.CharField(max_length=10, choices=Way.choices)
    entered_by = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+", db_index=False)
    entered_by_user = models.UUIDField(null=True, blank=True)  # nobody's account when it came by a link
    entered_at = models.DateTimeField(db_default=Now(), editable=False)
    link = NetworkForeignKey(AnswerLink, null=True, blank=True, related_name="evidence")
    replaces = NetworkForeignKey("self", null=True, blank=True, related_name="replaced_by")
    decided_by = models.ForeignKey(
        "network.Organisation", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_by_user = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_link = NetworkForeignKey(AnswerLink, null=True, blank=True, related_name="+")
    returned_because = models.CharField(max_length=300, blank=True)
    withdrawn_by = models.ForeignKey(
        "network.Organisation", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="count", number__isnull=False) | (~Q(kind="count") & Q(number__isnull=True)),
                name="protocol_evidence_number",
            ),
            models.CheckConstraint(
                condition=Q(source="", source_key__isnull=True)
                | (~Q(source="") & Q(source_key__isnull=False)),
                name="protocol_evidence_source",
            ),
            models.CheckConstraint(
                condition=Q(file_kind="", file_size__isnull=True, file_sha256="")
                | (~Q(file_kind="") & Q(file_size__lte=MAX_BYTES, file_sha256__regex="^[0-9a-f]{64}$")),
                name="protocol_evidence_file",
            ),
            models.CheckConstraint(
                condition=Q(way="link", link__isnull=False, entered_by_user__isnull=True)
                | (~Q(way="link") & Q(link__isnull=True, entered_by_user__isnull=False)),
                name="protocol_evidence_way",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True, withdrawn_at__isnull=True)
                | Q(state__in=["confirmed", "returned"], decided_at__isnull=False, withdrawn_at__isnull=True)
                | Q(state="withdrawn", withdrawn_at__isnull=False),
                name="protocol_evidence_state",
            ),
            models.UniqueConstraint(
                fields=["ownership", "source", "source_key"],
                condition=~Q(source="") & Q(state__in=["waiting", "confirmed"]),
                name="protocol_evidence_offer_once",
            ),
        ]
        indexes = [
            models.Index(fields=["network", "ownership", "year"], name="protocol_evidence_year"),
            models.Index(fields=["network", "state", "entered_at"], name="protocol_evidence_waiting"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def has_file(self) -> bool:
        """Whether its file can be had: that of withdrawn evidence is gone."""
        return bool(self.file_sha256) and self.state != EvidenceState.WITHDRAWN


class EvidenceFile(Governed):
    """The bytes of a piece of evidence, apart from lists. The file's name, perhaps a person's, is not kept.

    Made with its evidence and never changed; it goes when the evidence is withdrawn (migration).
    """

    evidence = NetworkForeignKey(Evidence, related_name="files")
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["evidence"], name="protocol_evidence_one_file")]


class DataTerm(Governed):
    """Until when the yearly data of a year are in time: the lead body says, the protocol does not."""

    year = models.PositiveSmallIntegerField()
    due_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "year"], name="protocol_data_term_once")]
