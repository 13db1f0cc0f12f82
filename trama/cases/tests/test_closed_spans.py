"""The migration that begins to remember when a path was closed and taken up again, with rows that were there before."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from trama.access.context import acting
from trama.cases import services
from trama.cases.models import ClosedSpan, Path
from trama.testing.cast import Cast, Person
from trama.vault.keyring import Keyring

BEFORE, AFTER = ("cases", "0002_shift_calls"), ("cases", "0003_closed_spans")


def migrate(to: tuple[str, str]) -> None:
    executor = MigrationExecutor(connections["maintenance"])
    executor.migrate([to])
    connections["maintenance"].close()


@pytest.fixture
def reopened(committed: str, everybody: Cast) -> Iterator[tuple[Person, Keyring, list[Path]]]:
    """Three paths: one closed and taken up again twice, one closed, one open. Then the table is taken away."""
    ada, keyring = everybody.ada, everybody.ada.unlock()
    who: dict[str, Any] = {"actor": ada.actor, "keyring": keyring}
    with acting(ada.actor):
        paths = [services.open_path(**who, name=name) for name in ("Zoë", "Marta", "Iole")]
        for _twice in range(2):
            services.close_path(**who, path_id=paths[0].pk, reason="agreed")
            services.reopen_path(**who, path_id=paths[0].pk)
        services.close_path(**who, path_id=paths[1].pk, reason="agreed")
    connections.close_all()
    migrate(BEFORE)
    yield ada, keyring, paths
    connections.close_all()


def test_what_was_taken_up_again_before_is_read_from_the_trail(
    reopened: tuple[Person, Keyring, list[Path]],
) -> None:
    ada, keyring, paths = reopened
    with connections["maintenance"].cursor() as cursor:
        cursor.execute("SELECT to_regclass('cases_closedspan')")
        assert cursor.fetchone() == (None,)
    migrate(AFTER)
    with acting(ada.actor):
        assert list(ClosedSpan.objects.values_list("path", "closing")) == [(paths[0].pk, None)] * 2
        for span in ClosedSpan.objects.all():
            assert span.closed_at <= span.reopened_at
        services.reopen_path(actor=ada.actor, keyring=keyring, path_id=paths[1].pk)
        assert ClosedSpan.objects.get(path=paths[1].pk).closing is not None


def test_the_rows_of_another_organisation_are_not_seen(
    reopened: tuple[Person, Keyring, list[Path]], everybody: Cast
) -> None:
    migrate(AFTER)
    with acting(everybody.gaia.actor):
        assert not ClosedSpan.objects.exists()
