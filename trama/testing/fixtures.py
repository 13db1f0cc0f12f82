"""The fixtures of every test; the root conftest hands them to pytest."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from trama.config.postgres import Cluster, drop_database
from trama.testing import database


@pytest.fixture(scope="session")
def test_database(django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Cluster, str]]:
    """(server, name) of the database that holds the cast."""
    with django_db_blocker.unblock():
        cluster, name = database.build()
        yield cluster, name
        database.close_all()
        drop_database(cluster, name)


@pytest.fixture(scope="session")
def django_db_setup(test_database: tuple[Cluster, str]) -> None:
    """pytest-django's hook: our own database instead of its `test_` copy."""


@pytest.fixture
def committed(test_database: tuple[Cluster, str], django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """This process on a copy of the database, where commits are real; the copy's name."""
    cluster, name = test_database
    with django_db_blocker.unblock(), database.cloned(cluster, name) as copy:
        database.point_at(cluster, copy)
        yield copy
        database.point_at(cluster, name)
