"""The library: documents, their editions (one in force), their files, and who spread them among its staff (A3-04a)."""

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from trama.access.fields import NetworkForeignKey
from trama.protocol.base import Governed


class Kind(models.TextChoices):
    """What a document is, in the order of the shelf."""

    PROTOCOL = "protocol", _("Protocollo")
    ANNEX = "annex", _("Allegato al protocollo")
    VADEMECUM = "vademecum", _("Vademecum")
    GUIDELINE = "guideline", _("Linee guida")
    OTHER = "other", _("Altro documento")


class State(models.TextChoices):
    """How far an edition is. A draft is read by the coordinating body alone."""

    DRAFT = "draft", _("Bozza")
    IN_FORCE = "in_force", _("In vigore")
    SUPERSEDED = "superseded", _("Sostituita")


class Content(models.TextChoices):
    """What of the text is here. Nothing is ever invented for a text that is not (DOMAIN §0.14)."""

    MISSING = "missing", _("Testo non disponibile")
    SUMMARY = "summary", _("Sintesi, non il testo ufficiale")
    FULL = "full", _("Testo completo")


class FileKind(models.TextChoices):
    """What may be uploaded, known by its first bytes."""

    PDF = "pdf", "PDF"
    ODT = "odt", "ODT"


class Document(Governed):
    """Something that is kept over time; title and text belong to its editions. `organisation` is the lead body."""

    kind = models.CharField(max_length=12, choices=Kind.choices)
    number = models.PositiveSmallIntegerField(null=True, blank=True)  # of an annex

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "kind", "number"],
                condition=Q(number__isnull=False),
                name="protocol_annex_once",
            ),
            models.UniqueConstraint(
                fields=["network"], condition=Q(kind="protocol"), name="protocol_one_protocol_document"
            ),
        ]


class Edition(Governed):
    """One version of a document. Once in force its text is not touched: a trigger lets only a missing text arrive."""

    document = NetworkForeignKey(Document, related_name="editions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=250)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    content = models.CharField(max_length=8, choices=Content.choices, default=Content.FULL)
    text = models.TextField(blank=True)
    changes = models.TextField(blank=True)  # what is new, for who knows the one before
    adopted_by = models.CharField(max_length=250, blank=True)  # the act, the meeting
    file_kind = models.CharField(max_length=4, choices=FileKind.choices, blank=True)
    in_force_on = models.DateField(null=True, blank=True)
    superseded_on = models.DateField(null=True, blank=True)
    search = models.GeneratedField(
        expression=Func(F("title"), F("text"), function="trama_searched", output_field=SearchVectorField()),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="protocol_edition_number"),
            models.UniqueConstraint(
                fields=["document"], condition=Q(state="in_force"), name="protocol_one_edition_in_force"
            ),
            models.UniqueConstraint(
                fields=["document"], condition=Q(state="draft"), name="protocol_one_draft_edition"
            ),
            models.CheckConstraint(
                condition=Q(content="missing", text="", file_kind="")
                | (Q(content="summary") & ~Q(text=""))
                | (Q(content="full") & (~Q(text="") | ~Q(file_kind=""))),
                name="protocol_edition_content",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", in_force_on__isnull=True)
                | (~Q(state="draft") & Q(in_force_on__isnull=False)),
                name="protocol_edition_in_force_on",
            ),
            models.CheckConstraint(
                condition=Q(state="superseded", superseded_on__gte=F("in_force_on"))
                | (~Q(state="superseded") & Q(superseded_on__isnull=True)),
                name="protocol_edition_superseded_on",
            ),
        ]
        # No GIN index on `search`: under row-level security it is never used (docs/decisions/0052).
        indexes = [models.Index(fields=["network", "state"], name="protocol_edition_state")]

    def __str__(self) -> str:
        return self.title

    @property
    def text_available(self) -> bool:
        return self.content != Content.MISSING


class EditionFile(Governed):
    """The file of an edition, apart so that lists never carry its bytes. Its name, perhaps a person's, is not kept."""

    edition = NetworkForeignKey(Edition, related_name="files")
    kind = models.CharField(max_length=4, choices=FileKind.choices)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition"], name="protocol_edition_one_file")]


class Way(models.TextChoices):
    """How a body made an edition known to who works there."""

    MEETING = "meeting", _("In una riunione")
    MAIL = "mail", _("Per posta elettronica")
    INTRANET = "intranet", _("Nella rete interna")
    TRAINING = "training", _("In un incontro di formazione")
    PAPER = "paper", _("Consegnata su carta")
    OTHER = "other", _("In un altro modo")


class Dissemination(Governed):
    """`organisation` says that it made an edition in force known to its staff: the evidence of A3-04a."""

    edition = NetworkForeignKey(Edition, related_name="disseminations")
    spread_on = models.DateField()
    way = models.CharField(max_length=10, choices=Way.choices)
    note = models.CharField(max_length=300, blank=True)
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "organisation"], name="protocol_dissemination_once")
        ]
        indexes = [models.Index(fields=["network", "organisation"], name="protocol_dissemination_org")]


class Reminder(Governed):
    """The lead body reminded `organisation` that it has not yet confirmed an edition."""

    edition = NetworkForeignKey(Edition, related_name="reminders")
    sent_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["network", "edition", "organisation"], name="protocol_reminder_edition")
        ]
