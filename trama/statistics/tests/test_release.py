"""The network's year: sums of at least three, closed before it is published, published once, readable by all.

The attackers hold the application's own role in the database and speak SQL, in the context of the lead body.
"""

from typing import Any

import pytest
from django.db import Error, OperationalError, connection, connections, transaction
from django.db.utils import IntegrityError, ProgrammingError

from trama.access.actions import Forbidden
from trama.access.context import acting
from trama.common.errors import DomainError
from trama.statistics import selectors, services
from trama.statistics.categories import SUBMITTED, token
from trama.statistics.models import Cell, Release, Submission
from trama.statistics.selectors import NetworkYear
from trama.statistics.tests.conftest import LATER, YEAR, hand_in
from trama.testing.cast import Cast, Person

AURORA = {
    "presence": {"new": 20, "continuing": 4},
    "citizenship": {"it": 14, "non_eu": 8, "stateless": 1, "unknown": 1},
}
IRIS = {
    "presence": {"new": 30, "continuing": 10},
    "citizenship": {"it": 31, "non_eu": 8, "stateless": 1, "unknown": 0},
}
GINESTRA = {
    "presence": {"new": 6, "continuing": 2},
    "citizenship": {"it": 2, "non_eu": 6, "stateless": 0, "unknown": 0},
}


def all_three(cast: Cast) -> None:
    for person, counts in ((cast.dina, AURORA), (cast.luna, IRIS), (cast.mara, GINESTRA)):
        hand_in(person, counts)


def close(cast: Cast, year: int = YEAR) -> None:
    with acting(cast.tea.actor):
        services.close_collection(actor=cast.tea.actor, year=year, at=LATER)


def publish(cast: Cast, year: int = YEAR) -> None:
    with acting(cast.tea.actor):
        services.release_figures(actor=cast.tea.actor, year=year)


def read(person: Person, year: int = YEAR) -> NetworkYear | None:
    with acting(person.actor):
        found = [release for release in selectors.releases(person.actor) if release.year == year]
        return selectors.network_year(found[0]) if found else None


def sql(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def test_three_centres_make_a_sum(real: Cast) -> None:
    all_three(real)
    close(real)
    assert read(real.dina) is None
    publish(real)
    shown = read(real.dina)
    assert shown is not None
    assert (shown.women, shown.contributors) == (70, 3)  # 72 women
    assert shown.tables["citizenship"].counts == {"it": 45, "non_eu": 20, "stateless": None, "unknown": None}
    for name in ("bianca", "franca", "luna", "tea"):
        assert read(real.people[name]) == shown


def test_two_centres_make_none(real: Cast) -> None:
    hand_in(real.dina, AURORA)
    hand_in(real.luna, IRIS)
    with pytest.raises(DomainError, match="too_few"):
        close(real)
    with pytest.raises(DomainError, match="still_open"):
        publish(real)
    assert read(real.tea) is None


def test_a_third_that_has_no_women_does_not_make_three(real: Cast) -> None:
    hand_in(real.dina, AURORA)
    hand_in(real.luna, IRIS)
    hand_in(real.mara, {table: dict.fromkeys(cells, 0) for table, cells in GINESTRA.items()})
    with pytest.raises(DomainError, match="too_few"):
        close(real)


def test_a_table_that_two_know_something_of_is_not_published(real: Cast) -> None:
    hand_in(real.dina, AURORA)
    hand_in(real.luna, IRIS)
    hand_in(real.mara, {**GINESTRA, "citizenship": {"it": 0, "non_eu": 0, "stateless": 0, "unknown": 8}})
    close(real)
    publish(real)
    shown = read(real.tea)
    assert shown is not None and set(shown.tables) == {"presence"}


def test_a_replaced_submission_is_not_summed(real: Cast) -> None:
    hand_in(real.dina, {"presence": {"new": 1000, "continuing": 0}, "citizenship": {"it": 1000}})
    all_three(real)
    close(real)
    publish(real)
    shown = read(real.tea)
    assert shown is not None and shown.women == 70


def test_a_closed_year_takes_nothing_more(real: Cast) -> None:
    all_three(real)
    waiting = hand_in(real.dina, AURORA)
    close(real)
    with pytest.raises(DomainError, match="year_closed"), acting(real.dina.actor):
        services.compute_submission(actor=real.dina.actor, keyring=real.dina.unlock(), year=YEAR, at=LATER)
    for statement in (
        f"UPDATE statistics_submission SET computed_at = now() WHERE id = '{waiting.pk}'",
        f"DELETE FROM statistics_submission WHERE id = '{waiting.pk}'",
    ):
        with pytest.raises(IntegrityError), acting(real.dina.actor), connection.cursor() as cursor:
            cursor.execute(statement)


def test_published_once_and_for_ever(real: Cast) -> None:
    all_three(real)
    close(real)
    publish(real)
    shown = read(real.dina)
    publish(real)
    close(real)
    assert read(real.dina) == shown
    for statement in (
        "UPDATE statistics_release SET content = '{}'",
        "DELETE FROM statistics_release",
        "UPDATE statistics_release SET published_at = NULL",
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            acting(real.tea.actor),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_closing_looking_and_rolling_back_shows_nothing(real: Cast) -> None:
    """Else: look at the sum of three, undo, wait for a fourth, look again, subtract."""
    all_three(real)
    with acting(real.tea.actor):
        assert sql(f"SELECT statistics_close({YEAR})") == [("closed",)]
        with transaction.atomic():
            assert sql(f"SELECT statistics_publish({YEAR})") == [("open",)]
        assert Release.objects.get().content is None
        transaction.set_rollback(True)
    assert read(real.tea) is None


@pytest.mark.parametrize("name", ["dina", "bianca", "luna", "franca", "ugo"])
def test_only_the_lead_body_closes_and_publishes(real: Cast, name: str) -> None:
    all_three(real)
    person = real.people[name]
    with acting(person.actor), pytest.raises(Forbidden):
        services.close_collection(actor=person.actor, year=YEAR, at=LATER)
    with acting(person.actor), pytest.raises(Forbidden):
        services.release_figures(actor=person.actor, year=YEAR)


def test_sql_in_another_organisations_context_closes_nothing(real: Cast) -> None:
    all_three(real)
    with acting(real.dina.actor):
        assert sql(f"SELECT statistics_close({YEAR})") == [("not_lead",)]
        assert sql(f"SELECT statistics_publish({YEAR})") == [("not_lead",)]
        assert sql(f"SELECT * FROM statistics_submitted({YEAR})") == []


def test_the_lead_body_reads_no_cell_of_anybody(real: Cast) -> None:
    all_three(real)
    close(real)
    publish(real)
    with acting(real.tea.actor):
        assert not Submission.objects.exists()
        assert not Cell.objects.exists()
        assert sql("SELECT count(*) FROM statistics_cell") == [(0,)]
        assert {len(row) for row in sql(f"SELECT * FROM statistics_submitted({YEAR})")} == {2}


def test_no_function_that_the_application_may_call_gives_the_cells_of_one(real: Cast) -> None:
    """Of all functions that look past the wall, those about figures are these, and none returns a count."""
    found = sql(
        "SELECT p.proname, pg_get_function_result(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE n.nspname = 'public' AND p.prosecdef AND p.proname LIKE 'statistics%'"
        " AND has_function_privilege(current_user, p.oid, 'EXECUTE')"
    )
    assert dict(found) == {
        "statistics_submitted": "TABLE(organisation uuid, at timestamp with time zone)",
        "statistics_close": "text",
        "statistics_publish": "text",
    }


def test_outside_any_context_nothing_is_there(real: Cast) -> None:
    all_three(real)
    close(real)
    publish(real)
    for table in ("statistics_submission", "statistics_cell", "statistics_release"):
        assert sql(f"SELECT count(*) FROM {table}") == [(0,)]


def test_another_network_does_not_read_the_release(real: Cast) -> None:
    """The application says which network it acts in: it must also be one of the organisation's."""
    all_three(real)
    close(real)
    publish(real)
    stranger = "00000000-0000-4000-8000-000000000000"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('trama.organisation', %s, true)", [stranger])
        cursor.execute("SELECT set_config('trama.network', %s, true)", [str(real.network_id)])
        assert sql("SELECT count(*) FROM statistics_release") == [(0,)]


def test_negative_counts_are_refused(real: Cast) -> None:
    with pytest.raises(Error):
        hand_in(real.dina, {"presence": {"new": -5}})


def test_the_lead_body_sees_who_has_submitted(real: Cast) -> None:
    hand_in(real.dina, AURORA)
    with acting(real.tea.actor):
        bodies = {body.name: body.submitted_at for body in selectors.collection(real.tea.actor, YEAR)}
    assert bodies == {
        "Centro antiviolenza Aurora": LATER, "Centro antiviolenza Iris": None, "Casa rifugio Ginestra": None,
    }  # fmt: skip


def test_closing_waits_for_a_submission_under_way(real: Cast) -> None:
    """Else the sum would miss, or half see, what was being sent at that moment."""
    all_three(real)
    other = connection.copy()
    with other.cursor() as lead:
        lead.execute("SELECT set_config('trama.organisation', %s, false)", [str(real.tea.organisation_id)])
        lead.execute("SELECT set_config('trama.network', %s, false)", [str(real.network_id)])
        lead.execute("SET lock_timeout = '50ms'")
    try:
        with acting(real.dina.actor):
            services.compute_submission(
                actor=real.dina.actor, keyring=real.dina.unlock(), year=YEAR, at=LATER
            )
            with (
                transaction.atomic(),
                pytest.raises(OperationalError, match="lock timeout"),
                other.cursor() as lead,
            ):
                lead.execute("SELECT statistics_close(%s)", [YEAR])
    finally:
        other.close()


def test_no_code_of_a_vocabulary_lies_in_the_database(real: Cast) -> None:
    """A dump is searched for codes: what a woman lived must not be found by its name, not even in a count."""
    all_three(real)
    close(real)
    publish(real)
    codes = {code for kind in SUBMITTED for code in kind.categories()} - {
        "unknown",
        "other",
        "open",
        "it",
        "new",
        "self",
    }
    with connections["maintenance"].cursor() as cursor:
        cursor.execute("SELECT coalesce(string_agg(to_jsonb(c)::text, ''), '') FROM statistics_cell c")
        cells = cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(to_jsonb(r)::text, '') FROM statistics_release r")
        stored = cells + cursor.fetchone()[0]
    assert str(token("non_eu")) in stored
    assert not {code for code in codes if f'"{code}"' in stored}


def test_the_database_knows_which_cell_is_not_known(real: Cast) -> None:
    [(source,)] = sql("SELECT prosrc FROM pg_proc WHERE proname = 'statistics_publish'")
    assert str(token("unknown")) in source
