"""Who the network is made of: networks, organisations, services, referents. Offices only, no person who is helped."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from trama.network.owned import OwnedModel


class Network(models.Model):
    """A territorial network: the bodies that signed one protocol."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class Category(models.TextChoices):
    """What kind of body it is, as `signatories.csv` groups the signatories."""

    MUNICIPALITY = "municipality", "Comune"
    DISTRICT = "district", "Municipio"
    CENTRE = "centre", "Centro antiviolenza o casa rifugio"
    JUDICIARY = "judiciary", "Magistratura"
    POLICE = "police", "Forze dell'ordine"
    HEALTH = "health", "Sistema socio-sanitario"
    ASYLUM = "asylum", "Protezione internazionale"
    EDUCATION = "education", "Sistema educativo"
    AUTHORS = "authors", "Programmi per uomini autori"


class Organisation(models.Model):
    """A body of one or more networks. `is_cav` and `is_shelter` are unknown (null) until somebody states them."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    networks = models.ManyToManyField(Network, through="NetworkMembership", related_name="organisations")
    official_name = models.CharField(max_length=250)
    short_name = models.CharField(max_length=80)
    sort_key = models.CharField(max_length=250, db_index=True)  # folded: PostgreSQL has no Italian collation
    category = models.CharField(max_length=20, choices=Category.choices)
    is_cav = models.BooleanField(null=True)
    is_shelter = models.BooleanField(null=True)

    def __str__(self) -> str:
        return self.short_name


class NetworkMembership(models.Model):
    """An organisation in a network, with the number it has among the signatories; one is the lead body."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    signatory_code = models.CharField(max_length=10, blank=True)
    is_lead = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["network", "organisation"], name="network_membership_once"),
            models.UniqueConstraint(fields=["network"], condition=Q(is_lead=True), name="network_one_lead"),
        ]


class AddressRegime(models.TextChoices):
    """Who may know where a service is. A secret or reserved address is never in this table."""

    OPEN = "open", "Indirizzo pubblico"
    RESERVED = "reserved", "Indirizzo riservato"
    SECRET = "secret", "Indirizzo segreto"


class ServiceKind(models.TextChoices):
    FRONT_OFFICE = "front_office", "Accoglienza"
    DESK = "desk", "Sportello"
    SHELTER = "shelter", "Ospitalità"
    EMERGENCY = "emergency", "Pronto soccorso"
    POLICE_UNIT = "police_unit", "Ufficio di polizia"
    SOCIAL = "social", "Servizio sociale"
    OTHER = "other", "Altro"


class Service(OwnedModel):
    """A place where something is offered. Everybody in the network reads it: so a location only where it is public."""

    kind = models.CharField(max_length=20, choices=ServiceKind.choices)
    name = models.CharField(max_length=160)
    address_regime = models.CharField(max_length=10, choices=AddressRegime.choices)
    address = models.CharField(max_length=200, blank=True)
    telephone = models.CharField(max_length=60, blank=True)  # the office's own, published by it
    email = models.EmailField(blank=True)
    opening_hours = models.CharField(max_length=200, blank=True)
    languages = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            # A location stands here only where it is public (DESIGN §1.3).
            models.CheckConstraint(
                condition=Q(address="") | Q(address_regime=AddressRegime.OPEN),
                name="network_service_secret_address",
            ),
        ]
        indexes = [models.Index(F("organisation"), F("kind"), name="network_service_org_kind")]

    def __str__(self) -> str:
        return self.name


# The line that a body has in the directory until it says which office it is.
PLACEHOLDER_OFFICE = "Referente del protocollo: ufficio da indicare"


class Referent(OwnedModel):
    """The operational contact that a signatory appoints (protocol, art. 3): contacts of the office, never private."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=160)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=60, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)  # the last day
    act = models.CharField(max_length=200, blank=True)  # which act appoints it: number and date, no person
    by_lead = models.BooleanField(default=False)  # written by the lead body for one that does not sign in

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gte=F("since")),
                name="network_referent_period",
            ),
        ]
        indexes = [models.Index(F("network"), F("organisation"), name="network_referent_of")]

    @property
    def is_named(self) -> bool:
        """Whether an office stands here, or the line of a body that has still to say which."""
        return self.office != PLACEHOLDER_OFFICE
