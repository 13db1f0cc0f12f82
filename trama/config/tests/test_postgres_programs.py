"""Which PostgreSQL is found, and that an account which may not enter a home can still run it."""

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from trama.config import paths
from trama.config.postgres import ServerError, binaries, ensure_running
from trama.config.postgres.account import Account

AS_NOBODY = """
import os, sys
sys.path.insert(0, {root!r})
import psycopg, json, subprocess, secrets, trama.config.postgres as postgres
try:
    psycopg.connect("host=/nowhere")      # loads what it loads late, while it can be read
except psycopg.Error:
    pass
os.setgroups([]); os.setgid({gid}); os.setuid({uid})
cluster = postgres.ensure_running("test")
with cluster.connect() as connection:
    print(connection.execute("SELECT 1").fetchone()[0], cluster.account.name, cluster.account.dropped)
postgres.remove(cluster.folder)
cluster.folder.private.joinpath("lock").unlink()
"""


def _wheel() -> binaries.Binaries:
    folder = binaries._wheel_folders()[0]
    return binaries.Binaries(folder, binaries._major(folder))


def test_the_wheels_programs_are_found_without_importing_it() -> None:
    assert _wheel().major >= 16
    assert binaries.WHEEL not in sys.modules


def test_the_systems_programs_come_first_and_too_old_ones_never(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for major in (14, 16, 17):
        folder = tmp_path / str(major) / "bin"
        folder.mkdir(parents=True)
        for program in ("postgres", "initdb", "pg_ctl"):
            (folder / program).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {major}.2'\n")
            (folder / program).chmod(0o755)
    monkeypatch.delenv("TRAMA_POSTGRES_BIN", raising=False)
    monkeypatch.setattr(binaries, "SYSTEM", tmp_path)
    found = [one.major for one in binaries.candidates()]
    assert found[:2] == [17, 16]
    assert 14 not in found
    assert binaries.choose(major=16).folder == tmp_path / "16" / "bin"


def test_without_any_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAMA_POSTGRES_BIN", str(tmp_path))
    with pytest.raises(ServerError, match="apt-get install postgresql"):
        binaries.choose()


def test_the_wheel_in_a_closed_home_is_copied_and_runs(
    installation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    install = _wheel().folder.parent
    shutil.copytree(install, home / install.parent.name / install.name, symlinks=True)
    libraries = install.parents[1] / f"{binaries.WHEEL}.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, home / libraries.name)
    home.chmod(0o700)
    monkeypatch.setenv("TRAMA_POSTGRES_BIN", str(home / install.parent.name / install.name / "bin"))
    cluster = ensure_running("test")
    assert cluster.binaries.major == _wheel().major
    if cluster.account.dropped:
        assert cluster.bin("postgres").is_relative_to(cluster.folder.private)
    with cluster.connect() as connection:
        assert connection.execute("SELECT upper('è')").fetchone() == ("È",)
    version = subprocess.run(
        [cluster.bin("pg_dump"), "--version"], capture_output=True, text=True, check=True
    )
    assert str(cluster.binaries.major) in version.stdout


def test_a_user_who_is_not_root_has_a_server_of_her_own(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("every other test of this folder shows it")
    nobody = pwd.getpwnam("nobody")
    place = Path("/var/tmp") / f"trama-test-{os.getpid()}"
    place.mkdir()
    try:
        account = Account("nobody", nobody.pw_uid, nobody.pw_gid, dropped=True)
        programs = binaries.usable_by(binaries.choose(), account, place)
        var = place / "var"
        var.mkdir()
        os.chown(var, nobody.pw_uid, nobody.pw_gid)
        script = AS_NOBODY.format(root=str(paths.ROOT), uid=nobody.pw_uid, gid=nobody.pw_gid)
        answer = subprocess.run(
            [sys.executable, "-c", script],
            env={"PATH": "/usr/bin:/bin", "TRAMA_VAR": str(var), "TRAMA_POSTGRES_BIN": str(programs.folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.stdout.split() == ["1", "nobody", "False"], answer.stderr
    finally:
        shutil.rmtree(place)
