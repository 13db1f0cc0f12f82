"""The list of paths: filtered, ordered, paged and counted in SQL; only the names of one page are opened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page
from django.db.models import Q, QuerySet
from django.utils import timezone

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.audit.services import record
from trama.cases.models import Path
from trama.cases.policies import visible_paths
from trama.cases.selectors.search import search_women
from trama.cases.states import State
from trama.common.paging import cut_page
from trama.deadlines.selectors import away
from trama.vault.keyring import Keyring

PER_PAGE = 25
ORDERS = {
    "": ("-last_activity_at", "pk"),
    "activity": ("last_activity_at", "pk"),
    "-activity": ("-last_activity_at", "pk"),
    "opened": ("opened_at", "pk"),
    "-opened": ("-opened_at", "pk"),
}


@dataclass(frozen=True)
class PathFilters:
    """What the list shows. `state`: a state, "open" or "" for all; `quiet_days`: nothing written for so long."""

    q: str = ""
    state: str = "open"
    mine: bool = False
    unassigned: bool = False
    quiet_days: int = 0
    sort: str = ""


@dataclass(frozen=True, slots=True)
class PathRow:
    """One line: everything but the name is in clear."""

    id: UUID
    name: str
    state: State
    opened_at: datetime
    last_activity_at: datetime
    assignee_id: UUID | None
    assignee: str


def list_paths(
    actor: Actor,
    keyring: Keyring,
    filters: PathFilters,
    *,
    page: str | int | None = 1,
    names: dict[UUID, str] | None = None,
) -> Page[PathRow]:
    """One page of the paths `actor` sees. `names`: of colleagues, by membership. Audited: one row a list or search."""
    require(actor, Action.LIST_PATHS)
    found: Page[Any] = cut_page(
        _filtered(actor, keyring, filters),
        _order(filters),
        lambda paths: paths.select_related("woman__record_key"),
        size=PER_PAGE,
        page=page,
    )
    found.object_list = _rows(keyring, found.object_list, names or {})
    record(actor, Action.LIST_PATHS.code, detail="search" if filters.q else "")
    return found


def _order(filters: PathFilters) -> tuple[str, ...]:
    return ORDERS.get(filters.sort, ORDERS[""])


def _filtered(actor: Actor, keyring: Keyring, filters: PathFilters) -> QuerySet[Path]:
    paths = visible_paths(actor)
    if filters.q:
        paths = paths.filter(woman__in=search_women(actor, keyring, filters.q))
    if filters.state == "open":
        paths = paths.exclude(state=State.CLOSED)
    elif filters.state:
        paths = paths.filter(state=filters.state)
    if filters.mine:
        paths = paths.filter(assignee=actor.membership_id)
    if filters.unassigned:
        paths = paths.filter(Q(assignee__isnull=True) | Q(assignee__in=away(actor.organisation_id)))
    if filters.quiet_days:
        paths = paths.filter(last_activity_at__lt=timezone.now() - timedelta(days=filters.quiet_days))
    return paths


def _rows(keyring: Keyring, paths: Iterable[Path], names: dict[UUID, str]) -> list[PathRow]:
    """A row whose key the asker does not hold is left out: it is not for her."""
    listed = list(paths)
    boxes = keyring.boxes(path.woman.record_key for path in listed)
    return [
        PathRow(
            id=path.pk,
            name=str(boxes[path.woman.record_key_id].open(path.woman, "name")),
            state=path.current_state,
            opened_at=path.opened_at,
            last_activity_at=path.last_activity_at,
            assignee_id=path.assignee_id,
            assignee=names.get(path.assignee_id, "") if path.assignee_id else "",
        )
        for path in listed
        if path.woman.record_key_id in boxes
    ]
