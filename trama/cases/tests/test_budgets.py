"""How many questions a page asks the database, whatever it holds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from trama.cases import services
from trama.cases.models import Path
from trama.cases.tests.conftest import Hands, at_work, open_for
from trama.testing.cast import Cast, Person

ClientOf = Callable[[Person], Client]


@contextmanager
def at_most(number: int) -> Iterator[None]:
    """Not counted: what only a request inside the test's own transaction asks, to put the outer actor back.

    Nor are BEGIN and COMMIT, which there are none of here: the last test counts them.
    """
    with CaptureQueriesContext(connection) as queries:
        yield
    nested = ("SAVEPOINT", "SELECT current_setting", "SELECT set_config('trama.organisation', ''")
    asked = [query["sql"] for query in queries if not any(part in query["sql"] for part in nested)]
    assert len(asked) <= number, f"{len(asked)} queries:\n" + "\n".join(sql[:300] for sql in asked)


def fill(hands: Hands, path: Path) -> None:
    for number in range(5):
        services.add_entry(**hands.who, path_id=path.pk, kind="note", words=f"Nota {number}")
        services.activate(**hands.who, path_id=path.pk, service="listening", status="delivered")
        services.add_child(**hands.who, path_id=path.pk, name=f"Figlia {number}")


@pytest.mark.parametrize("full", [False, True])
def test_the_path_page(cast: Cast, client_of: ClientOf, path: Path, full: bool) -> None:
    with at_work(cast.ada) as ada:
        if full:
            fill(ada, path)
            services.call_in_specialist(
                **ada.who, path_id=path.pk, to=cast.elsa.membership_id, expertise="legal_civil"
            )
    browser = client_of(cast.ada)
    where = reverse("cases:path", args=[path.pk])
    browser.get(where)
    with at_most(10):
        assert browser.get(where).status_code == 200


def test_the_path_page_of_a_narrow_circle(cast: Cast, client_of: ClientOf, path: Path) -> None:
    with at_work(cast.ada) as ada:
        services.set_must_not_know(**ada.who, path_id=path.pk, memberships=[cast.agata.membership_id])
    browser = client_of(cast.ada)
    with at_most(11):
        assert browser.get(reverse("cases:path", args=[path.pk])).status_code == 200


def test_the_list(cast: Cast, client_of: ClientOf) -> None:
    for number in range(30):
        open_for(cast.ada, f"Nome {number}")
    browser = client_of(cast.ada)
    for question in ("", "?page=2&show=mine&quiet=30"):
        with at_most(9):
            assert browser.get(reverse("cases:list") + question).status_code == 200
    for words in ("nome", "3331234567"):
        with at_most(10):
            assert browser.post(reverse("cases:list"), {"q": words}).status_code == 200


def test_the_list_joins_what_it_shows_and_not_every_woman(cast: Cast, client_of: ClientOf) -> None:
    for number in range(30):
        open_for(cast.ada, f"Nome {number}")
    browser = client_of(cast.ada)
    with CaptureQueriesContext(connection) as queries:
        shown = [browser.get(reverse("cases:list") + f"?page={page}").content.decode() for page in (1, 2)]
    for number in range(30):
        assert sum(f"Nome {number}<" in page for page in shown) == 1, number
    joined = [query["sql"] for query in queries if 'JOIN "cases_woman"' in query["sql"]]
    assert len(joined) == 2
    for sql in joined:
        inner = sql[sql.index('"cases_path"."id" IN (SELECT') :]
        assert "LIMIT 25" in inner or "LIMIT 5 OFFSET 25" in inner, sql
        assert "cases_woman" not in inner.split("LIMIT")[0], sql


def test_the_path_page_as_it_is_served(committed: str, everybody: Cast, client_of: ClientOf) -> None:
    cast = everybody
    path = open_for(cast.ada, "Zoë")
    with at_work(cast.ada) as ada:
        fill(ada, path)
    browser = client_of(cast.ada)
    where = reverse("cases:path", args=[path.pk])
    browser.get(where)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(where).status_code == 200
    asked = [query["sql"] for query in queries]
    assert asked.count("BEGIN") == asked.count("COMMIT") == 1
    assert len(asked) <= 12, "\n".join(sql[:300] for sql in asked)
