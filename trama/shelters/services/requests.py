"""Asking for a place, and answering. What goes back to who asked is yes, no or when: fixed words, never where."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actions import Action
from trama.access.actor import Actor
from trama.audit.services import record
from trama.cases.models import Path
from trama.cases.services.common import box_of, instant, take, text, touch
from trama.common.errors import DomainError
from trama.deadlines.services import close_for_source, open_deadline
from trama.referrals.models import Reception, Referral
from trama.referrals.services.progress import message_returns, send_message
from trama.shelters.models import Request
from trama.shelters.rules import REQUEST_ANSWER
from trama.shelters.services.common import TEXT_MAX, take_request
from trama.shelters.states import REQUEST_STEPS, UNANSWERED, RequestState
from trama.shelters.timeline import write_request
from trama.shelters.words import REFUSALS
from trama.ui.dates import day_words
from trama.vault.keyring import Keyring

MOST_CHILDREN = 20


def ask_place(
    *, actor: Actor, keyring: Keyring, path_id: UUID, needed: str = "", avoid: str = "", children: int | None = None,
    wanted_from: date | None = None, referral: UUID | None = None, answer_by: datetime | None = None,
    at: datetime | None = None, request_id: UUID | None = None,
) -> Request:  # fmt: skip
    """Ask for a place for her: what she needs, what to avoid. `referral`: the letter that asks."""
    path = take(actor, path_id, Action.MANAGE_STAYS)
    request_id = request_id or uuid4()
    again = Request.objects.filter(pk=request_id, path=path).first()
    if again is not None:
        return again
    moment = instant(at)
    row = Request(
        id=request_id, organisation_id=actor.organisation_id, path=path, referral=referral,
        state=RequestState.REQUESTED, asked_at=moment,
    )  # fmt: skip
    box = box_of(keyring, path)
    row.content = box.seal(row, "content", _content(needed, avoid, children, wanted_from))
    row.save(force_insert=True)
    write_request(actor, box, path, row)
    touch(path, moment)
    late = answer_by is None or answer_by <= moment
    open_deadline(
        actor=actor, kind=REQUEST_ANSWER.code, subject=path.pk, source=row.pk, assignee=path.assignee_id, at=moment,
        due_at=REQUEST_ANSWER.proposal(moment) if answer_by is None or late else answer_by,
    )  # fmt: skip
    record(actor, Action.MANAGE_STAYS.code, path.pk, row.pk, detail="requested")
    return row


def _content(needed: str, avoid: str, children: int | None, wanted_from: date | None) -> dict[str, Any]:
    if children is not None and not 0 <= children <= MOST_CHILDREN:
        raise DomainError("children", _("Controlla il numero di figli e figlie."), field="children")
    return {
        "needed": text(needed, TEXT_MAX, field="needed"),
        "avoid": text(avoid, TEXT_MAX, field="avoid"),
        "children": children,
        "from": wanted_from.isoformat() if wanted_from else "",
    }


def answer_request(
    *, actor: Actor, keyring: Keyring, request_id: UUID, to: RequestState, reason: str = "", note: str = "",
    available_from: date | None = None, tell: bool = False, at: datetime | None = None,
) -> Request:  # fmt: skip
    """Evaluate, let wait, say yes or no, or write that she no longer wants it. The reason of a "no" stays here.

    `tell`: who asked reads yes, no or when, if she agreed that a message goes back. Raises DomainError.
    """
    path, row = take_request(actor, request_id)
    before = row.current_state
    if before is to:
        return row
    if to not in REQUEST_STEPS[before] or to is RequestState.ADMITTED:
        raise DomainError("no_such_step", _("Nel frattempo la richiesta è cambiata: rileggila."), field="to")
    if to is RequestState.REFUSED and reason not in REFUSALS:
        raise DomainError("unknown_reason", _("Scegli il perché: resta qui da voi."), field="reason")
    moment = instant(at)
    row.state, row.answered_at = to, moment
    day = available_from.isoformat() if available_from else ""
    value = {
        "reason": reason if to is RequestState.REFUSED else "",
        "note": text(note, TEXT_MAX, field="note"),
        "from": day,
    }
    row.answer = box_of(keyring, path).seal(row, "answer", value)
    row.save(update_fields=["state", "answered_at", "answer"])
    touch(path, moment)
    follow_request(actor, path, row, moment)
    if tell:
        _tell(actor, keyring, row, available_from, moment)
    record(actor, Action.MANAGE_STAYS.code, path.pk, row.pk, detail=f"request.{to}")
    return row


def follow_request(actor: Actor, path: Path, row: Request, at: datetime) -> None:
    """The reminder to answer: closed by the answer, open again when a "no" is thought over."""
    if row.current_state not in UNANSWERED:
        close_for_source(actor=actor, source=row.pk, kinds=(REQUEST_ANSWER.code,), at=at)
    else:
        open_deadline(
            actor=actor, kind=REQUEST_ANSWER.code, subject=path.pk, source=row.pk, assignee=path.assignee_id,
            at=at, due_at=REQUEST_ANSWER.proposal(at),
        )  # fmt: skip


def reply_words(state: RequestState, available_from: date | None) -> str:
    """All that who asked may read. No name of a house, no reason, no free text."""
    if state is RequestState.ACCEPTED and available_from:
        return _("Sì: c’è un posto, dal %(day)s.") % {"day": day_words(available_from)}
    words = {
        RequestState.ACCEPTED: _("Sì: c’è un posto."),
        RequestState.WAITING: _("Per ora no: aspetta un posto."),
        RequestState.REFUSED: _("No: non c’è un posto adatto."),
    }
    if state is RequestState.WAITING and available_from:
        return _("Per ora no: forse dal %(day)s.") % {"day": day_words(available_from)}
    return words.get(state, "")


def reception_of(actor: Actor, row: Request, at: datetime | None = None) -> Reception | None:
    """What was taken over, where a message may go back to who asked; None where she did not agree to one."""
    if row.referral is None:
        return None
    referral = Referral.objects.filter(pk=row.referral, receiver_id=actor.organisation_id).first()
    if referral is None or not message_returns(referral, at or timezone.now()):
        return None
    return Reception.objects.filter(organisation_id=actor.organisation_id, referral=row.referral).first()


def _tell(actor: Actor, keyring: Keyring, row: Request, available_from: date | None, at: datetime) -> None:
    words, reception = reply_words(row.current_state, available_from), reception_of(actor, row, at)
    if not words:
        return
    if reception is None:
        raise DomainError(
            "not_agreed", _("Lei non ha chiesto che torni un messaggio: togli la spunta."), field="tell"
        )
    send_message(actor=actor, keyring=keyring, reception=reception.pk, text=words, at=at)
