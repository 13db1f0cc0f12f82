"""How the database is asked what every page asks: with one cursor, in few journeys, and at once."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connection, connections
from django.db.backends.utils import CursorWrapper

from trama.access.backend.base import DatabaseWrapper

T = TypeVar("T")


def same_cursor(using: str = DEFAULT_DB_ALIAS) -> CursorWrapper:
    """For who fetches the whole answer before anything else is asked: see `DatabaseWrapper.same_cursor`."""
    return _own(using).same_cursor()


def _own(using: str = DEFAULT_DB_ALIAS) -> DatabaseWrapper:
    return cast(DatabaseWrapper, connections[using])


@contextmanager
def one_journey() -> Iterator[None]:
    """What is asked ahead in here (`Prepared.ahead`), and what is written, goes to the database together and comes back
    together: each journey on its own costs more than PostgreSQL takes to answer.

    Inside a transaction; nothing may be read in here. What was asked ahead is waiting for who asks the same within the
    same transaction: for a page that reads, and changes nothing in between.
    """
    own = _own()
    with own.wrap_database_errors, own.connection.pipeline():
        yield


@contextmanager
def nothing_ahead() -> Iterator[None]:
    """Nothing that was asked before is an answer in here, nor what is asked in here after it."""
    own = _own()
    outer, own.ahead = own.ahead, {}
    try:
        yield
    finally:
        own.ahead = outer


def send_ahead(key: Hashable, sql: str, values: list[Any], using: str = DEFAULT_DB_ALIAS) -> None:
    """Inside `one_journey`: send a statement whose answer waits under `key` until `answer_to`."""
    cursor = connections[using].cursor()
    cursor.execute(sql, values)
    _own(using).ahead[key] = cursor


def answer_to(key: Hashable, using: str = DEFAULT_DB_ALIAS) -> list[tuple[Any, ...]] | None:
    """The rows of what was sent ahead under `key`, once; None when it was not."""
    cursor = _own(using).ahead.pop(key, None)
    if cursor is None:
        return None
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def asked_first(ask: Callable[[], T]) -> T:
    """`ask()`, the first that a request wants of the database; once more on a new connection if the kept one died.

    In place of the `SELECT 1` with which Django finds out at each request. Only for what reads: between two tries
    nothing may have been written. Inside a transaction nothing is asked twice.
    """
    if connection.in_atomic_block:
        return ask()
    connection.health_check_done = True  # type: ignore[attr-defined]  # the stubs do not know it
    try:
        return ask()
    except (InterfaceError, OperationalError):
        if connection.is_usable():  # it lives: the error is the statement's own
            raise
        connection.close()
        return ask()
