"""Requests, opened."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page
from django.db.models import Case, IntegerField, Value, When
from django.http import Http404

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.audit.services import record
from trama.cases.models import Path
from trama.cases.policies import visible_paths
from trama.common.paging import cut_page
from trama.shelters.models import Request, Stay
from trama.shelters.policies import visible_requests
from trama.shelters.services.requests import reception_of
from trama.shelters.states import ON_THE_PLACE, OPEN, RequestState
from trama.shelters.words import REFUSALS
from trama.vault.errors import KeyNotHeld
from trama.vault.keyring import Box, Keyring

PER_PAGE = 30
MOST_PATHS = 300
_OPEN = [state.value for state in OPEN]


@dataclass(frozen=True, slots=True)
class RequestView:
    """One request, opened."""

    id: UUID
    path_id: UUID
    name: str
    state: RequestState
    asked_at: datetime
    by_letter: bool
    needed: str
    avoid: str
    children: int | None
    wanted_from: date | None
    reason: str
    note: str
    available_from: date | None


@dataclass(frozen=True, slots=True)
class RequestPage:
    request: RequestView
    path: Path
    may_tell: bool  # she agreed that a word goes back to who asked
    stay_id: UUID | None  # held or admitted by this request


def list_requests(
    actor: Actor, keyring: Keyring, *, everything: bool = False, page: str | None = None
) -> tuple[Page[Any], list[RequestView]]:
    """Who waits longest first, then the others, newest first. One audit row."""
    require(actor, Action.READ_SHELTER)
    rows = visible_requests(actor)
    first = Case(When(state__in=_OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = cut_page(
        rows if everything else rows.filter(state__in=_OPEN),
        [first, "-asked_at", "pk"] if everything else ["asked_at", "pk"],
        lambda cut: cut.select_related("path__woman__record_key"),
        size=PER_PAGE,
        page=page,
    )
    listed: list[Request] = list(found.object_list)
    boxes = keyring.boxes(row.path.woman.record_key for row in listed)
    record(actor, Action.READ_SHELTER.code)
    return found, [
        _view(boxes[row.path.woman.record_key_id], row)
        for row in listed
        if row.path.woman.record_key_id in boxes
    ]


def request_page(actor: Actor, keyring: Keyring, request_id: UUID, *, audited: bool = True) -> RequestPage:
    """Raises Http404, also for whoever must not know of her."""
    require(actor, Action.READ_SHELTER)
    row = visible_requests(actor).filter(pk=request_id).select_related("path__woman__record_key").first()
    if row is None:
        raise Http404
    try:
        view = _view(keyring.box(row.path.woman.record_key), row)
    except KeyNotHeld:
        raise Http404 from None
    stays = Stay.objects.filter(request=row).order_by("-created_at")
    current = stays.filter(state__in=[state.value for state in ON_THE_PLACE]).first() or stays.first()
    if audited:
        record(actor, Action.READ_SHELTER.code, row.path_id, row.pk)
    may_tell = reception_of(actor, row) is not None
    return RequestPage(view, row.path, may_tell, current.pk if current else None)


def _view(box: Box, row: Request) -> RequestView:
    content: Any = box.open(row, "content")
    answer: Any = box.open(row, "answer") or {"reason": "", "note": "", "from": ""}
    return RequestView(
        id=row.pk,
        path_id=row.path_id,
        name=str(box.open(row.path.woman, "name")),
        state=row.current_state,
        asked_at=row.asked_at,
        by_letter=row.referral is not None,
        needed=content["needed"],
        avoid=content["avoid"],
        children=content["children"],
        wanted_from=_date(content["from"]),
        reason=str(REFUSALS.get(answer["reason"], answer["reason"])),
        note=answer["note"],
        available_from=_date(answer["from"]),
    )


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def women(actor: Actor, keyring: Keyring) -> list[tuple[str, str]]:
    """(path, name) of the open paths, for a request by hand: those in which something happened most recently."""
    paths = visible_paths(actor).exclude(state="closed").order_by("-last_activity_at")[:MOST_PATHS]
    rows = list(paths.select_related("woman__record_key"))
    boxes = keyring.boxes(path.woman.record_key for path in rows)
    named = [
        (str(path.pk), str(boxes[path.woman.record_key_id].open(path.woman, "name")))
        for path in rows
        if path.woman.record_key_id in boxes
    ]
    return sorted(named, key=lambda pair: pair[1].casefold())
