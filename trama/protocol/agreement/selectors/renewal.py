"""The renewal file and its campaign; who may still come in."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from trama.access.actor import Actor
from trama.network.models import NetworkMembership, Organisation
from trama.protocol.agreement.models import RenewalItem, Signatory, Version
from trama.protocol.agreement.selectors import versions


def version_of(actor: Actor, version_id: UUID) -> Version:
    """Raises Http404."""
    found = versions(actor).filter(pk=version_id).select_related("previous").first()
    if found is None:
        raise Http404
    return found


def items_of(version: Version) -> QuerySet[RenewalItem]:
    return RenewalItem.objects.filter(network=version.network_id, version=version).order_by("order")


def item_of(actor: Actor, item_id: UUID) -> RenewalItem:
    """Raises Http404."""
    found = RenewalItem.objects.filter(network=actor.network_id, pk=item_id).select_related("version").first()
    if found is None:
        raise Http404
    return found


def not_yet_in(version: Version) -> list[Organisation]:
    """Bodies of the network that are not among those of `version`, as an Italian reader sorts them."""
    inside = Signatory.objects.filter(network=version.network_id, version=version).values("organisation")
    rows = NetworkMembership.objects.filter(network=version.network_id).exclude(organisation__in=inside)
    return sorted(
        (row.organisation for row in rows.select_related("organisation")), key=lambda one: one.sort_key
    )


def groups_of_network(actor: Actor) -> list[str]:
    """The lists of commitments that bind some body of the network."""
    rows = Signatory.objects.filter(network=actor.network_id).values_list("groups", flat=True)
    return sorted({group for groups in rows for group in groups})
