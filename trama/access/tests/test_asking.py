"""A connection that the server closed meanwhile: nobody who asks for a page notices."""

from collections.abc import Callable

import psycopg
import pytest
from django.db import OperationalError, close_old_connections, connection, transaction
from django.test import Client

from trama.access.asking import asked_first
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
