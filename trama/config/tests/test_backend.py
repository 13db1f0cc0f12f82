"""A kept connection that the server has ended is noticed before it is used."""

import select

from django.db import connections

from trama.testing.cast import Cast


def test_a_connection_that_the_server_ended_is_not_used_again(cast: Cast) -> None:
    kept = connections.create_connection("default")
    try:
        with kept.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            number = cursor.fetchone()[0]
        assert kept.is_usable()
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [number])
        assert kept.connection is not None
        assert select.select([kept.connection.fileno()], [], [], 10)[0]
        assert not kept.is_usable()
    finally:
        kept.close()
