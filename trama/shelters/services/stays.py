"""Holding a place, admitting, letting a held place go. One place, one stay: the database has the last word."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actions import Action
from trama.access.actor import Actor
from trama.audit.services import record
from trama.cases.models import Path
from trama.cases.services.common import box_of, instant, touch
from trama.common.errors import DomainError
from trama.deadlines.calendar import end_of_day, local_day, start_of_day
from trama.deadlines.services import close_for_source, open_deadline
from trama.shelters.models import Place, Request, Stay
from trama.shelters.periods import begins, due_at, ends, last_day, overlap, period
from trama.shelters.rules import HOLD_END, STAY_END
from trama.shelters.services.common import (
    one_place_one_stay,
    place_taken,
    place_to_fill,
    take_request,
    take_stay,
)
from trama.shelters.services.requests import follow_request
from trama.shelters.states import REQUEST_STEPS, RequestState, StayState
from trama.shelters.timeline import ADMITTED, write_stay
from trama.vault.keyring import Box, Keyring


def admit(
    *, actor: Actor, keyring: Keyring, request_id: UUID, place_id: UUID, until: date, at: datetime | None = None,
    stay_id: UUID | None = None,
) -> Stay:  # fmt: skip
    """She is here: from `at` (now, or when she came) to the end of the day `until`. Raises DomainError."""
    path, request = take_request(actor, request_id)
    stay_id = stay_id or uuid4()
    if (again := Stay.objects.filter(pk=stay_id, path=path).first()) is not None:
        return again
    moment = instant(at)
    _admissible(request)
    place = place_to_fill(actor, place_id)
    during = period(moment, until)
    stay = new_stay(
        request, place, during, state=StayState.ADMITTED, stay_id=stay_id, box=box_of(keyring, path)
    )
    close_request(actor, path, request, moment)
    _she_is_here(actor, keyring, path, stay, moment)
    record(actor, Action.MANAGE_STAYS.code, path.pk, stay.pk, place.pk, detail="admitted")
    return stay


def hold_place(
    *, actor: Actor, keyring: Keyring, request_id: UUID, place_id: UUID, since: date, until: date, held_until: date,
    stay_id: UUID | None = None,
) -> Stay:  # fmt: skip
    """Keep a place for her from the day `since`; if she has not come by `held_until` a person lets it go."""
    path, request = take_request(actor, request_id)
    stay_id = stay_id or uuid4()
    if (again := Stay.objects.filter(pk=stay_id, path=path).first()) is not None:
        return again
    _admissible(request)
    today = local_day(timezone.now())
    if since < today:
        raise DomainError("past", _("Un posto si tiene da oggi in poi."), field="since")
    during = period(start_of_day(since), until)
    _check_hold(since, held_until, until)
    place = place_to_fill(actor, place_id)
    stay = new_stay(
        request, place, during, state=StayState.HELD, stay_id=stay_id, box=box_of(keyring, path),
        held_until=end_of_day(held_until),
    )  # fmt: skip
    _watch_hold(actor, path, stay)
    touch(path, timezone.now())
    record(actor, Action.MANAGE_STAYS.code, path.pk, stay.pk, place.pk, detail="held")
    return stay


def arrive(*, actor: Actor, keyring: Keyring, stay_id: UUID, until: date, at: datetime | None = None) -> Stay:
    """She came to the place that was held for her."""
    path, stay = take_stay(actor, stay_id)
    if stay.current_state is StayState.ADMITTED:
        return stay
    require_state(stay, StayState.HELD)
    moment = instant(at)
    place_to_fill(actor, stay.place_id)
    request = Request.objects.select_for_update(no_key=True).get(pk=stay.request_id)
    _admissible(request)
    stay.during, stay.state, stay.held_until = period(moment, until), StayState.ADMITTED, None
    _check_history(stay)
    with one_place_one_stay():
        stay.save(update_fields=["during", "state", "held_until"])
    close_for_source(actor=actor, source=stay.pk, kinds=(HOLD_END.code,), at=moment)
    close_request(actor, path, request, moment)
    _she_is_here(actor, keyring, path, stay, moment)
    record(actor, Action.MANAGE_STAYS.code, path.pk, stay.pk, detail="admitted")
    return stay


def keep_hold(*, actor: Actor, stay_id: UUID, held_until: date) -> Stay:
    """Wait for her a little longer."""
    path, stay = take_stay(actor, stay_id)
    require_state(stay, StayState.HELD)
    today = local_day(timezone.now())
    _check_hold(max(today, local_day(begins(stay.during))), held_until, last_day(stay.during))
    stay.held_until = end_of_day(held_until)
    stay.save(update_fields=["held_until"])
    close_for_source(actor=actor, source=stay.pk, kinds=(HOLD_END.code,), replaced=True)
    _watch_hold(actor, path, stay)
    record(actor, Action.MANAGE_STAYS.code, path.pk, stay.pk, detail="held")
    return stay


def release_hold(*, actor: Actor, stay_id: UUID) -> Stay:
    """She does not come, or not now: the place is free again. Only a person says so."""
    path, stay = take_stay(actor, stay_id)
    if stay.current_state is StayState.RELEASED:
        return stay
    require_state(stay, StayState.HELD)
    stay.state = StayState.RELEASED
    stay.save(update_fields=["state"])
    close_for_source(actor=actor, source=stay.pk, kinds=(HOLD_END.code,))
    record(actor, Action.MANAGE_STAYS.code, path.pk, stay.pk, detail="released")
    return stay


def require_state(stay: Stay, state: StayState) -> None:
    if stay.current_state is not state:
        raise DomainError("changed", _("Nel frattempo è cambiato qualcosa: rileggi prima di continuare."))


def close_request(actor: Actor, path: Path, request: Request, at: datetime) -> None:
    """Answered by her being here."""
    request.state, request.answered_at = RequestState.ADMITTED, at
    request.save(update_fields=["state", "answered_at"])
    follow_request(actor, path, request, at)


def _she_is_here(actor: Actor, keyring: Keyring, path: Path, stay: Stay, at: datetime) -> None:
    watch_end(actor, path, stay)
    until = last_day(stay.during).isoformat()
    write_stay(actor, box_of(keyring, path), path, stay, what=ADMITTED, at=at, until=until)
    touch(path, at)


def watch_end(actor: Actor, path: Path, stay: Stay) -> None:
    """The end of the period on the agenda of who follows her."""
    open_deadline(
        actor=actor, kind=STAY_END.code, subject=path.pk, source=stay.pk, assignee=path.assignee_id,
        due_at=due_at(stay.during), at=begins(stay.during),
    )  # fmt: skip


def _watch_hold(actor: Actor, path: Path, stay: Stay) -> None:
    if stay.held_until is None:
        raise TypeError("a held place has its day")
    open_deadline(
        actor=actor, kind=HOLD_END.code, subject=path.pk, source=stay.pk, assignee=path.assignee_id,
        due_at=stay.held_until,
    )  # fmt: skip


def _admissible(request: Request) -> None:
    if RequestState.ADMITTED not in REQUEST_STEPS[request.current_state]:
        raise DomainError("request_closed", _("Questa richiesta è già chiusa: rileggila."))


def _check_hold(earliest: date, held_until: date, latest: date) -> None:
    if not earliest <= held_until <= latest:
        raise DomainError(
            "hold_until", _("Scegli un giorno tra il primo e l’ultimo del periodo."), field="held_until"
        )


def new_stay(
    request: Request, place: Place, during: DateTimeTZRange, *, state: StayState, stay_id: UUID, box: Box,
    held_until: datetime | None = None, follows: Stay | None = None,
) -> Stay:  # fmt: skip
    stay = Stay(
        id=stay_id, organisation_id=request.organisation_id, place=place, path_id=request.path_id, request=request,
        during=during, state=state, held_until=held_until, follows=follows,
    )  # fmt: skip
    stay.extensions = box.seal(stay, "extensions", [])
    _check_history(stay)
    with one_place_one_stay():
        stay.save(force_insert=True)
    return stay


def _check_history(stay: Stay) -> None:
    """What was written of the past stays true: she cannot have come while somebody who has left was still there."""
    past = Stay.objects.filter(
        organisation_id=stay.organisation_id, place=stay.place_id, state=StayState.ENDED,
        during__endswith__gt=begins(stay.during), during__startswith__lt=ends(stay.during),
    )  # fmt: skip
    if any(overlap(one.during, stay.during) for one in past.exclude(pk=stay.pk)):
        raise place_taken()
