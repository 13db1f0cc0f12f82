"""Asked in one journey, and asked of a connection that the server closed meanwhile: the answers are the same."""

from collections.abc import Callable
from uuid import UUID

import psycopg
import pytest
from django.db import (
    DatabaseError,
    DataError,
    OperationalError,
    close_old_connections,
    connection,
    transaction,
)
from django.db.models import QuerySet, Value
from django.test import Client
from django.test.utils import CaptureQueriesContext

from trama.access.asking import asked_first, one_journey, same_cursor
from trama.access.context import acting
from trama.access.prepared import prepared
from trama.accounts.models import Membership, User
from trama.audit.models import Event
from trama.audit.services import record
from trama.testing.cast import Cast, Person


def one() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def end_the_connection() -> None:
    """As a restart of the server, or a firewall that forgets."""
    with psycopg.connect(**connection.get_connection_params()) as other:
        assert other.execute("SELECT pg_terminate_backend(%s, 5000)", [one()]).fetchone() == (True,)


def test_a_page_is_answered_though_the_kept_connection_was_ended(
    committed: str, everybody: Cast, client_of: Callable[[Person], Client]
) -> None:
    client = client_of(everybody.ada)
    assert client.get("/agenda/").status_code == 200
    before = one()
    end_the_connection()
    assert client.get("/agenda/").status_code == 200
    assert one() != before


def test_a_new_connection_is_tried_once(committed: str) -> None:
    tries = []

    def ask() -> int:
        tries.append(one())
        end_the_connection()
        return one()

    with pytest.raises(OperationalError):
        asked_first(ask)
    assert len(tries) == 2


def test_an_error_of_the_statement_itself_is_not_asked_again(committed: str) -> None:
    tries = []

    def ask() -> None:
        tries.append(1)
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 1")
            try:
                cursor.execute("SELECT pg_sleep(2)")
            finally:
                cursor.execute("RESET statement_timeout")

    with pytest.raises(OperationalError):
        asked_first(ask)
    assert tries == [1]


def test_in_a_transaction_nothing_is_asked_twice(committed: str) -> None:
    tries = []

    def ask() -> int:
        tries.append(1)
        end_the_connection()
        return one()

    with pytest.raises(OperationalError), transaction.atomic():
        asked_first(ask)
    assert tries == [1]
    close_old_connections()


@prepared
def users(pk: UUID) -> "QuerySet[User]":
    return User.objects.filter(pk=pk)


@prepared
def members(organisation: UUID) -> "QuerySet[Membership]":
    return Membership.objects.filter(organisation_id=organisation).order_by("pk")


def asked(organisation: UUID) -> int:
    """How many rows, and that they came without another statement."""
    with CaptureQueriesContext(connection) as queries:
        found = len(members(organisation))
    assert len(queries) == 0
    return found


def test_what_was_asked_ahead_is_there_and_is_not_asked_again(cast: Cast) -> None:
    ours, mine = cast.ada.organisation_id, cast.ada.actor.user_id
    assert mine
    with acting(cast.ada.actor):
        number, (me,) = len(members(ours)), users(mine)
        with CaptureQueriesContext(connection) as queries, one_journey():
            members.ahead(ours)
            users.ahead(mine)
            record(cast.ada.actor, "test.written")
        assert len(queries) == 3
        assert asked(ours) == number > 0
        assert users(mine) == [me]
        assert Event.objects.filter(action="test.written").count() == 1
        with CaptureQueriesContext(connection) as queries:
            assert len(members(ours)) == number  # once: the second time it is read as it is now
        assert len(queries) == 1


def test_an_answer_is_only_for_who_asks_the_same(cast: Cast) -> None:
    with acting(cast.ada.actor):
        with one_journey():
            members.ahead(cast.ada.organisation_id)
        assert all(
            one.organisation_id == cast.gaia.organisation_id for one in members(cast.gaia.organisation_id)
        )


def test_an_answer_is_not_read_behind_another_wall(cast: Cast) -> None:
    rows = Event.objects.order_by("pk")

    @prepared
    def trail(organisation: UUID) -> "QuerySet[Event]":
        return rows.filter(organisation_id=organisation)

    ours = cast.ada.organisation_id
    with acting(cast.ada.actor):
        record(cast.ada.actor, "test.written")
        with one_journey():
            trail.ahead(ours)
        with acting(cast.gaia.actor):
            assert trail(ours) == []
        assert trail(ours)
        with one_journey():
            trail.ahead(ours)
    with acting(cast.gaia.actor):
        assert trail(ours) == []


def test_an_error_on_the_journey_is_one_of_djangos_and_nothing_was_written(
    committed: str, everybody: Cast
) -> None:
    ada = everybody.ada.actor

    @prepared
    def wrong(pk: UUID) -> "QuerySet[User, tuple[int]]":
        return User.objects.filter(pk=pk).values_list(Value(1) / Value(0))

    assert ada.user_id

    def go(user: UUID) -> None:
        with acting(ada), one_journey():
            record(ada, "test.written")
            wrong.ahead(user)

    with pytest.raises(DataError):
        go(ada.user_id)
    with acting(ada):
        assert not Event.objects.filter(action="test.written").exists()


def test_nothing_is_sent_once_the_statement_before_failed(committed: str, everybody: Cast) -> None:
    """A page whose audit row is refused shows nothing of what was asked with it."""
    ada = everybody.ada.actor

    def go() -> None:
        with acting(ada), one_journey():
            same_cursor().execute("INSERT INTO audit_event (action) VALUES (repeat('x', 10000))")
            members.ahead(ada.organisation_id)

    with pytest.raises(DatabaseError):
        go()
    with acting(ada):
        assert len(members(ada.organisation_id)) > 0
