"""Every table is behind the wall or says why not; nothing is visible without settings."""

import pytest
from django.db import connection

from trama.access.context import acting
from trama.testing.cast import Cast
from trama.testing.world import World

pytestmark = pytest.mark.django_db

TABLES = """
SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, coalesce(obj_description(c.oid, 'pg_class'), ''),
       pg_get_userbyid(c.relowner)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY 1
"""
# A foreign key between two protected tables, with its columns on the referring side.
FOREIGN_KEYS = """
SELECT con.conname, source.relname, target.relname,
       array(SELECT attname FROM pg_attribute WHERE attrelid = con.conrelid AND attnum = ANY (con.conkey))
FROM pg_constraint con
JOIN pg_class source ON source.oid = con.conrelid JOIN pg_class target ON target.oid = con.confrelid
WHERE con.contype = 'f' AND source.relrowsecurity AND target.relrowsecurity
"""


def rows(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_every_table_has_forced_row_security_or_a_written_reason() -> None:
    for table, enabled, forced, comment, _owner in rows(TABLES):
        assert (enabled and forced) or comment.startswith("unscoped: "), f"{table} has no wall and no reason"


def test_tables_belong_to_the_owner_who_cannot_log_in() -> None:
    assert {owner for *_rest, owner in rows(TABLES)} == {"trama_owner"}


def test_without_settings_every_protected_table_returns_nothing() -> None:
    protected = [table for table, enabled, *_rest in rows(TABLES) if enabled]
    assert protected
    for table in protected:
        with connection.cursor() as cursor:
            cursor.execute("SELECT has_table_privilege('trama_app', %s, 'SELECT')", [table])
            if cursor.fetchone()[0]:
                cursor.execute(f"SELECT count(*) FROM {table}")
                assert cursor.fetchone()[0] == 0, table


def test_foreign_keys_between_protected_tables_include_the_organisation_or_the_network() -> None:
    for name, source, target, columns in rows(FOREIGN_KEYS):
        assert {"organisation_id", "network_id"} & set(columns), (
            f"{name}: {source} -> {target} would tell of another's rows"
        )


def test_the_application_role_owns_nothing_and_passes_nothing() -> None:
    assert rows("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user") == [
        ("trama_app", False, False)
    ]
    assert rows("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = 'trama_app'") == [(0,)]


def visible(table: str) -> set[object]:
    """The organisations of the rows that this transaction can see in `table`."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT organisation_id FROM {table}")
        return {row[0] for row in cursor.fetchall()}


ABOUT_WOMEN = ("cases_", "consent_", "risk_", "referrals_", "shelters_", "deadlines_")


def tables_about_women() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns WHERE column_name = 'organisation_id'"
            " AND table_schema = 'public' ORDER BY 1"
        )
        return [table for (table,) in cursor.fetchall() if table.startswith(ABOUT_WOMEN)]


def test_the_lead_body_sees_no_row_about_a_woman_anywhere(cast: Cast) -> None:
    World(cast)
    for person in (cast.tea, cast.ugo, cast.vera):
        with acting(person.actor):
            for table in tables_about_women():
                assert visible(table) == set(), f"{person.name} sees rows of {table}"


def test_another_centre_sees_none_of_the_rows_by_raw_sql(cast: Cast) -> None:
    World(cast)
    tables = tables_about_women()
    with acting(cast.ada.actor):
        filled = [table for table in tables if visible(table)]
    assert len(filled) >= 10, filled
    with acting(cast.gaia.actor):
        for table in tables:
            assert visible(table) == set(), f"Iris sees rows of {table}"
