"""The server's process: start it, stop it, tell it from others."""

import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trama.config.postgres.account import Account
from trama.config.postgres.binaries import Binaries
from trama.config.postgres.errors import ServerError
from trama.config.postgres.folder import Folder, write_private
from trama.config.postgres.options import HBA, configuration

START_SECONDS = 60


def is_running(folder: Folder) -> bool:
    """Whether the server accepts connections, without starting a program or signing in."""
    if not is_alive(folder) or not _says_ready(folder.data / "postmaster.pid"):
        return False
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(folder.socket)) == 0


def is_alive(folder: Folder) -> bool:
    """Whether the server's process lives, ready or not."""
    pid = _pid_in(folder.data / "postmaster.pid")
    return pid is not None and _is_postmaster(pid, folder)


def has_crashed(folder: Folder) -> bool:
    """Whether the process ended without a word: a server that is stopped removes its pid file."""
    return _pid_in(folder.data / "postmaster.pid") is not None and not is_alive(folder)


def launch(folder: Folder, account: Account, programs: Binaries) -> None:
    """Start the server and wait until it answers; right after a crash its old processes may need a moment."""
    _discard_foreign_locks(folder)
    deadline = time.monotonic() + START_SECONDS
    with _marked_in_use(folder) as mark:
        while not _launched(folder, account, programs, mark):
            if time.monotonic() > deadline or "shared memory block is still in use" not in _log_tail(folder):
                raise ServerError(f"Il server incorporato non parte:\n{_log_tail(folder)}")
            time.sleep(0.2)


def _launched(folder: Folder, account: Account, programs: Binaries, mark: int) -> bool:
    answer = account.run(
        [
            programs["pg_ctl"],
            "start",
            "--wait",
            f"--timeout={START_SECONDS}",
            "--silent",
            f"--pgdata={folder.data}",
            f"--log={folder.run / 'server.log'}",
            f"--options=-c config_file={folder.home / 'postgresql.conf'}",
        ],
        timeout=START_SECONDS + 10,
        keep=[mark],
    )
    return answer.returncode == 0


@contextmanager
def _marked_in_use(folder: Folder) -> Iterator[int]:
    """A lock on the folder that the server inherits: systemd-tmpfiles then does not age its files away."""
    mark = os.open(folder.home, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(mark, fcntl.LOCK_SH)
        yield mark
    finally:
        os.close(mark)


def end(folder: Folder, account: Account, programs: Binaries) -> None:
    """Stop the server: sessions are ended, what they committed stays."""
    answer = account.run(
        [programs["pg_ctl"], "stop", f"--pgdata={folder.data}", "--mode=fast", "--silent"],
        timeout=90,
    )
    if answer.returncode != 0:
        raise ServerError(f"Il server incorporato non si ferma:\n{answer.stdout}")


def configure(folder: Folder, account: Account) -> None:
    """Write the configuration afresh, so that a new release's settings reach old data."""
    files = {"postgresql.conf": configuration(folder), "pg_hba.conf": HBA, "pg_ident.conf": ""}
    for name, text in files.items():
        write_private(folder.home / name, text, group=account.gid)


def _says_ready(pid_file: Path) -> bool:
    try:
        return pid_file.read_text().split("\n")[7:8] in (["ready"], ["ready   "])
    except OSError:
        return False


def _is_postmaster(pid: int, folder: Folder) -> bool:
    """Whether `pid` is this folder's server, and not a stranger that was given an old number."""
    try:
        return os.fsencode(folder.data) in Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _discard_foreign_locks(folder: Folder) -> None:
    """Remove lock files whose process number is now a stranger's, or a dead one nobody waited for.

    PostgreSQL would believe them. Where the number is free they stay: PostgreSQL itself then checks
    that no old process lives on.
    """
    lock = folder.socket.with_name(folder.socket.name + ".lock")
    for path in (folder.data / "postmaster.pid", lock):
        pid = _pid_in(path)
        if pid is not None and Path(f"/proc/{pid}").exists() and not _is_postmaster(pid, folder):
            path.unlink()


def _pid_in(path: Path) -> int | None:
    try:
        first = path.read_text().partition("\n")[0].strip()
    except OSError:
        return None
    return int(first) if first.isdigit() else None


def _log_tail(folder: Folder) -> str:
    try:
        return "\n".join((folder.run / "server.log").read_text(errors="replace").splitlines()[-12:])
    except OSError:
        return ""
