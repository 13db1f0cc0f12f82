"""A job goes through the organisations one by one."""

import logging

import pytest
from django.db import connection

from trama.access.actor import Actor
from trama.access.roles import Role
from trama.network.jobs import OrganisationsFailedError, for_each_organisation
from trama.network.models import NetworkMembership
from trama.network.services import load_milan

SETTINGS = "SELECT current_setting('trama.organisation', true), current_setting('trama.network', true)"


def where() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(SETTINGS)
        row = cursor.fetchone()
    return row[0], row[1]


@pytest.fixture
def milan(committed: str) -> None:
    load_milan()


@pytest.mark.usefixtures("milan")
def test_each_organisation_has_its_turn_as_the_system_and_in_its_own_context() -> None:
    seen: list[tuple[Actor, tuple[str, str]]] = []
    for_each_organisation(lambda actor: seen.append((actor, where())))
    assert len(seen) == NetworkMembership.objects.count() > 47
    for actor, context in seen:
        assert context == (str(actor.organisation_id), str(actor.network_id))
        assert actor.is_system
        assert not actor.has(*Role)
    assert where() in {("", ""), (None, None)}


@pytest.mark.usefixtures("milan")
def test_one_failure_stops_no_other_and_is_told_by_type_only(caplog: pytest.LogCaptureFixture) -> None:
    turns = []

    def act(actor: Actor) -> None:
        turns.append(actor)
        if len(turns) == 3:
            raise ValueError("Maria Rossi")

    logging.getLogger("trama").propagate = True
    with caplog.at_level("ERROR"), pytest.raises(OrganisationsFailedError) as failed:
        for_each_organisation(act)
    assert len(turns) == NetworkMembership.objects.count()
    assert (failed.value.failed, failed.value.total) == (1, len(turns))
    assert "ValueError" in caplog.text
    assert "Maria" not in caplog.text
