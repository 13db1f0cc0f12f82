"""What statistics may read of shelters: typed rows of codes, no date finer than a month, no place and no house."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from django.utils import timezone

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.deadlines.calendar import local_day, start_of_day
from trama.shelters.models import House, Request, Stay
from trama.shelters.periods import begins, ends
from trama.shelters.states import StayState
from trama.vault.keyring import Keyring


@dataclass(frozen=True, slots=True)
class StayFact:
    """One period on one place; a transfer makes another one, that `continues` the first. "" is "not known"."""

    subject: UUID  # serves to count a woman once
    started: date  # month
    ended: date | None  # month
    nights: int  # in the year
    level: str
    exit_reason: str
    continues: bool


@dataclass(frozen=True, slots=True)
class RequestFact:
    """One request for a place."""

    subject: UUID
    asked: date  # month
    state: str
    refusal: str


def stay_facts(actor: Actor, keyring: Keyring, *, year: int) -> list[StayFact]:
    """The stays that touch `year`, as far as this keyring opens them. Four queries. Raises Forbidden.

    Who is there is there until a person says that she left: past the last day that was agreed, and no night before it
    has been slept.
    """
    require(actor, Action.READ_OWN_FIGURES)
    now = timezone.now()
    start, end = start_of_day(date(year, 1, 1)), start_of_day(date(year + 1, 1, 1))
    stays = Stay.objects.filter(
        Q(state=StayState.ENDED.value, during__overlap=DateTimeTZRange(start, end, "[)"))
        | Q(state=StayState.ADMITTED.value, during__startswith__lt=end),
        organisation_id=actor.organisation_id,
    )
    levels = keyring.open_column(House.objects.filter(organisation_id=actor.organisation_id), "level")
    exits = keyring.open_column(stays, "exit", record_key="path__woman__record_key")
    return [
        StayFact(
            subject=stay.path_id,
            started=_month(begins(stay.during)),
            ended=_month(ends(stay.during)) if stay.state == StayState.ENDED else None,
            nights=_nights(
                begins(stay.during), ends(stay.during) if stay.state == StayState.ENDED else now, start, end
            ),
            level=str(levels.get(stay.place.house_id, "")),
            exit_reason=_dict(exits.get(stay.pk)).get("reason", ""),
            continues=stay.follows_id is not None,
        )
        for stay in stays.select_related("place").order_by("pk")
    ]


def request_facts(actor: Actor, keyring: Keyring, *, year: int) -> list[RequestFact]:
    """What was asked in `year`. Two queries. Raises Forbidden."""
    require(actor, Action.READ_OWN_FIGURES)
    start, end = start_of_day(date(year, 1, 1)), start_of_day(date(year + 1, 1, 1))
    rows = Request.objects.filter(
        organisation_id=actor.organisation_id, asked_at__gte=start, asked_at__lt=end
    )
    answers = keyring.open_column(rows, "answer", record_key="path__woman__record_key")
    return [
        RequestFact(
            row.path_id, _month(row.asked_at), row.state, _dict(answers.get(row.pk)).get("reason", "")
        )
        for row in rows.order_by("pk")
    ]


def _nights(since: datetime, until: datetime, start: datetime, end: datetime) -> int:
    return max(0, (local_day(min(until, end)) - local_day(max(since, start))).days)


def _month(at: datetime) -> date:
    return local_day(at).replace(day=1)


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
