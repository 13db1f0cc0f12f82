"""Which roles and desks a custodian may give."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from trama.access.actor import Actor
from trama.access.roles import Role
from trama.common.errors import DomainError
from trama.network.models import NetworkMembership, Service


def roles_offered(actor: Actor) -> list[Role]:
    """All roles; the coordination of the network only in its lead body."""
    lead = NetworkMembership.objects.filter(
        network=actor.network_id, organisation=actor.organisation_id, is_lead=True
    ).exists()
    return [role for role in Role if lead or role is not Role.NETWORK_COORDINATOR]


def check_roles(actor: Actor, roles: Iterable[Role]) -> list[Role]:
    """Sorted and without doubles; raises DomainError for none, or for one that is not this body's to give."""
    wanted = sorted(set(roles))
    if not wanted:
        raise DomainError("no_role", _("Scegli almeno un ruolo."), field="roles")
    if not set(wanted) <= set(roles_offered(actor)):
        raise DomainError("role_not_here", _("Questo ruolo lo dà solo chi coordina la rete."), field="roles")
    return wanted


def check_services(actor: Actor, service_ids: Iterable[UUID], *, roles: Iterable[Role]) -> list[UUID]:
    """Raises DomainError for a desk of somebody else, and for who writes in a shift and has none to write to."""
    wanted = sorted(set(service_ids))
    if Role.SHIFT in set(roles) and not wanted:
        raise DomainError(
            "shift_without_service", _("Per chi fa il turno scegli almeno un servizio."), field="services"
        )
    own = Service.objects.filter(organisation=actor.organisation_id, pk__in=wanted).count()
    if own != len(wanted):
        raise DomainError("no_such_desk", _("Scegli tra i servizi del tuo ente."), field="services")
    return wanted
