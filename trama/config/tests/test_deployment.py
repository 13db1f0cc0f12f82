"""What `trama check --deploy` refuses before real data come in."""

import pytest
from django.test import override_settings

from trama.config.deployment import second_factor


@pytest.mark.parametrize(("asked", "found"), [(False, ["trama.E008"]), (True, [])])
def test_an_installation_without_a_second_factor_is_refused(asked: bool, found: list[str]) -> None:
    with override_settings(SECOND_FACTOR=asked):
        assert [message.id for message in second_factor()] == found
