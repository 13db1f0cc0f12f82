"""Names of offices, which are `network`'s and stand above: it registers how to find them."""

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from trama.common.registry import Registry

NamesOf = Callable[[Iterable[UUID]], Mapping[UUID, str]]
OFFICE_NAMES: Registry[NamesOf] = Registry("names of services and organisations")


def office_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """What is known of `ids`; an office that is gone from the directory is left out."""
    wanted = set(ids)
    names: dict[UUID, str] = {}
    for find in OFFICE_NAMES:
        names |= find(wanted)
    return names
