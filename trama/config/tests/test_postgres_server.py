"""The embedded server, with a real initdb and real processes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from trama.config.postgres import (
    Folder,
    ServerError,
    ensure_running,
    folder_for,
    is_running,
    stop,
    stop_if_unused,
)

ASK = "from trama.config.postgres import ensure_running as e; print(e('test').started, flush=True)"


def _pid(folder: Folder) -> int:
    return int((folder.data / "postmaster.pid").read_text().splitlines()[0])


def _wait_until_gone(pid: int) -> None:
    for _ in range(600):
        try:
            if Path(f"/proc/{pid}/cmdline").read_bytes() == b"":
                return
        except FileNotFoundError:
            return
        time.sleep(0.05)
    raise AssertionError(f"process {pid} is still there")


def test_it_is_made_started_once_and_stopped(installation: Path) -> None:
    first = ensure_running("test")
    second = ensure_running("test")
    assert (first.started, second.started) == (True, False)
    assert is_running(first.folder)
    with first.connect() as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ("trama",)
    assert stop(first.folder)
    assert not is_running(first.folder)
    assert not stop(first.folder)


def test_it_starts_again_with_what_was_committed_in_it(installation: Path) -> None:
    with ensure_running().connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    stop(folder_for("main"))
    with ensure_running().connect() as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)


def test_of_processes_that_ask_at_once_one_starts_it(installation: Path) -> None:
    asking = [
        subprocess.Popen([sys.executable, "-c", ASK], stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    answers = [process.communicate(timeout=180)[0].strip() for process in asking]
    assert sorted(answers) == ["False", "False", "False", "True"]


def test_after_a_kill_it_recovers_what_was_committed(installation: Path) -> None:
    cluster = ensure_running()
    with cluster.connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    os.kill(pid := _pid(cluster.folder), signal.SIGKILL)
    _wait_until_gone(pid)
    again = ensure_running()
    assert again.started
    with again.connect() as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)


def test_a_pid_file_with_the_number_of_another_program_does_not_stop_it(installation: Path) -> None:
    cluster = ensure_running("test")
    pid_file = cluster.folder.data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    stop(cluster.folder)
    lines[0] = str(os.getpid())  # as after a reboot, when numbers begin anew
    pid_file.write_text("\n".join(lines) + "\n")
    os.chown(pid_file, cluster.account.uid, cluster.account.gid)
    assert not is_running(cluster.folder)
    assert ensure_running("test").started


def test_a_first_start_that_was_interrupted_is_done_again(installation: Path) -> None:
    cluster = ensure_running("test")
    os.kill(pid := _pid(cluster.folder), signal.SIGKILL)
    _wait_until_gone(pid)
    cluster.folder.ready.unlink()
    again = ensure_running("test")
    assert again.passwords != cluster.passwords
    again.connect().close()


def test_data_of_a_clone_that_is_gone_are_set_aside_not_used_nor_lost(
    installation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ensure_running()
    (installation / "installation").unlink()  # the clone was deleted, with its keys, and cloned anew
    new = ensure_running()
    assert new.started
    moved = new.folder.private / "main-old-1"
    assert (moved / "data" / "PG_VERSION").exists()
    assert str(moved) in capsys.readouterr().err


def test_the_last_process_that_used_it_may_stop_it(installation: Path) -> None:
    other = subprocess.Popen(
        [sys.executable, "-c", ASK + "; input()"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout
    assert other.stdout.readline().strip() == "True"
    folder = ensure_running("test").folder
    assert not stop_if_unused(folder)
    assert is_running(folder)
    other.communicate("\n", timeout=180)
    assert stop_if_unused(folder)


def test_a_folder_that_someone_else_made_is_refused(installation: Path) -> None:
    folder = folder_for("test")
    folder.private.symlink_to(installation)
    try:
        with pytest.raises(ServerError, match="non è una cartella nostra"):
            ensure_running("test")
    finally:
        folder.private.unlink()


def test_a_folder_of_another_user_is_refused(installation: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make a folder that belongs to another user")
    folder = folder_for("test")
    folder.private.mkdir()
    os.chown(folder.private, 65534, 65534)
    with pytest.raises(ServerError, match="non è una cartella nostra"):
        ensure_running("test")


def test_data_of_another_version_are_refused_with_what_to_install(installation: Path) -> None:
    folder = ensure_running("test").folder
    stop(folder)
    (folder.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(ServerError, match="postgresql-9"):
        ensure_running("test")
    (folder.data / "PG_VERSION").unlink()


def test_a_socket_path_that_is_too_long_is_refused(tmp_path: Path) -> None:
    fits = "x" * (107 - len(os.fsencode(folder_for("test", base=Path("/")).socket)) - 1)
    assert len(os.fsencode(folder_for("test", base=Path("/") / fits).socket)) == 107
    with pytest.raises(ServerError, match="troppo lungo"):
        folder_for("test", base=Path("/") / (fits + "x"))


def test_two_clones_have_two_servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAMA_VAR", str(tmp_path / "one"))
    one = folder_for("main").private
    monkeypatch.setenv("TRAMA_VAR", str(tmp_path / "two"))
    assert folder_for("main").private != one
