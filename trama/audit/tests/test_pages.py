"""The auditor's page: the trail of the own organisation, without contents."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from trama.access.context import acting
from trama.audit.models import Event
from trama.audit.services import record
from trama.audit.words import AREAS
from trama.testing.cast import Cast, Person

pytestmark = pytest.mark.django_db
URL = "/registro/"
ClientOf = Callable[[Person], Client]


def write(person: Person, action: str, *subjects: object, times: int = 1) -> None:
    with acting(person.actor):
        for _time in range(times):
            record(person.actor, action, *subjects)  # type: ignore[arg-type]


def shown(client: Client, **filters: str) -> str:
    answer = client.get(URL, filters)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_auditor_reads_codes_and_roles_of_the_own_organisation(cast: Cast, client_of: ClientOf) -> None:
    hers, theirs = uuid4(), uuid4()
    write(cast.tea, "directory.read", hers)
    write(cast.ada, "path.read", theirs)
    page = shown(client_of(cast.ugo))
    assert reverse("audit:trail") == URL
    assert "Rubrica: letto" in page
    assert "Referente, coordinamento della rete" in page
    assert str(hers) in page
    assert str(cast.tea.actor.user_id) in page
    assert str(theirs) not in page
    assert "Percorso: letto" not in page


def test_reading_the_trail_is_in_the_trail(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.ugo)
    shown(client)
    assert "Registro: letto" in shown(client)


def test_nobody_else_reads_it(cast: Cast, client_of: ClientOf) -> None:
    for person in (cast.ada, cast.bianca, cast.tea, cast.vera, cast.dina):
        assert client_of(person).get(URL).status_code == 403


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"area": "path"}, {"path.read", "path.write"}),
        ({"area": "path", "since": "2020-01-01"}, {"path.read", "path.write"}),
        ({"until": "2020-01-01"}, set()),
        ({"area": "figures"}, {"figures.read"}),
        ({"area": "sign_in"}, {"sign_in", "sign_in.failed"}),
        ({"area": "sign_out"}, {"sign_out"}),
    ],
)
def test_filters_narrow_the_list(
    cast: Cast, client_of: ClientOf, filters: dict[str, str], found: set[str]
) -> None:
    for action in ("path.read", "path.write", "figures.read", "sign_in", "sign_in.failed", "sign_out"):
        write(cast.tea, action)
    answer = client_of(cast.ugo).get(URL, filters)
    assert {row.action for row in answer.context["page"]} == found


def test_by_person_and_by_what_it_is_about(cast: Cast, client_of: ClientOf) -> None:
    about = uuid4()
    write(cast.tea, "path.read", about)
    write(cast.vera, "path.read")
    client = client_of(cast.ugo)
    assert [row.action for row in client.get(URL, {"subject": str(about)}).context["page"]] == ["path.read"]
    by_tea = client.get(URL, {"user": str(cast.tea.actor.user_id)}).context["page"]
    assert {row.user_id for row in by_tea} == {cast.tea.actor.user_id}


@pytest.mark.parametrize("value", ["Maria", "1", "'; DROP", "\x00", "9" * 5000, "٣"])
def test_a_wrong_filter_is_told_and_narrows_nothing(cast: Cast, client_of: ClientOf, value: str) -> None:
    client = client_of(cast.ugo)
    for name in ("user", "subject", "since", "until", "area", "page"):
        assert client.get(URL, {name: value}).status_code == 200
    assert "Copia qui un codice intero" in shown(client, user="Maria")


def test_it_is_counted_and_cut_by_the_database(cast: Cast, client_of: ClientOf) -> None:
    write(cast.tea, "path.read", times=120)
    client = client_of(cast.ugo)
    shown(client)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get(URL, {"page": 2})
    assert answer.context["page"].paginator.num_pages == 3
    assert len(answer.context["rows"]) == 50
    assert len(queries) <= 15
    with acting(cast.ugo.actor):
        assert Event.objects.filter(action="path.read").count() == 120


def test_no_two_things_to_look_for_have_the_same_words() -> None:
    words = [str(label) for label in AREAS.values()]
    assert len(words) == len(set(words))
