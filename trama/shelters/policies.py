"""Which requests and stays a person sees: those of the paths she sees. A house is there for all who work with women."""

from django.db.models import QuerySet

from trama.access.actor import Actor
from trama.cases.policies import visible_paths
from trama.shelters.models import House, Request, Stay


def houses_of(actor: Actor) -> QuerySet[House]:
    return House.objects.filter(organisation_id=actor.organisation_id)


def visible_requests(actor: Actor) -> QuerySet[Request]:
    """Whoever must not know of her finds no request of hers."""
    return Request.objects.filter(organisation_id=actor.organisation_id, path__in=visible_paths(actor))


def visible_stays(actor: Actor) -> QuerySet[Stay]:
    return Stay.objects.filter(organisation_id=actor.organisation_id, path__in=visible_paths(actor))
