"""Fixtures for the tests of every app."""

import hypothesis
import pytest

from trama.config.postgres import folder_for, stop_if_unused
from trama.testing.fixtures import (
    cast,
    client_of,
    committed,
    django_db_setup,
    everybody,
    memories,
    own_memory,
    test_database,
)
from trama.testing.offline import offline

__all__ = [
    "cast",
    "client_of",
    "committed",
    "django_db_setup",
    "everybody",
    "memories",
    "offline",
    "own_memory",
    "test_database",
]

# A machine that is busy with something else is no failure: no test asserts a time.
hypothesis.settings.register_profile("trama", deadline=None)
hypothesis.settings.load_profile("trama")

# They take minutes, most of them waiting: first, so that at the end nobody waits for one of them.
LONGEST = ("tests/journeys/test_every_page.py", "trama/config/tests/test_cli.py", "tests/journeys/", "tests/")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long begin first."""

    def rank(item: pytest.Item) -> int:
        return next((n for n, start in enumerate(LONGEST) if item.nodeid.startswith(start)), len(LONGEST))

    items.sort(key=rank)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave no server behind; with several processes of pytest the last one stops it."""
    stop_if_unused(folder_for("test"))
