"""The state machine: the service, the database and the table of `states` say the same."""

from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trama.cases import services
from trama.cases.models import Entry, Path
from trama.cases.selectors import open_page
from trama.cases.states import BEGINNINGS, TRANSITIONS, State, may_follow, steps_from
from trama.cases.tests.conftest import Hands, at_work
from trama.common.errors import DomainError
from trama.common.vocabularies import vocabulary
from trama.testing.cast import Cast


def test_the_states_are_those_of_the_vocabulary() -> None:
    assert [str(state) for state in State] == list(vocabulary("pathway_state").codes)
    assert set(TRANSITIONS) == set(State)


@given(st.lists(st.sampled_from(list(State)), max_size=12))
def test_from_every_state_the_end_can_be_reached_and_left(steps: list[State]) -> None:
    state = State.CONTACT
    for wanted in steps:
        if may_follow(state, wanted):
            state = wanted
    assert state is State.CLOSED or may_follow(state, State.CLOSED)
    assert TRANSITIONS[State.CLOSED] == {State.REOPENED}
    assert State.CONTACT not in {after for afters in TRANSITIONS.values() for after in afters}
    assert not {State.CLOSED, State.REOPENED} & set(steps_from(state))


def take_step(hands: Hands, path: Path, to: State) -> None:
    if to is State.CLOSED:
        services.close_path(**hands.who, path_id=path.pk, reason="agreed")
    elif to is State.REOPENED:
        services.reopen_path(**hands.who, path_id=path.pk)
    else:
        services.change_state(**hands.who, path_id=path.pk, to=to)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(list(State)), min_size=1, max_size=8))
def test_whatever_is_asked_the_path_only_takes_steps_of_the_table(cast: Cast, steps: list[State]) -> None:
    with at_work(cast.ada) as ada:
        path = services.open_path(**ada.who, name="Zoë")
        expected, taken = State.CONTACT, 0
        for to in steps:
            if may_follow(expected, to):
                take_step(ada, path, to)
                expected, taken = to, taken + 1
            else:
                with pytest.raises(DomainError):
                    take_step(ada, path, to)
            row = Path.objects.get(pk=path.pk)
            assert row.current_state is expected
            assert (row.closed_at is not None) == (expected is State.CLOSED)
        assert Entry.objects.filter(path=path).count() == taken, "every step is on the timeline"


def test_the_database_takes_the_same_steps_and_no_other(cast: Cast, path: Path) -> None:
    """As raw SQL of the application's role: each state is reached by a way that the table knows."""
    ways = {
        State.CONTACT: [], State.RECEPTION: ["reception"], State.IN_PATH: ["in_path"],
        State.SUSPENDED: ["in_path", "suspended"], State.CLOSED: ["closed"], State.REOPENED: ["closed", "reopened"],
    }  # fmt: skip
    with at_work(cast.ada), connection.cursor() as cursor:

        def move(to: str) -> None:
            closed = "now()" if to == "closed" else "NULL"
            cursor.execute(
                f"UPDATE cases_path SET state = %s, closed_at = {closed} WHERE id = %s", [to, path.pk]
            )

        for before, after in product(State, State):
            point = transaction.savepoint()
            for step in ways[before]:
                move(step)
            try:
                with transaction.atomic():
                    move(after)
                accepted = True
            except IntegrityError:
                accepted = False
            transaction.savepoint_rollback(point)
            assert accepted == (may_follow(before, after) or before is after), (before, after)


def test_the_database_lets_a_path_begin_only_where_paths_begin(cast: Cast, path: Path) -> None:
    with at_work(cast.ada):
        for state in State:
            row = Path.objects.get(pk=path.pk)
            point = transaction.savepoint()
            Path.objects.filter(pk=path.pk).delete()
            row.state, row.closed_at = state, row.opened_at if state is State.CLOSED else None
            try:
                with transaction.atomic():
                    row.save(force_insert=True)
                accepted = True
            except IntegrityError:
                accepted = False
            transaction.savepoint_rollback(point)
            assert accepted == (state in BEGINNINGS), state


def test_a_closed_path_is_read_and_not_written(cast: Cast, path: Path) -> None:
    with at_work(cast.ada) as ada:
        services.close_path(**ada.who, path_id=path.pk, reason="goals_achieved", note="Con la sua casa")
        page = open_page(ada.actor, ada.keyring, path.pk)
        assert page.closing == {"reason": "goals_achieved", "note": "Con la sua casa"}
        for write in (
            lambda: services.add_entry(**ada.who, path_id=path.pk, kind="note", words="x"),
            lambda: services.call_her(**ada.who, path_id=path.pk, name="x"),
            lambda: services.assign_path(**ada.who, path_id=path.pk, to=None),
            lambda: services.change_state(**ada.who, path_id=path.pk, to=State.IN_PATH),
        ):
            with pytest.raises(DomainError, match="path_closed"):
                write()
