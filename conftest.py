"""Fixtures for the tests of every app."""

from trama.testing.fixtures import committed, django_db_setup, test_database

__all__ = ["committed", "django_db_setup", "test_database"]
