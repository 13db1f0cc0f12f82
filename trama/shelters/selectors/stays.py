"""Who is where, and when a place is free: names only for whoever may know."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.audit.services import record
from trama.cases.policies import visible_paths
from trama.deadlines.calendar import local_day, start_of_day
from trama.shelters.models import Stay
from trama.shelters.periods import begins, ends, first_day, last_day
from trama.shelters.policies import visible_stays
from trama.shelters.selectors.houses import HouseView, PlaceView, houses
from trama.shelters.states import ON_THE_PLACE, StayState
from trama.ui.dates import day_words
from trama.vault.errors import KeyNotHeld
from trama.vault.keyring import Keyring

WEEKS = 8
SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class StayView:
    """One stay as a list shows it. `name` is empty for whoever must not know: the place is taken, by nobody."""

    id: UUID
    place_id: UUID
    path_id: UUID
    name: str
    state: StayState
    during: DateTimeTZRange
    held_until: datetime | None

    @property
    def who(self) -> str:
        return self.name or _("Occupato")

    @property
    def hidden(self) -> bool:
        return not self.name

    @property
    def first(self) -> date:
        return first_day(self.during)

    @property
    def last(self) -> date:
        return last_day(self.during)

    @property
    def is_here(self) -> bool:
        return self.state is StayState.ADMITTED

    @property
    def is_held(self) -> bool:
        return self.state is StayState.HELD

    @property
    def overdue(self) -> bool:
        """Her last day is past, or the day until which a place was held: somebody has to say what happens."""
        now = timezone.now()
        until = self.held_until if self.is_held else ends(self.during)
        return until is not None and until < now

    @property
    def ends_soon(self) -> bool:
        return self.is_here and ends(self.during) < timezone.now() + SOON

    def covers(self, start: datetime, end: datetime) -> bool:
        """Whether the place is taken in that time; who is still there is there until somebody says that she left."""
        until = ends(self.during)
        if self.is_here:
            until = max(until, timezone.now())
        return begins(self.during) < end and start < until

    def in_week(self, monday: date) -> str:
        """Her name, with the day on which she comes or goes."""
        sunday = monday + timedelta(days=6)
        words = _("%(who)s (tenuto)") % {"who": self.who} if self.is_held else self.who
        if self.overdue and self.is_here:
            return words
        if monday <= self.first <= sunday and self.first > local_day(timezone.now()):
            words = _("%(words)s dal %(day)s") % {"words": words, "day": self.first.day}
        if monday <= self.last <= sunday:
            words = _("%(words)s fino al %(day)s") % {"words": words, "day": self.last.day}
        return words


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place with who is there now and for whom it is held, and its next weeks."""

    place: PlaceView
    here: StayView | None
    holds: list[StayView]
    weeks: list[tuple[date, list[str]]]

    @property
    def is_free(self) -> bool:
        """Free today."""
        now = timezone.now()
        later = now + timedelta(seconds=1)
        return self.here is None and not any(hold.covers(now, later) for hold in self.holds)


@dataclass(frozen=True, slots=True)
class HouseRow:
    house: HouseView
    places: list[PlaceRow]


@dataclass(frozen=True, slots=True)
class Board:
    """What happens in the houses now, and in the next weeks."""

    houses: list[HouseRow]
    mondays: list[date]

    @property
    def rows(self) -> list[PlaceRow]:
        return [row for house in self.houses for row in house.places]

    @property
    def free(self) -> list[PlaceRow]:
        return [row for row in self.rows if row.is_free]

    @property
    def soon(self) -> list[tuple[PlaceView, StayView]]:
        """Stays that end within two weeks or ended already, and held places whose day is past."""
        found = [
            (row.place, stay)
            for row in self.rows
            for stay in ([row.here] if row.here else []) + row.holds
            if stay.ends_soon or stay.overdue
        ]
        return sorted(found, key=lambda pair: ends(pair[1].during))


def board(actor: Actor, keyring: Keyring) -> Board:
    """A fixed number of queries, whatever the number of places. One audit row."""
    require(actor, Action.READ_SHELTER)
    found = houses(actor, keyring)
    today = local_day(timezone.now())
    mondays = [today - timedelta(days=today.weekday()) + timedelta(weeks=n) for n in range(WEEKS)]
    current = Stay.objects.filter(
        organisation_id=actor.organisation_id, state__in=[state.value for state in ON_THE_PLACE]
    )
    by_place: dict[UUID, list[StayView]] = {}
    for stay in _named(actor, keyring, current.select_related("path__woman__record_key")):
        by_place.setdefault(stay.place_id, []).append(stay)
    record(actor, Action.READ_SHELTER.code)
    return Board(
        [
            HouseRow(house, [_row(place, by_place.get(place.id, []), mondays) for place in house.open_places])
            for house in found
        ],
        mondays,
    )


def _row(place: PlaceView, stays: list[StayView], mondays: Sequence[date]) -> PlaceRow:
    ordered = sorted(stays, key=lambda stay: begins(stay.during))
    weeks = [
        (
            monday,
            [
                stay.in_week(monday)
                for stay in ordered
                if stay.covers(start_of_day(monday), start_of_day(monday + timedelta(days=7)))
            ],
        )
        for monday in mondays
    ]
    here = next((stay for stay in ordered if stay.is_here), None)
    return PlaceRow(place, here, [stay for stay in ordered if stay.is_held], weeks)


def _named(actor: Actor, keyring: Keyring, stays: Iterable[Stay]) -> list[StayView]:
    """A stay whose record the asker does not see or hold keeps its dates and loses its name."""
    rows = list(stays)
    seen = set(visible_paths(actor).filter(pk__in={row.path_id for row in rows}).values_list("pk", flat=True))
    boxes = keyring.boxes(row.path.woman.record_key for row in rows if row.path_id in seen)
    found = []
    for row in rows:
        box = boxes.get(row.path.woman.record_key_id) if row.path_id in seen else None
        name = str(box.open(row.path.woman, "name")) if box else ""
        found.append(
            StayView(row.pk, row.place_id, row.path_id, name, row.current_state, row.during, row.held_until)
        )
    return found


@dataclass(frozen=True, slots=True)
class StayPage:
    """One stay, opened."""

    stay: StayView
    place: PlaceView
    request_id: UUID
    extensions: list[dict[str, Any]]
    exit: dict[str, Any]
    follows_id: UUID | None


def stay_page(actor: Actor, keyring: Keyring, stay_id: UUID, *, audited: bool = True) -> StayPage:
    """Raises Http404, also for whoever must not know of her."""
    require(actor, Action.READ_SHELTER)
    row = visible_stays(actor).filter(pk=stay_id).select_related("path__woman__record_key").first()
    if row is None:
        raise Http404
    try:
        box = keyring.box(row.path.woman.record_key)
    except KeyNotHeld:
        raise Http404 from None
    (view,) = _named(actor, keyring, [row])
    extensions: Any = box.open(row, "extensions")
    left: Any = box.open(row, "exit")
    if audited:
        record(actor, Action.READ_SHELTER.code, row.path_id, row.pk)
    return StayPage(
        view, _place(actor, keyring, row.place_id), row.request_id,
        [{**one, "until": date.fromisoformat(one["until"]), "on": date.fromisoformat(one["on"])} for one in extensions],
        left or {}, row.follows_id,
    )  # fmt: skip


def _place(actor: Actor, keyring: Keyring, place_id: UUID) -> PlaceView:
    for house in houses(actor, keyring, closed=True):
        for place in house.places:
            if place.id == place_id:
                return place
    raise Http404


def place_choices(actor: Actor, keyring: Keyring, *, only_free: bool) -> list[tuple[str, str]]:
    """(id, words) for a form: free places first. A form that was sent takes all: the service says what happened."""
    rows = sorted(board(actor, keyring).rows, key=lambda row: not row.is_free)
    return [(str(row.place.id), _words(row)) for row in rows if row.is_free or not only_free]


def _words(row: PlaceRow) -> str:
    base = f"{row.place.label} · {row.place.beds_label}"
    if row.here is not None:
        return _("%(place)s · occupato fino al %(day)s") % {"place": base, "day": day_words(row.here.last)}
    if row.holds:
        return _("%(place)s · tenuto dal %(day)s") % {"place": base, "day": day_words(row.holds[0].first)}
    return base


def days_of(actor: Actor, keyring: Keyring) -> dict[str, int]:
    """How long a stay is proposed for, by place."""
    return {str(place.id): place.days for house in houses(actor, keyring) for place in house.places}
