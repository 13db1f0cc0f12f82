"""Another organisation, the analyst, the lead body: what an attacker with a right to sign in finds."""

import pytest
from django.db import connection, models
from django.http import Http404

from trama.access.actions import Forbidden
from trama.cases import services
from trama.cases.models import (
    Activation,
    Call,
    Child,
    Entry,
    MustNotKnow,
    Path,
    PathMember,
    PhoneKey,
    ShiftCall,
    Woman,
)
from trama.cases.selectors import entry_versions, list_paths, open_page, search_women
from trama.cases.selectors.lists import PathFilters
from trama.cases.states import State
from trama.cases.subjects import PATHS
from trama.cases.tests.conftest import at_work
from trama.cases.tests.shifts import open_line
from trama.testing.cast import Cast
from trama.vault.fields import SealedField

TABLES: list[type[models.Model]] = [
    Woman,
    PhoneKey,
    Path,
    Entry,
    Activation,
    Child,
    Call,
    PathMember,
    MustNotKnow,
    ShiftCall,
]


@pytest.fixture
def full_path(cast: Cast, path: Path) -> Path:
    """A row in every table."""
    with at_work(cast.ada) as ada:
        services.add_entry(**ada.who, path_id=path.pk, kind="interview", words="Un colloquio lungo")
        services.activate(
            **ada.who, path_id=path.pk, service="legal_civil", status="requested", partner="Sportello"
        )
        services.add_child(**ada.who, path_id=path.pk, name="Nina", birth_year=2018, exposure="witnessed")
        services.log_call(**ada.who, kind="conversation", note="una telefonata")
        services.call_in_specialist(
            **ada.who, path_id=path.pk, to=cast.elsa.membership_id, expertise="legal_civil"
        )
        services.set_must_not_know(
            **ada.who, path_id=path.pk, organisations=[cast.organisations["iris"]], note="un cugino"
        )
    open_line(cast).write()
    return path


def rows(table: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return list(cursor.fetchall())


def test_raw_sql_of_another_organisation_sees_no_row(cast: Cast, full_path: Path) -> None:
    with at_work(cast.ada):
        assert all(rows(model._meta.db_table) for model in TABLES), "the test needs a row in every table"
    for person in (cast.gaia, cast.tea, cast.ugo, cast.pia):
        with at_work(person):
            assert {model._meta.db_table: rows(model._meta.db_table) for model in TABLES} == {
                model._meta.db_table: [] for model in TABLES
            }


def test_raw_sql_of_another_organisation_changes_no_row(cast: Cast, full_path: Path) -> None:
    with at_work(cast.gaia), connection.cursor() as cursor:
        for model in TABLES:
            cursor.execute(f"DELETE FROM {model._meta.db_table}")
            assert cursor.rowcount == 0
        cursor.execute("UPDATE cases_path SET state = 'closed', closed_at = now()")
        assert cursor.rowcount == 0


def test_no_plain_text_stands_in_any_column(cast: Cast, full_path: Path) -> None:
    """What was typed and coded, as it is stored."""
    secrets = [
        "Zoë", "333 123 4567", "3331234567", "sorella", "mattino", "a30_39", "non_eu", "psychological", "helpline_1522",
        "ex_spouse_cohabitant", "colloquio", "legal_civil", "requested", "Sportello", "Nina", "witnessed",
        "telefonata", "conversation", "cugino",
    ]  # fmt: skip
    with at_work(cast.ada):
        stored = b"|".join(
            value if isinstance(value, bytes) else str(value).encode()
            for model in TABLES
            for row in rows(model._meta.db_table)
            for value in row
        )
    assert len(stored) > 1000
    for secret in secrets:
        assert secret.encode() not in stored, secret


def test_every_free_column_is_sealed_a_date_an_id_or_a_state() -> None:
    allowed = (SealedField, models.UUIDField, models.DateTimeField, models.ForeignKey, models.BooleanField)
    for model in TABLES:
        for field in model._meta.local_concrete_fields:
            named = f"{model.__name__}.{field.name}"
            assert isinstance(field, allowed) or named in ("Path.state", "PhoneKey.key"), named


def test_another_centre_finds_nothing(cast: Cast, full_path: Path) -> None:
    with at_work(cast.gaia) as gaia:
        assert list(list_paths(gaia.actor, gaia.keyring, PathFilters(state=""))) == []
        assert search_women(gaia.actor, gaia.keyring, "Zoë") == []
        assert search_women(gaia.actor, gaia.keyring, "3331234567") == []
        assert PATHS.open_subjects(gaia.actor, gaia.keyring, [full_path.pk]) == {}
        with pytest.raises(Http404):
            open_page(gaia.actor, gaia.keyring, full_path.pk)
        with pytest.raises(Http404):
            services.add_entry(**gaia.who, path_id=full_path.pk, kind="note", words="x")
        with pytest.raises(Http404):
            services.close_path(**gaia.who, path_id=full_path.pk, reason="agreed")


def test_the_analyst_and_the_lead_body_open_no_record(cast: Cast, full_path: Path) -> None:
    for person in (cast.dina, cast.franca, cast.tea, cast.ugo, cast.bice):
        with at_work(person) as hands:
            for read in (
                lambda h=hands: open_page(h.actor, h.keyring, full_path.pk),
                lambda h=hands: list_paths(h.actor, h.keyring, PathFilters()),
                lambda h=hands: services.change_state(**h.who, path_id=full_path.pk, to=State.RECEPTION),
            ):
                with pytest.raises(Forbidden):
                    read()


def test_an_entry_of_another_path_is_not_read_through_this_one(cast: Cast, path: Path) -> None:
    with at_work(cast.ada) as ada:
        other = services.open_path(**ada.who, name="Marta")
        entry = services.add_entry(**ada.who, path_id=other.pk, kind="note", words="di Marta")
        with pytest.raises(Http404):
            entry_versions(ada.actor, ada.keyring, path.pk, entry.pk)
        with pytest.raises(Http404):
            services.correct_entry(**ada.who, path_id=path.pk, entry_id=entry.pk, words="cambiata")
