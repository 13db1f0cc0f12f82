"""The numbers that the menu shows or depends on, of all apps together: one query a page, whatever their number."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest

from trama.access.actor import Actor
from trama.access.prepared import prepared
from trama.common.registry import Registry


@dataclass(frozen=True)
class MenuNumber:
    """`ask(organisation)`: rows of (`name`, number); no row is 0. Compiled once: see `prepared`."""

    name: str
    ask: Callable[[UUID], "QuerySet[Any, tuple[Any, ...]]"]


menu_numbers: Final[Registry[MenuNumber]] = Registry("menu numbers")


def number(request: HttpRequest, name: str) -> int | None:
    """None where nobody knows: on an error page, which is drawn when the transaction is over."""
    actor = getattr(request, "actor", None)
    if actor is None or not connection.in_atomic_block:
        return None
    known: dict[str, int] | None = getattr(request, "menu_numbers", None)
    if known is None:
        known = dict(_all(actor.organisation_id))
        request.menu_numbers = known  # type: ignore[attr-defined]
    return known.get(name, 0)


def ask_ahead(actor: Actor) -> None:
    """Inside `asking.one_journey`: what the menu will ask."""
    _all.ahead(actor.organisation_id)


@prepared
def _all(organisation: UUID) -> "QuerySet[Any, tuple[Any, ...]]":
    first, *others = [one.ask(organisation) for one in menu_numbers]
    return first.union(*others, all=True) if others else first
