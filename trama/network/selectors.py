"""Reading the directory: the bodies of the actor's network, in Italian order."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from trama.access.actor import Actor
from trama.network.hooks import with_keys
from trama.network.models import NetworkMembership, Organisation, Referent, Service
from trama.network.services import fold


@dataclass(frozen=True)
class Entry:
    """A body as the list shows it."""

    organisation: Organisation
    has_keys: bool
    is_lead: bool = False
    services: list[Service] = field(default_factory=list)
    referents: list[Referent] = field(default_factory=list)


def leads(actor: Actor) -> bool:
    """Whether the actor's organisation coordinates her network. One query; the wall asks the same (`trama_leads`)."""
    return NetworkMembership.objects.filter(
        network=actor.network_id, organisation=actor.organisation_id, is_lead=True
    ).exists()


def directory(actor: Actor, *, text: str = "", category: str = "") -> list[Entry]:
    """`text` is looked for in names of bodies and services, whatever case and accents. Three queries."""
    rows = NetworkMembership.objects.filter(network=actor.network_id).select_related("organisation")
    if category:
        rows = rows.filter(organisation__category=category)
    found = sorted(rows, key=lambda row: row.organisation.sort_key)
    if text:
        names = _names([row.organisation_id for row in found])
        found = [row for row in found if fold(text) in _words(row.organisation, names)]
    keys = with_keys(row.organisation_id for row in found)
    return [Entry(row.organisation, row.organisation_id in keys, row.is_lead) for row in found]


def entry(actor: Actor, organisation: UUID) -> Entry | None:
    """One body of the actor's network with what it offers; None for one that is not in it."""
    row = (
        NetworkMembership.objects.filter(network=actor.network_id, organisation=organisation)
        .select_related("organisation")
        .first()
    )
    if row is None:
        return None
    return Entry(
        row.organisation,
        organisation in with_keys([organisation]),
        row.is_lead,
        list(Service.objects.filter(organisation=organisation).order_by("kind", "name")),
        list(
            Referent.objects.filter(organisation=organisation, network=actor.network_id)
            .filter(Q(until__isnull=True) | Q(until__gte=timezone.localdate()))
            .order_by("office")
        ),
    )


def own_service(actor: Actor, service_id: UUID) -> Service | None:
    """Everybody reads the directory; only its own body changes a line of it."""
    return Service.objects.filter(organisation=actor.organisation_id, pk=service_id).first()


def own_referent(actor: Actor, referent_id: UUID) -> Referent | None:
    rows = Referent.objects.filter(organisation=actor.organisation_id, network=actor.network_id)
    return rows.filter(pk=referent_id).first()


def _names(organisations: list[UUID]) -> dict[UUID, list[str]]:
    names: dict[UUID, list[str]] = {}
    rows = Service.objects.filter(organisation__in=organisations).values_list("organisation_id", "name")
    for organisation, name in rows:
        names.setdefault(organisation, []).append(name)
    return names


def _words(organisation: Organisation, names: dict[UUID, list[str]]) -> str:
    own = (organisation.official_name, organisation.short_name)
    return fold(" ".join([*own, *names.get(organisation.pk, [])]))
