"""Who can be written to: the organisations of the network whose keys lead back to the root."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef

from trama.access.actor import Actor
from trama.network.models import Organisation, Referent, Service
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


def receivers(actor: Actor, hidden: frozenset[UUID] = frozenset()) -> list[Receiver]:
    """The others of the network, in Italian order, without those who must not know; one query."""
    rows = (
        Organisation.objects.filter(memberships__network=actor.network_id)
        .exclude(pk__in=[actor.organisation_id, *hidden])
        .annotate(has_keys=Exists(EpochManifest.objects.filter(organisation=OuterRef("pk"))))
        .order_by("sort_key")
    )
    return [Receiver(row, row.has_keys) for row in rows]


def is_reachable(organisation: UUID) -> bool:
    """Whether its chain of keys holds and somebody there can open a letter."""
    try:
        return bool(trusted(organisation).active(Flag.READER))
    except UntrustedKey:
        return False


def has_one_custodian(organisation: UUID) -> bool:
    """A single person holds its keys: if she is away nobody can admit a colleague. Said beside the choice."""
    return len(trusted(organisation).active(Flag.CUSTODIAN)) < FEWEST_CUSTODIANS


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
