"""A trail of one's own: committed, with a key and a file of heads that no other test sees."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from trama.audit import chain
from trama.audit.tests.tampering import start_again


@pytest.fixture
def trail(committed: str, tmp_path: Path, settings: Settings) -> Path:
    """An empty trail; the folder of the key and of the file of heads."""
    settings.SECRETS_DIR = tmp_path / "secrets"
    settings.WITNESS_DIR = tmp_path / "witness"
    start_again()  # what the cast has done is not of interest here
    return tmp_path


@pytest.fixture
def no_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a seal did not see counts as late at once, not after an hour."""
    monkeypatch.setattr(chain, "SETTLED_AFTER", chain.SETTLED_AFTER * 0)
