"""The application, then PostgreSQL, killed with -9 in the middle of writes: nothing is half, nothing told is lost."""

import random
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

from tests.concurrency.killing import kill_postgres, start_writer
from tests.concurrency.whole import check, query
from trama.config.postgres import Cluster, Folder, create_database, ensure_running, remove
from trama.testing import database
from trama.testing.cast import Cast, build_cast

ROUNDS = 20
SOON = random.Random(7)


@pytest.fixture
def own_server(
    test_database: tuple[Cluster, str, Cast],
    django_db_blocker: DjangoDbBlocker,
    tmp_path: Path,
    settings: Settings,
) -> Iterator[tuple[Folder, Cast]]:
    """A server of one's own with the cast in it; what it says is committed has left its memory.

    As a test server it does not wait for the disk: processes die here, the machine does not.
    """
    usual, name, _cast = test_database
    settings.WITNESS_DIR = tmp_path / "witness"
    folder = Folder(Path("/var/tmp") / f"trama-kill-{secrets.token_hex(4)}", "test")
    try:
        with django_db_blocker.unblock():
            cluster = ensure_running("test", folder=folder)
            create_database(cluster, name)
            database.point_at(cluster, name)
            with cluster.connect(database=name) as connection:
                connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = on")
            database.migrate()
            yield folder, build_cast()
    finally:
        database.close_all()
        database.point_at(usual, name)
        remove(folder)
        shutil.rmtree(folder.private, ignore_errors=True)


def test_the_application_killed_while_it_writes(
    committed: str, everybody: Cast, tmp_path: Path, settings: Settings
) -> None:
    settings.WITNESS_DIR = tmp_path / "witness"
    told: list[UUID] = []
    for _round in range(ROUNDS):
        writer = start_writer(everybody.ada)
        writer.wait_for_work(SOON.uniform(0, 0.2))
        writer.kill()
        writer.end()
        told += writer.told
        check(told, everybody.ada)
    assert len(told) >= ROUNDS
    assert query("SELECT count(*) > 0 FROM cases_entry") == [(True,)]


def test_postgres_killed_while_it_writes(own_server: tuple[Folder, Cast]) -> None:
    folder, cast = own_server
    told: list[UUID] = []
    for _round in range(ROUNDS):
        writer = start_writer(cast.ada)
        writer.wait_for_work(SOON.uniform(0, 0.15))
        kill_postgres(folder)
        writer.end()
        told += writer.told
        ensure_running("test", folder=folder)
        check(told, cast.ada)
    assert len(told) >= ROUNDS
