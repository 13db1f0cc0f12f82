"""Fixtures for the tests of every app."""

import hypothesis
import pytest

from trama.config.postgres import folder_for, stop_if_unused
from trama.testing.fixtures import cast, client_of, committed, django_db_setup, everybody, test_database
from trama.testing.offline import offline

__all__ = ["cast", "client_of", "committed", "django_db_setup", "everybody", "offline", "test_database"]

# A machine that is busy with something else is no failure: no test asserts a time.
hypothesis.settings.register_profile("trama", deadline=None)
hypothesis.settings.load_profile("trama")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave no server behind; with several processes of pytest the last one stops it."""
    stop_if_unused(folder_for("test"))
