"""The log of calls."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.audit.services import record
from trama.cases.codes import label, labels
from trama.cases.models import Call, ShiftCall
from trama.cases.policies import visible_calls
from trama.common.paging import cut_page
from trama.vault.errors import KeyNotHeld
from trama.vault.keyring import Box, Keyring

PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call, opened."""

    id: UUID
    at: datetime
    by_id: UUID | None
    path_id: UUID | None
    kind: str
    reasons: tuple[str, ...]
    urgency: str
    channel: str
    note: str
    from_shift: bool = False

    @property
    def kind_label(self) -> str:
        return label("call_kind", self.kind)

    @property
    def reasons_label(self) -> str:
        return ", ".join(labels("contact_reason", self.reasons))

    @property
    def urgency_label(self) -> str:
        return label("entry_urgency", self.urgency) if self.urgency else ""

    @property
    def channel_label(self) -> str:
        return label("access_channel", self.channel) if self.channel else ""

    @property
    def can_become_a_path(self) -> bool:
        return self.path_id is None and self.kind not in ("wrong_number", "silent")


def call_row(box: Box, call: Call) -> CallRow:
    content: Any = box.open(call, "content")
    return CallRow(
        id=call.pk,
        at=call.at,
        by_id=call.by_id,
        path_id=call.path_id,
        kind=content["kind"],
        reasons=tuple(content["reasons"]),
        urgency=content["urgency"],
        channel=content["channel"],
        note=content["note"],
        from_shift=getattr(call, "from_shift", False),
    )


def _with_origin(calls: "QuerySet[Call]") -> "QuerySet[Call]":
    """Whether each was written on shift."""
    origin = ShiftCall.objects.filter(organisation=OuterRef("organisation"), call=OuterRef("pk"))
    return calls.select_related("record_key").annotate(from_shift=Exists(origin))


def list_calls(actor: Actor, keyring: Keyring, *, page: str | int | None = 1) -> Page[CallRow]:
    """One page of the calls, newest first."""
    require(actor, Action.LOG_CALL)
    found: Page[Any] = cut_page(visible_calls(actor), ("-at", "pk"), _with_origin, size=PER_PAGE, page=page)
    listed = list(found.object_list)
    boxes = keyring.boxes(call.record_key for call in listed)
    found.object_list = [
        call_row(boxes[call.record_key_id], call) for call in listed if call.record_key_id in boxes
    ]
    record(actor, "call.list")
    return found


def open_call(actor: Actor, keyring: Keyring, call_id: UUID) -> CallRow:
    """One call. Raises Http404."""
    require(actor, Action.LOG_CALL)
    call = _with_origin(visible_calls(actor)).filter(pk=call_id).first()
    if call is None:
        raise Http404
    try:
        row = call_row(keyring.box(call.record_key), call)
    except KeyNotHeld:
        raise Http404 from None
    record(actor, "call.read", call.pk)
    return row
