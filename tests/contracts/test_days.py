"""Days are Italy's in the database too: its sessions count in UTC, where midnight comes an hour or two later."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def test_every_function_that_asks_for_today_asks_for_it_in_italy() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, 'TimeZone=Europe/Rome' = ANY (coalesce(proconfig, '{}')) FROM pg_proc"
            " WHERE pronamespace = 'public'::regnamespace AND prosrc ~* 'current_date|now\\(\\)::date'"
        )
        found = dict(cursor.fetchall())
    assert found, "the pattern finds nothing any more"
    assert [name for name, in_italy in found.items() if not in_italy] == []
