"""The steps of a path. She sets the pace: no step is ever taken by the machine."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from trama.access.actions import Action
from trama.access.actor import Actor
from trama.audit.services import record
from trama.cases.codes import require_code
from trama.cases.models import ClosedSpan, Path
from trama.cases.quiet import heard
from trama.cases.services.common import TEXT_MAX, box_of, instant, take, text, touch
from trama.cases.services.timeline import write_event
from trama.cases.states import State, may_follow
from trama.common.errors import DomainError
from trama.ui.dates import day_words
from trama.vault.keyring import Box, Keyring


def change_state(
    *, actor: Actor, keyring: Keyring, path_id: UUID, to: State, note: str = "", at: datetime | None = None
) -> Path:
    """Reception, path, pause. Closing and reopening are verbs of their own."""
    path = take(actor, path_id, Action.WRITE_PATH)
    if to in (State.CLOSED, State.REOPENED):
        raise DomainError("not_a_step", _("Per questo passo c’è una pagina apposta."), field="to")
    box = box_of(keyring, path)
    _step(actor, box, path, to, at=instant(at), words={"note": text(note, TEXT_MAX, field="note")})
    record(actor, Action.WRITE_PATH.code, path.pk, detail=f"state.{to}")
    return path


def close_path(
    *, actor: Actor, keyring: Keyring, path_id: UUID, reason: str, note: str = "", at: datetime | None = None
) -> Path:
    """End the path, with its reason sealed. Everything stays readable, and it can be taken up again."""
    path = take(actor, path_id, Action.CLOSE_PATH)
    closing = {
        "reason": require_code("closure_reason", reason, field="reason"),
        "note": text(note, TEXT_MAX, field="note"),
    }
    box, moment = box_of(keyring, path), _not_before(path.opened_at, instant(at))
    path.closed_at = moment
    path.closing = box.seal(path, "closing", closing)
    _step(actor, box, path, State.CLOSED, at=moment, words=closing)
    record(actor, Action.CLOSE_PATH.code, path.pk, detail="state.closed")
    return path


def reopen_path(
    *, actor: Actor, keyring: Keyring, path_id: UUID, note: str = "", at: datetime | None = None
) -> Path:
    """She came back: the same path goes on."""
    path = take(actor, path_id, Action.CLOSE_PATH, even_closed=True)
    box, moment = box_of(keyring, path), instant(at)
    closed_at, path.closed_at = path.closed_at, None
    if closed_at is not None:
        moment = _not_before(closed_at, moment)
    _step(actor, box, path, State.REOPENED, at=moment, words={"note": text(note, TEXT_MAX, field="note")})
    if closed_at is not None:
        _remember_closed(box, path, closed_at, moment)
    record(actor, Action.CLOSE_PATH.code, path.pk, detail="state.reopened")
    return path


def _remember_closed(box: Box, path: Path, closed_at: datetime, reopened_at: datetime) -> None:
    """For the figures of years in which nobody walked here, and of the year in which it had ended."""
    span = ClosedSpan(
        organisation_id=path.organisation_id, path=path, closed_at=closed_at, reopened_at=reopened_at
    )
    span.closing = box.seal(span, "closing", box.open(path, "closing"))
    span.save(force_insert=True)


def _not_before(begun: datetime, at: datetime) -> datetime:
    """`at`, which cannot come before what it ends; within the same minute it comes just then."""
    if at < begun - timedelta(minutes=1):
        words = _("Prima del %(day)s non può essere: controlla la data.") % {"day": day_words(begun)}
        raise DomainError("too_early", words, field="at")
    return max(at, begun)


def _step(actor: Actor, box: Box, path: Path, to: State, *, at: datetime, words: dict[str, Any]) -> None:
    before = path.current_state
    if not may_follow(before, to):
        message = _("Da «%(before)s» non si passa a «%(after)s».") % {
            "before": before.label,
            "after": to.label,
        }
        raise DomainError("no_such_step", message, field="to")
    path.state = to
    path.save(update_fields=["state", "closed_at", "closing"])
    touch(path, at)
    heard(actor, path)
    write_event(actor, box, path, {"kind": "state", "before": str(before), "after": str(to), **words}, at)
