"""The names of offices, for whoever holds only their ids."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from trama.network.models import Organisation, Service


def names_of(ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """Names of those `ids` that are services or organisations."""
    wanted = list(ids)
    services = Service.objects.filter(pk__in=wanted).values_list("pk", "name")
    organisations = Organisation.objects.filter(pk__in=wanted).values_list("pk", "short_name")
    return dict([*organisations, *services])
