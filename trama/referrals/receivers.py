"""Who can be written to: the organisations of the network whose keys lead back to the root."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from trama.access.actor import Actor
from trama.network.models import NetworkMembership, Organisation, Referent, Service
from trama.vault.directory import trusted
from trama.vault.errors import UntrustedKey
from trama.vault.models import EpochManifest
from trama.vault.trust.manifests import Flag

FEWEST_CUSTODIANS = 2


@dataclass(frozen=True, slots=True)
class Receiver:
    """One organisation of the network as a choice. Without keys it shows its telephone and receives nothing."""

    organisation: Organisation
    has_keys: bool


@dataclass(frozen=True, slots=True)
class Contacts:
    """How to call an office: what it published itself."""

    organisation: Organisation
    services: list[Service]
    referents: list[Referent]


def possible_receivers(actor: Actor, hidden: frozenset[UUID] = frozenset()) -> "QuerySet[Organisation]":
    """The others of the network, without those that must not know and without the lead body: it coordinates, and
    nothing about a woman goes there (DESIGN §1.2)."""
    here = NetworkMembership.objects.filter(
        network=actor.network_id, organisation=OuterRef("pk"), is_lead=False
    )
    return Organisation.objects.filter(Exists(here)).exclude(pk__in=[actor.organisation_id, *hidden])


def receivers(actor: Actor, hidden: frozenset[UUID] = frozenset()) -> list[Receiver]:
    """Who can be chosen and who can only be called, in Italian order; one query."""
    manifests = EpochManifest.objects.filter(organisation=OuterRef("pk"))
    rows = possible_receivers(actor, hidden).annotate(has_keys=Exists(manifests)).order_by("sort_key")
    return [Receiver(row, row.has_keys) for row in rows]


def is_reachable(organisation: UUID) -> bool:
    """Whether its chain of keys holds and somebody there can open a letter."""
    try:
        return bool(trusted(organisation).active(Flag.READER))
    except UntrustedKey:
        return False


def has_one_custodian(organisation: UUID) -> bool:
    """A single person holds its keys: if she is away nobody can admit a colleague. Said beside the choice."""
    try:
        return len(trusted(organisation).active(Flag.CUSTODIAN)) < FEWEST_CUSTODIANS
    except UntrustedKey:
        return False  # sending refuses, and says why


def contacts(actor: Actor, organisation: UUID) -> Contacts | None:
    """Office contacts of one organisation of the network; None for one that is not in it."""
    row = Organisation.objects.filter(memberships__network=actor.network_id, pk=organisation).first()
    if row is None:
        return None
    services = list(Service.objects.filter(organisation=organisation).order_by("kind", "name"))
    referents = list(
        Referent.objects.filter(organisation=organisation, network=actor.network_id).order_by("office")
    )
    return Contacts(row, services, referents)
