"""An installation of one's own, in a temporary folder, with no server yet."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from trama.config.postgres import Cluster, ensure_running, folder_for, is_running, remove

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
def first_start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A true first start, by the command: the `var` of an installation whose server was made, migrated and stopped."""
    with _installation(tmp_path_factory.mktemp("first") / "var") as var:
        command = [sys.executable, "-m", "trama.config.cli", "db", "migrate"]
        own = ("TRAMA_WITNESS_DIR", "DJANGO_SETTINGS_MODULE", "TRAMA_SECRETS_DIR")
        environment = {name: value for name, value in os.environ.items() if name not in own}
        subprocess.run(command, env=environment | {"TRAMA_DEMO": "1"}, check=True)
        assert folder_for("main").ready.exists()
        assert not is_running(folder_for("main"))
        yield var


@pytest.fixture
def migrated(first_start: Path, installation: Path) -> Path:
    """The `var` of an installation that has been started before: a copy of `first_start`."""
    made = folder_for("main", var=first_start)
    mine = folder_for("main")
    shutil.copytree(first_start, installation, dirs_exist_ok=True)
    subprocess.run(["cp", "-a", made.private, mine.private], check=True)
    return installation


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A running server of a new installation, for the tests of one file."""
    with _installation(tmp_path_factory.mktemp("installation") / "var"):
        yield ensure_running("test")
