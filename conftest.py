"""Fixtures for the tests of every app."""

import pytest

from trama.config.postgres import folder_for, stop_if_unused
from trama.testing.fixtures import cast, client_of, committed, django_db_setup, everybody, test_database
from trama.testing.offline import offline

__all__ = ["cast", "client_of", "committed", "django_db_setup", "everybody", "offline", "test_database"]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave no server behind; with several processes of pytest the last one stops it."""
    stop_if_unused(folder_for("test"))
