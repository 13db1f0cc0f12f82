"""Signed-in browsers for tests."""

from django.test import Client

from trama.testing.cast import Person


def signed_in(person: Person) -> Client:
    """A client in which `person` has signed in with password and factor, acting in her organisation."""
    raise NotImplementedError(person.name)
