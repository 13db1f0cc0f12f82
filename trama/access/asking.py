"""How the database is asked what every page asks: with one cursor, and without asking first whether it is there."""

from collections.abc import Callable
from typing import TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connection, connections
from django.db.backends.utils import CursorWrapper

from trama.access.backend.base import DatabaseWrapper

T = TypeVar("T")


def same_cursor(using: str = DEFAULT_DB_ALIAS) -> CursorWrapper:
    """For who fetches the whole answer before anything else is asked: see `DatabaseWrapper.same_cursor`."""
    return cast(DatabaseWrapper, connections[using]).same_cursor()


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
