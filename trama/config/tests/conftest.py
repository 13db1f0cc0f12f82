"""An installation of one's own, in a temporary folder, with no server yet."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from trama.config.postgres import Cluster, ensure_running, folder_for, remove

NAMES = ("DATABASE_URL", "TRAMA_MAINTENANCE_URL", "TRAMA_SERVER", "TRAMA_DATABASE")


@contextmanager
def _installation(var: Path) -> Iterator[Path]:
    var.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRAMA_VAR", str(var))
        for name in NAMES:
            patch.delenv(name, raising=False)
        yield var
        for purpose in ("main", "test"):
            remove(folder_for(purpose))
        shutil.rmtree(folder_for("main").private, ignore_errors=True)


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Path]:
    """The `var` of a new installation; its servers are removed at the end."""
    with _installation(tmp_path / "var") as var:
        yield var


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A running server of a new installation, for the tests of one file."""
    with _installation(tmp_path_factory.mktemp("installation") / "var"):
        yield ensure_running("test")
