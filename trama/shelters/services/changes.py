"""How a stay goes on and ends: more time with its reason, another place, the day she leaves."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from trama.access.actions import Action
from trama.access.actor import Actor
from trama.audit.services import record
from trama.cases.codes import require_code
from trama.cases.services.common import box_of, instant, text, touch
from trama.common.errors import DomainError
from trama.deadlines.calendar import local_day
from trama.deadlines.services import close_for_source
from trama.shelters.models import Stay
from trama.shelters.periods import begins as begins_at
from trama.shelters.periods import ended, last_day, period
from trama.shelters.rules import STAY_END
from trama.shelters.services.common import TEXT_MAX, one_place_one_stay, place_to_fill, take_stay
from trama.shelters.services.stays import new_stay, require_state, watch_end
from trama.shelters.states import StayState
from trama.shelters.timeline import ENDED, EXTENDED, MOVED, write_stay
from trama.vault.keyring import Box, Keyring

TRANSFERRED = "transferred"


def extend_stay(
    *, actor: Actor, keyring: Keyring, stay_id: UUID, until: date, reason: str, at: datetime | None = None
) -> Stay:
    """More time, with its reason. The same day again changes nothing; an earlier day is refused."""
    path, stay = take_stay(actor, stay_id)
    require_state(stay, StayState.ADMITTED)
    before = last_day(stay.during)
    if until == before:
        return stay
    if until < before:
        raise DomainError(
            "not_later", _("La proroga finisce dopo l’ultimo giorno già deciso."), field="until"
        )
    reason = text(reason, TEXT_MAX, field="reason", required=True)
    moment = instant(at)
    stay.during = period(begins_at(stay.during), until)
    box = box_of(keyring, path)
    stored: Any = box.open(stay, "extensions")
    written = [*stored, {"on": local_day(moment).isoformat(), "until": until.isoformat(), "reason": reason}]
    stay.extensions = box.seal(stay, "extensions", written)
    with one_place_one_stay():
        stay.save(update_fields=["during", "extensions"])
    close_for_source(actor=actor, source=stay.pk, kinds=(STAY_END.code,), replaced=True, at=moment)
    watch_end(actor, path, stay)
    write_stay(actor, box, path, stay, what=EXTENDED, at=moment, until=until.isoformat(), reason=reason)
    touch(path, moment)
    record(actor, Action.MANAGE_STAYS.code, path.pk, stay.pk, detail="extended")
    return stay


def transfer_stay(
    *, actor: Actor, keyring: Keyring, stay_id: UUID, place_id: UUID, until: date, note: str = "",
    at: datetime | None = None, new_id: UUID | None = None,
) -> Stay:  # fmt: skip
    """To another place of ours: this stay ends and the next one begins at the same instant."""
    path, stay = take_stay(actor, stay_id)
    new_id = new_id or uuid4()
    if (again := Stay.objects.filter(pk=new_id, path=path).first()) is not None:
        return again
    require_state(stay, StayState.ADMITTED)
    if place_id == stay.place_id:
        raise DomainError("same_place", _("È il posto in cui è già: scegline un altro."), field="place")
    moment = instant(at)
    place = place_to_fill(actor, place_id)
    during = period(moment, until)
    _end(actor, box_of(keyring, path), stay, at=moment, reason=TRANSFERRED, note=note)
    new = new_stay(
        stay.request,
        place,
        during,
        state=StayState.ADMITTED,
        stay_id=new_id,
        box=box_of(keyring, path),
        follows=stay,
    )
    watch_end(actor, path, new)
    box = box_of(keyring, path)
    write_stay(actor, box, path, new, what=MOVED, at=moment, until=until.isoformat(), reason=note.strip())
    touch(path, moment)
    record(actor, Action.MANAGE_STAYS.code, path.pk, stay.pk, new.pk, detail="transferred")
    return new


def end_stay(
    *, actor: Actor, keyring: Keyring, stay_id: UUID, reason: str, note: str = "", at: datetime | None = None
) -> Stay:
    """She left. Never done by the machine, however long ago her last day was."""
    path, stay = take_stay(actor, stay_id)
    if stay.current_state is StayState.ENDED:
        return stay
    require_state(stay, StayState.ADMITTED)
    moment = instant(at)
    code = require_code("exit_reason", reason, field="reason")
    box = box_of(keyring, path)
    _end(actor, box, stay, at=moment, reason=code, note=note)
    write_stay(actor, box, path, stay, what=ENDED, at=moment, reason=code, note=note.strip())
    touch(path, moment)
    record(actor, Action.MANAGE_STAYS.code, path.pk, stay.pk, detail="ended")
    return stay


def _end(actor: Actor, box: Box, stay: Stay, *, at: datetime, reason: str, note: str) -> None:
    stay.during, stay.state = ended(stay.during, at), StayState.ENDED
    value = {"reason": reason, "note": text(note, TEXT_MAX, field="note")}
    stay.exit = box.seal(stay, "exit", value)
    stay.save(update_fields=["during", "state", "exit"])
    close_for_source(actor=actor, source=stay.pk, kinds=(STAY_END.code,), at=at)
