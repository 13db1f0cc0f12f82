"""One place, one stay: whatever the order, whoever is quicker, whatever is said to the database."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from trama.access.context import acting
from trama.cases.tests.conftest import Hands, at_work
from trama.common.errors import DomainError
from trama.deadlines.calendar import start_of_day
from trama.shelters import services
from trama.shelters.models import Place, Stay
from trama.shelters.periods import ends, last_day, overlap, period
from trama.shelters.states import (
    REQUEST_STEPS,
    STAY_STEPS,
    RequestState,
    StayState,
)
from trama.shelters.tests.conftest import Shelter, admit, ask, build, day, hold
from trama.testing.cast import Cast


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as error, transaction.atomic():
        act()
    return error.value.code


def test_a_place_is_given_once(cast: Cast, shelter: Shelter) -> None:
    with at_work(cast.mara) as mara:
        stay = admit(mara, "Amina", shelter.first)
        assert (stay.state, last_day(stay.during)) == ("admitted", day(30))
        assert refused(lambda: admit(mara, "Berta", shelter.first)) == "place_taken"
        assert admit(mara, "Berta", shelter.second).place_id == shelter.second


def test_of_two_admissions_at_the_same_instant_exactly_one_wins(committed: str, everybody: Cast) -> None:
    """Two operators, two connections, two transactions."""
    with at_work(everybody.nora) as nora:
        shelter = build(nora)
    with at_work(everybody.mara) as mara:
        requests = [ask(mara, "Amina").pk, ask(mara, "Berta").pk]
    barrier, told = Barrier(2), []

    def go(hands: Hands, request: UUID) -> None:
        try:
            with acting(hands.actor):
                barrier.wait(timeout=30)
                services.admit(**hands.who, request_id=request, place_id=shelter.first, until=day(20))
            told.append("admitted")
        except DomainError as error:
            told.append(f"{error.code}: {error.message}")
        finally:
            connections["default"].close()

    hands = [Hands(person, person.actor, person.unlock()) for person in (everybody.mara, everybody.olga)]
    threads = [Thread(target=go, args=pair) for pair in zip(hands, requests, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(told) == [
        "admitted",
        "place_taken: Nel frattempo quel posto è stato preso: scegline un altro.",
    ]
    with acting(everybody.mara.actor):
        assert Stay.objects.count() == 1


def test_raw_sql_cannot_overlap(cast: Cast, shelter: Shelter) -> None:
    """Not even with a forged place number, or one stay moved onto another."""
    with at_work(cast.mara) as mara:
        first, second = admit(mara, "Amina", shelter.first), admit(mara, "Berta", shelter.second)
        forged = Place.objects.get(pk=shelter.second).place_no
        statements: list[tuple[str, list[object]]] = [
            ("UPDATE shelters_stay SET place_id = %s WHERE id = %s", [shelter.first, second.pk]),
            (
                "UPDATE shelters_stay SET place_id = %s, place_no = %s WHERE id = %s",
                [shelter.first, forged, second.pk],
            ),
        ]
        for sql, values in statements:
            with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, values)  # type: ignore[arg-type]
        first.refresh_from_db()
        assert first.place_no != forged


@pytest.mark.parametrize(
    "bounds", ["empty", "[,2030-01-01)", "[2030-01-01,infinity)", "[2030-01-01,2030-02-01]"]
)
def test_raw_sql_cannot_make_a_period_that_is_none(cast: Cast, shelter: Shelter, bounds: str) -> None:
    with at_work(cast.mara) as mara:
        stay = admit(mara, "Amina", shelter.first)
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE shelters_stay SET during = %s::tstzrange WHERE id = %s", [bounds, stay.pk])


def test_whoever_stays_on_is_still_there(cast: Cast, shelter: Shelter) -> None:
    """Her last day is past and nobody wrote that she left: the place is not free."""
    with at_work(cast.mara) as mara:
        stay = admit(mara, "Amina", shelter.first, days=1)
        past = period(timezone.now() - timedelta(days=20), day(-3))
        Stay.objects.filter(pk=stay.pk).update(during=past)
        assert refused(lambda: admit(mara, "Berta", shelter.first)) == "place_taken"
        services.end_stay(**mara.who, stay_id=stay.pk, reason="own_home")
        assert admit(mara, "Berta", shelter.first).state == "admitted"


def test_the_past_stays_true(cast: Cast, shelter: Shelter) -> None:
    """Nobody is admitted to a day on which somebody who has left was still there."""
    with at_work(cast.mara) as mara:
        first = ask(mara, "Amina", at=timezone.now() - timedelta(days=40))
        stay = services.admit(
            **mara.who,
            request_id=first.pk,
            place_id=shelter.first,
            until=day(2),
            at=timezone.now() - timedelta(days=30),
        )
        services.end_stay(
            **mara.who, stay_id=stay.pk, reason="returned", at=timezone.now() - timedelta(days=10)
        )
        second = ask(mara, "Berta", at=timezone.now() - timedelta(days=40))

        def at(days: int) -> Stay:
            return services.admit(
                **mara.who, request_id=second.pk, place_id=shelter.first, until=day(9),
                at=timezone.now() - timedelta(days=days),
            )  # fmt: skip

        assert refused(lambda: at(12)) == "place_taken"
        assert at(9).state == "admitted"


def test_a_held_place_is_kept_until_a_person_lets_it_go(cast: Cast, shelter: Shelter) -> None:
    with at_work(cast.mara) as mara:
        kept = hold(mara, "Amina", shelter.first, until=30, held=1)
        Stay.objects.filter(pk=kept.pk).update(held_until=timezone.now() - timedelta(days=1))
        assert refused(lambda: admit(mara, "Berta", shelter.first)) == "place_taken"
        services.release_hold(actor=mara.actor, stay_id=kept.pk)
        assert services.release_hold(actor=mara.actor, stay_id=kept.pk).state == "released"
        assert admit(mara, "Carla", shelter.first).state == "admitted"


def test_she_comes_to_the_place_that_was_held_for_her(cast: Cast, shelter: Shelter) -> None:
    with at_work(cast.mara) as mara:
        kept = hold(mara, "Amina", shelter.first, until=30, held=2)
        stay = services.arrive(**mara.who, stay_id=kept.pk, until=day(40))
        kept.request.refresh_from_db()
        assert (stay.state, stay.held_until, kept.request.state) == ("admitted", None, "admitted")
        assert services.arrive(**mara.who, stay_id=kept.pk, until=day(40)).pk == stay.pk


def test_a_stay_may_end_where_the_next_begins(cast: Cast, shelter: Shelter) -> None:
    with at_work(cast.mara) as mara:
        admit(mara, "Amina", shelter.first, days=10)
        second = ask(mara, "Berta")
        common = {**mara.who, "request_id": second.pk, "place_id": shelter.first}
        hold: dict[str, Any] = {"until": day(20), "held_until": day(12)}
        assert refused(lambda: services.hold_place(**common, since=day(10), **hold)) == "place_taken"
        assert services.hold_place(**common, since=day(11), **hold).state == "held"


def test_more_time_does_not_push_anybody_out(cast: Cast, shelter: Shelter) -> None:
    with at_work(cast.mara) as mara:
        stay = admit(mara, "Amina", shelter.first, days=10)
        second = ask(mara, "Berta")
        services.hold_place(
            **mara.who,
            request_id=second.pk,
            place_id=shelter.first,
            since=day(11),
            until=day(20),
            held_until=day(12),
        )
        more = {**mara.who, "stay_id": stay.pk, "reason": "aspetta la casa"}
        assert refused(lambda: services.extend_stay(**more, until=day(11))) == "place_taken"
        services.transfer_stay(**mara.who, stay_id=stay.pk, place_id=shelter.second, until=day(30))
        stay.refresh_from_db()
        assert stay.state == "ended"


def test_a_transfer_ends_one_stay_and_begins_the_next_at_the_same_instant(
    cast: Cast, shelter: Shelter
) -> None:
    with at_work(cast.mara) as mara:
        stay = admit(mara, "Amina", shelter.first)
        new_id = uuid4()
        for _click in range(2):
            new = services.transfer_stay(
                **mara.who, stay_id=stay.pk, place_id=shelter.second, until=day(60), new_id=new_id
            )
        stay.refresh_from_db()
        assert new.follows_id == stay.pk
        assert ends(stay.during) == new.during.lower
        assert Stay.objects.count() == 2


def test_a_form_sent_twice_admits_once(cast: Cast, shelter: Shelter) -> None:
    with at_work(cast.mara) as mara:
        request, stay_id = ask(mara, "Amina"), uuid4()
        for _click in range(2):
            services.admit(
                **mara.who, request_id=request.pk, place_id=shelter.first, until=day(5), stay_id=stay_id
            )
        assert Stay.objects.count() == 1


def test_she_has_one_place_at_a_time(cast: Cast, shelter: Shelter) -> None:
    with at_work(cast.mara) as mara:
        stay = admit(mara, "Amina", shelter.first)
        again = services.ask_place(**mara.who, path_id=stay.path_id)
        where = {**mara.who, "request_id": again.pk, "place_id": shelter.second, "until": day(9)}
        assert refused(lambda: services.admit(**where)) == "hosted_already"


@pytest.mark.parametrize(
    ("until", "code"), [(-1, "ends_before"), (4000, "too_long")], ids=["before it begins", "endless"]
)
def test_impossible_periods(cast: Cast, shelter: Shelter, until: int, code: str) -> None:
    with at_work(cast.mara) as mara:
        assert refused(lambda: admit(mara, "Amina", shelter.first, days=until)) == code


def test_nobody_is_admitted_tomorrow_nor_leaves_before_she_came(cast: Cast, shelter: Shelter) -> None:
    with at_work(cast.mara) as mara:
        request = ask(mara, "Amina")
        where = {**mara.who, "request_id": request.pk, "place_id": shelter.first, "until": day(9)}
        tomorrow = timezone.now() + timedelta(days=1)
        assert refused(lambda: services.admit(**where, at=tomorrow)) == "in_the_future"
        stay = services.admit(**where)
        gone = {**mara.who, "stay_id": stay.pk, "reason": "own_home"}
        yesterday = timezone.now() - timedelta(days=1)
        assert refused(lambda: services.end_stay(**gone, at=yesterday)) == "before_arrival"
        assert refused(lambda: services.end_stay(**{**gone, "reason": "nessuna"})) == "unknown_code"


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))
def test_two_periods_overlap_exactly_when_they_share_a_day(a: int, long: int, b: int, other: int) -> None:
    """Of whole days, as people give them; also over the nights when the clock changes."""
    base = day(0)
    first = [base + timedelta(days=a + n) for n in range(long + 1)]
    second = [base + timedelta(days=b + n) for n in range(other + 1)]
    one, two = (period(start_of_day(days[0]), days[-1]) for days in (first, second))
    assert overlap(one, two) == bool(set(first) & set(second))
    assert last_day(one) == first[-1]


def test_the_database_knows_the_same_steps(cast: Cast, shelter: Shelter) -> None:
    """Every pair of states, by raw SQL."""
    with at_work(cast.mara) as mara:
        stay = admit(mara, "Berta", shelter.first)
        with connection.cursor() as cursor:
            cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'shelters_request_step'")
            source = cursor.fetchone()[0]
            for before in RequestState:
                for after in RequestState:
                    if before is not after:
                        allowed = f"('{before.value}', '{after.value}')" in source
                        assert allowed == (after in REQUEST_STEPS[before]), (before, after)
            cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'shelters_stay_step'")
            source = cursor.fetchone()[0]
            for first in StayState:
                for then in StayState:
                    if first is not then:
                        allowed = f"('{first.value}', '{then.value}')" in source
                        assert allowed == (then in STAY_STEPS[first]), (first, then)
        for state in ("released", "held"):
            with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("UPDATE shelters_stay SET state = %s WHERE id = %s", [state, stay.pk])
