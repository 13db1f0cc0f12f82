"""Resources and evaluation: where the money comes from, what it sustained, what the network agreed to measure.

Euro are `Decimal` and are summed by the database. Nothing here knows a woman, and nothing divides: what a path costs is
not a question that this register answers.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from trama.access.fields import NetworkForeignKey
from trama.network.models import Organisation
from trama.protocol.base import Governed

FIRST_YEAR, LAST_YEAR = 2000, 2100
DIGITS, CENTS = 14, 2


class FundingLine(Governed):
    """Money with a name, from somebody, for some time; `organisation` is the body that manages it."""

    name = models.CharField(max_length=160)
    source = models.CharField(max_length=160)  # who gives it: an office or fund, as its act names it
    begins_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    total = models.DecimalField(max_digits=DIGITS, decimal_places=CENTS)
    act = models.CharField(max_length=250, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(total__gte=0), name="protocol_line_total"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on")),
                name="protocol_line_period",
            ),
        ]
        indexes = [models.Index(fields=["network", "-begins_on"], name="protocol_line_begins")]

    def __str__(self) -> str:
        return self.name


class YearAmount(Governed):
    """What a line foresees and spent in a year. More spent than foreseen is shown, never refused."""

    line = NetworkForeignKey(FundingLine, related_name="years")
    year = models.PositiveSmallIntegerField()
    budget = models.DecimalField(max_digits=DIGITS, decimal_places=CENTS)
    spent = models.DecimalField(
        max_digits=DIGITS, decimal_places=CENTS, null=True, blank=True
    )  # empty: not known yet, which is not zero

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "year"], name="protocol_year_amount_once"),
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR), budget__gte=0)
                & (Q(spent__isnull=True) | Q(spent__gte=0)),
                name="protocol_year_amount",
            ),
        ]
        indexes = [models.Index(fields=["network", "year"], name="protocol_year_amount_year")]


class Activity(models.TextChoices):
    """What money sustains: things that are done and opened, never persons."""

    OPENING = "opening", _("Ore di apertura")
    COURSE = "course", _("Corsi e incontri di formazione")
    EVENT = "event", _("Iniziative pubbliche")
    MATERIAL = "material", _("Materiali e campagne")
    SUPERVISION = "supervision", _("Supervisione delle operatrici")
    MEDIATOR = "mediator", _("Ore di mediazione linguistica e culturale")
    PLACE = "place", _("Posti e alloggi disponibili")
    LABORATORY = "laboratory", _("Laboratori e gruppi")
    OTHER = "other", _("Altro")


class Sustained(Governed):
    """What a line made possible in a year, in words; `number` counts activities (hours, courses), never women."""

    line = NetworkForeignKey(FundingLine, related_name="sustained")
    year = models.PositiveSmallIntegerField()
    activity = models.CharField(max_length=12, choices=Activity.choices)
    text = models.CharField(max_length=300)
    number = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)), name="protocol_sustained_year"
            )
        ]
        indexes = [models.Index(fields=["network", "line", "-year"], name="protocol_sustained_line")]


class Convention(Governed):
    """An agreement with a private social body (DIR-03b): what it finances and until when. Written by the lead body."""

    partner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    partner_name = models.CharField(max_length=160, blank=True)  # of a body that did not sign the protocol
    title = models.CharField(max_length=200)
    finances = models.TextField()
    line = NetworkForeignKey(FundingLine, related_name="conventions", null=True, blank=True)
    amount = models.DecimalField(max_digits=DIGITS, decimal_places=CENTS, null=True, blank=True)
    begins_on = models.DateField()
    ends_on = models.DateField()
    act = models.CharField(max_length=250, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(partner__isnull=False, partner_name="")
                | (Q(partner__isnull=True) & ~Q(partner_name="")),
                name="protocol_convention_partner",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")), name="protocol_convention_period"
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0), name="protocol_convention_amount"
            ),
        ]
        indexes = [models.Index(fields=["network", "ends_on"], name="protocol_convention_ends")]

    def __str__(self) -> str:
        return self.title


class Direction(models.TextChoices):
    """Which way an indicator is hoped to go."""

    UP = "up", _("Meglio se cresce")
    DOWN = "down", _("Meglio se cala")
    NONE = "none", _("Si osserva soltanto")


class Indicator(Governed):
    """A measure of social impact agreed among the signatories (A3-09); `organisation` is the body that collects it."""

    name = models.CharField(max_length=160)
    definition = models.TextField()
    unit = models.CharField(max_length=40)
    counts_people = models.BooleanField(default=False)
    direction = models.CharField(max_length=4, choices=Direction.choices)
    target = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    target_year = models.PositiveSmallIntegerField(null=True, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    decision = models.TextField(blank=True)  # of which meeting, in its words
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_on__isnull=True, decision="")
                | (Q(agreed_on__isnull=False) & ~Q(decision="")),
                name="protocol_indicator_agreed",
            ),
            models.CheckConstraint(
                condition=Q(target__isnull=True, target_year__isnull=True)
                | Q(target__isnull=False, target_year__range=(FIRST_YEAR, LAST_YEAR)),
                name="protocol_indicator_target",
            ),
        ]
        indexes = [models.Index(fields=["network", "organisation"], name="protocol_indicator_body")]

    def __str__(self) -> str:
        return self.name


class IndicatorValue(Governed):
    """The value of a year. `organisation` is the body that collects; `by_lead`: the lead body wrote it for it."""

    indicator = NetworkForeignKey(Indicator, related_name="values")
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=16, decimal_places=2)
    note = models.CharField(max_length=300, blank=True)
    by_lead = models.BooleanField(default=False)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "year"], name="protocol_indicator_value_once"),
            models.CheckConstraint(
                condition=Q(value__gte=0, year__range=(FIRST_YEAR, LAST_YEAR)),
                name="protocol_indicator_value",
            ),
        ]
