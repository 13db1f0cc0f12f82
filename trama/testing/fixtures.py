"""The fixtures of every test; the root conftest hands them to pytest."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import token_hex

import pytest
from django.test import Client
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

from trama.config.postgres import Cluster, drop_database
from trama.testing import database
from trama.testing.cast import Cast, Person, build_cast
from trama.testing.clients import signed_in


@pytest.fixture(scope="session")
def test_database(django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Cluster, str, Cast]]:
    """(server, name, cast) of the database that holds the committed cast."""
    with django_db_blocker.unblock():
        cluster, name = database.build()
        people = build_cast()
        yield cluster, name, people
        database.close_all()
        drop_database(cluster, name)


@pytest.fixture(scope="session")
def django_db_setup(test_database: tuple[Cluster, str, Cast]) -> None:
    """pytest-django's hook: our own database instead of its `test_` copy."""


@pytest.fixture(scope="session")
def everybody(test_database: tuple[Cluster, str, Cast]) -> Cast:
    """The cast without a transaction: for tests that bring their own database."""
    return test_database[2]


@pytest.fixture(scope="session")
def memories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where each test has its memory, by a name of chance: `mktemp` reads all the names there to find a number."""
    return tmp_path_factory.mktemp("memories")


@pytest.fixture(autouse=True)
def own_memory(settings: Settings, memories: Path) -> None:
    """What a test remembers outside the database (the newest keys) ends with it: else the next test's would be old.

    By the `settings` fixture and before every other: then nothing that a test overrides outlives it.
    """
    usual = Path(settings.WITNESS_DIR)
    mine = memories / token_hex(8)
    if usual.exists():
        shutil.copytree(usual, mine)
    settings.WITNESS_DIR = mine


@pytest.fixture
def cast(db: None, everybody: Cast) -> Cast:
    """The people of the tests, in a transaction that is rolled back."""
    return everybody


@pytest.fixture
def committed(
    test_database: tuple[Cluster, str, Cast],
    django_db_blocker: DjangoDbBlocker,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[str]:
    """This process on a copy of the database, where commits are real; the copy's name.

    What is remembered of it outside the database (the newest keys) ends with the copy.
    """
    cluster, name, _cast = test_database
    settings.WITNESS_DIR = tmp_path / "witness"
    monkeypatch.setenv("TRAMA_WITNESS_DIR", str(tmp_path / "witness"))
    with django_db_blocker.unblock(), database.cloned(cluster, name) as copy:
        database.point_at(cluster, copy)
        yield copy
        database.point_at(cluster, name)


@pytest.fixture
def client_of() -> Callable[[Person], Client]:
    """`client_of(cast.ada)`: a browser in which she is signed in."""
    return signed_in
