"""What the tests of the agreement share."""

from collections.abc import Callable

import pytest
from django.test import Client

from trama.access.context import acting
from trama.protocol.agreement.selectors import version_in_force
from trama.protocol.agreement.selectors.register import signatory_of
from trama.protocol.models import Signatory, Version
from trama.testing.cast import Cast, Person

Sign = Callable[[Person], Client]


@pytest.fixture
def in_force(cast: Cast) -> Version:
    """The version that the cast signed, as the lead body reads it."""
    with acting(cast.tea.actor):
        found = version_in_force(cast.tea.actor)
    assert found
    return found


@pytest.fixture
def of_body(cast: Cast, in_force: Version) -> Callable[[str], Signatory]:
    """`of_body("aurora")`: her row in the version in force."""

    def find(name: str) -> Signatory:
        with acting(cast.tea.actor):
            row = Signatory.objects.get(version=in_force, organisation=cast.organisations[name])
            return signatory_of(cast.tea.actor, row.pk)

    return find
