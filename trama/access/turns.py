"""One after the other, where there may be no row yet to lock: a form sent twice at once, two who begin the same."""

from django.db import connection


def in_turn(*what: object) -> None:
    """Wait until nobody else is about `what`, and keep others waiting until this transaction ends.

    Everything read after this call is as the one before left it (read committed).
    """
    name = " ".join(str(part) for part in what)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
