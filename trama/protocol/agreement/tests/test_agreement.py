"""Who reads the agreement and who writes it: the network reads, the lead body writes, other networks see nothing."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection

from trama.access.actor import Actor
from trama.access.context import acting
from trama.protocol.agreement.selectors import leads, organisations_of, version_in_force
from trama.protocol.models import Signatory, Version
from trama.testing.cast import Cast

pytestmark = pytest.mark.django_db


def test_every_body_of_the_network_reads_it(cast: Cast) -> None:
    for person in (cast.ada, cast.ivana, cast.tea):
        with acting(person.actor):
            version = version_in_force(person.actor)
            assert version and version.signatories.count() == 6


def test_another_network_sees_none_of_it(cast: Cast) -> None:
    elsewhere = Actor.system(organisation_id=cast.organisations["aurora"], network_id=uuid4())
    with acting(elsewhere):
        assert not Version.objects.exists()
        assert not Signatory.objects.exists()


def test_raw_sql_of_a_body_cannot_write_the_lead_bodys_rows(cast: Cast) -> None:
    with acting(cast.franca.actor), connection.cursor() as cursor:
        cursor.execute("UPDATE protocol_version SET title = 'altro'")
        assert cursor.rowcount == 0
        cursor.execute("UPDATE protocol_signatory SET state = 'verified'")
        assert cursor.rowcount == 0, "what is known of its signature is not its own to say"


def test_the_lead_body_cannot_move_a_row_to_another_network(cast: Cast) -> None:
    with (
        pytest.raises(DatabaseError, match="row-level security"),
        acting(cast.tea.actor),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE protocol_signatory SET network_id = %s", [uuid4()])


def test_the_lead_body_writes_for_the_bodies(cast: Cast) -> None:
    with acting(cast.tea.actor):
        assert leads(cast.tea.actor)
        assert Signatory.objects.filter(network=cast.network_id).update(evidence="vista") == 6


def test_a_group_expands_to_its_members(cast: Cast) -> None:
    with acting(cast.ada.actor):
        version = version_in_force(cast.ada.actor)
        assert version
        names = {
            key for key, value in cast.organisations.items() if value in organisations_of(version, "CAV")
        }
        assert names == {"aurora", "iris"}
        assert len(organisations_of(version, "ALL")) == 6
        assert not leads(cast.ada.actor)
