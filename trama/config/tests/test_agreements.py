"""A protocol comes into an installation of one's own, in the name of who coordinates the network."""

import io
from collections.abc import Callable

import pytest
from django.db import connections

from trama.access.context import acting
from trama.audit.models import Event
from trama.common.commands import Exit
from trama.config import cli
from trama.network.models import NetworkMembership, Organisation
from trama.network.services import read_signatories
from trama.protocol.models import Commitment, Ownership, Signatory, Version
from trama.testing.cast import Cast

EMPTY = "TRUNCATE protocol_version CASCADE"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def give(line: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{line}\n"))

    return give


@pytest.fixture
def milan(committed: str, everybody: Cast) -> Cast:
    """The cast's network without its protocol, and with all of Milan's signatories beside the cast."""
    with connections["maintenance"].cursor() as cursor:
        cursor.execute(EMPTY)
    for row in read_signatories():
        body = Organisation.objects.using("maintenance").create(
            official_name=row.official_name, short_name=row.code, sort_key=row.code, category=row.category
        )
        NetworkMembership.objects.using("maintenance").create(
            network_id=everybody.network_id, organisation=body, signatory_code=row.code
        )
    return everybody


def load(username: str) -> int:
    return cli.main(["protocol", "load", "--by", username])


def test_a_coordinator_loads_it_once(milan: Cast, typed: Callable[[str], None]) -> None:
    typed(milan.tea.password)
    assert load("tea") == Exit.OK
    with acting(milan.tea.actor):
        assert Signatory.objects.count() == 47
        assert Commitment.objects.count() == 191
        assert not Commitment.objects.exclude(pk__in=Ownership.objects.values("commitment")).exists()
        told = Event.objects.filter(action="protocol.loaded", subjects=[Version.objects.get().pk]).get()
        assert told.user_id == milan.tea.user_id
    typed(milan.tea.password)
    assert load("tea") == Exit.FAILED
    with acting(milan.tea.actor):
        assert Version.objects.count() == 1


@pytest.mark.parametrize("who", ["ada", "franca", "ugo", "nobody"])
def test_nobody_else_loads_it(milan: Cast, typed: Callable[[str], None], who: str) -> None:
    typed(f"frase lunga di {who}")
    assert load(who) == Exit.USAGE
    with acting(milan.tea.actor):
        assert not Version.objects.exists()


def test_without_her_password_nothing_is_written(milan: Cast, typed: Callable[[str], None]) -> None:
    typed("un'altra frase, più lunga")
    assert load("tea") == Exit.USAGE
    with acting(milan.tea.actor):
        assert not Version.objects.exists()
