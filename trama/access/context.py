"""The settings that row-level security reads, local to a transaction (DESIGN §5)."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from trama.access.actor import Actor
from trama.access.asking import nothing_ahead, same_cursor

_SETTINGS = ("trama.organisation", "trama.network", "trama.user")
_READ = "SELECT current_setting(%s, true), current_setting(%s, true), current_setting(%s, true)"
_WRITE = "SELECT set_config(%s, %s, true), set_config(%s, %s, true), set_config(%s, %s, true)"


def _apply(values: tuple[str, str, str]) -> None:
    same_cursor().execute(_WRITE, [part for pair in zip(_SETTINGS, values, strict=True) for part in pair])


def set_actor(actor: Actor | None) -> None:
    """Set who acts for the rest of the transaction. Without an actor nothing protected is visible."""
    if actor is None:
        _apply(("", "", ""))
    else:
        _apply((str(actor.organisation_id), str(actor.network_id), str(actor.user_id or "")))


@contextmanager
def acting(actor: Actor | None) -> Iterator[None]:
    """Open a transaction (or a savepoint) in which `actor` acts; an outer actor is restored at the end.

    The settings are transaction-local: a pooled connection never carries them to the next request. A savepoint that
    rolls back restores them by itself; one that succeeds does not, so the outer values are written back.
    """
    nested = connection.in_atomic_block
    outer = ("", "", "")
    if nested:
        cursor = same_cursor()
        cursor.execute(_READ, list(_SETTINGS))
        row = cursor.fetchone()
        outer = (row[0] or "", row[1] or "", row[2] or "")
    with transaction.atomic(), nothing_ahead():
        set_actor(actor)
        yield
    if nested:
        _apply(outer)
