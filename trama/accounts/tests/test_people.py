"""Who is in, and what colleagues read of each other."""

import pytest
from django.db import connection

from trama.access.context import acting
from trama.accounts.models import User
from trama.accounts.people import register_person
from trama.accounts.selectors import colleagues
from trama.common.errors import DomainError
from trama.testing.cast import Cast


def test_colleagues_are_read_by_name_within_the_organisation(cast: Cast) -> None:
    with acting(cast.ada.actor):
        people = colleagues(cast.ada.actor, cast.ada.unlock())
    assert [person.name for person in people.values()] == [
        "Ada", "Agata", "Bianca", "Bice", "Carla", "Dina", "Elsa", "Franca",
    ]  # fmt: skip


def test_a_referent_reads_no_name(cast: Cast) -> None:
    with acting(cast.franca.actor):
        assert colleagues(cast.franca.actor, cast.franca.unlock()) == {}


def test_no_name_of_staff_and_no_username_is_stored_in_clear(cast: Cast) -> None:
    with connection.cursor() as cursor:
        for table in ("accounts_user", "accounts_membership", "accounts_session"):
            cursor.execute(f"SELECT {table}::text FROM {table}")
            assert "gaia" not in "".join(row for (row,) in cursor.fetchall()).casefold()


@pytest.mark.parametrize("password", ["corta", "aaaaaaaaaaaaaaa", "milano1234567"])
def test_a_password_that_guessing_finds_first_is_refused(db: None, password: str) -> None:
    with pytest.raises(DomainError):
        register_person(username="nuova", password=password)


def test_a_username_is_taken_whatever_its_case(cast: Cast) -> None:
    before = User.objects.count()
    with pytest.raises(DomainError, match="taken"):
        register_person(username=" ADA ", password="una frase abbastanza lunga")
    assert User.objects.count() == before
