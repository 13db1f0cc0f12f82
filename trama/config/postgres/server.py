"""Make, start and stop the embedded server."""

import json
import os
import secrets
import shutil
import socket
import sys
import time
from pathlib import Path

from trama.config import paths
from trama.config.postgres import binaries
from trama.config.postgres.account import Account, server_account
from trama.config.postgres.binaries import Binaries
from trama.config.postgres.cluster import DATABASE, SUPERUSER, Cluster, dsn
from trama.config.postgres.databases import create_database, drop_stale
from trama.config.postgres.errors import ServerError
from trama.config.postgres.folder import Folder, folder_for, locked, prepare, set_aside, write_private
from trama.config.postgres.options import HBA, configuration
from trama.config.postgres.roles import LOGINS, create_roles

START_SECONDS = 60


def ensure_running(purpose: str = "main", *, folder: Folder | None = None) -> Cluster:
    """The server of this installation, made and started where needed.

    Any number of processes may ask at once: one works, the others wait for it.
    """
    folder = folder or folder_for(purpose)
    account = server_account()
    if _ours(folder) and is_running(folder):
        return _cluster(folder, account, started=False)
    with locked(folder, account):
        if folder.home.exists() and not _ours(folder):
            _clear(folder, account)
        if _ours(folder) and is_running(folder):
            return _cluster(folder, account, started=False)
        return _start(folder, account)


def known_dsn(purpose: str, role: str, database: str = DATABASE) -> dict[str, str]:
    """How to connect to the server once it runs; without a password while it was never made."""
    folder = folder_for(purpose)
    try:
        password = _passwords(folder)[role] if _ours(folder) else ""
    except PermissionError:
        password = ""
    return dsn(folder, role, password, database)


def stop(folder: Folder) -> bool:
    """Stop the server; False if it was not running. Sessions are ended, what they committed stays."""
    account = server_account()
    if not folder.private.exists():
        return False
    with locked(folder, account):
        return _stop(folder, account)


def remove(folder: Folder) -> None:
    """Stop the server and delete all its data."""
    account = server_account()
    if not folder.private.exists():
        return
    with locked(folder, account):
        _stop(folder, account)
        shutil.rmtree(folder.home, ignore_errors=True)


def is_running(folder: Folder) -> bool:
    """Whether the server accepts connections, without starting a program or signing in."""
    lines = _pid_lines(folder)
    if len(lines) < 8 or lines[7].strip() != "ready" or not _is_postmaster(int(lines[0]), folder):
        return False
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(folder.socket)) == 0


def _ours(folder: Folder) -> bool:
    """Whether the data were completed, by this installation and not by an earlier clone at the same path."""
    return folder.ready.exists() and folder.ready.read_text().strip() == paths.installation_id()


def _clear(folder: Folder, account: Account) -> None:
    """Make room: data of a first start that was interrupted, or of a clone that is gone."""
    _stop(folder, account)
    if not folder.ready.exists():
        shutil.rmtree(folder.home)
        return
    if old := set_aside(folder):
        sys.stderr.write(
            f"trama: the data of an earlier installation at this path were moved to {old}; "
            "its keys were not found. Delete the folder if nobody needs it.\n"
        )


def _start(folder: Folder, account: Account) -> Cluster:
    prepare(folder, account)
    programs = _programs(folder, account)
    fresh = not folder.ready.exists()
    if fresh:
        _initialise(folder, account, programs)
    _configure(folder, account)
    _discard_foreign_pid(folder)
    _launch(folder, account, programs)
    cluster = Cluster(folder, account, programs, _passwords(folder), started=True)
    if fresh:
        _bootstrap(cluster)
    else:
        drop_stale(cluster)
    return cluster


def _programs(folder: Folder, account: Account) -> Binaries:
    version = folder.data / "PG_VERSION"
    major = int(version.read_text()) if version.exists() else None
    return binaries.usable_by(binaries.choose(major=major), account, folder.private)


def _cluster(folder: Folder, account: Account, *, started: bool) -> Cluster:
    return Cluster(folder, account, _programs(folder, account), _passwords(folder), started)


def _passwords(folder: Folder) -> dict[str, str]:
    try:
        return dict(json.loads(folder.secrets.read_text()))
    except FileNotFoundError as error:
        raise ServerError(f"The server's passwords are gone: {folder.secrets} is missing.") from error


def _initialise(folder: Folder, account: Account, programs: Binaries) -> None:
    """Run initdb as the server's account, with a superuser password that no one else can read."""
    passwords = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, *LOGINS)}
    write_private(folder.secrets, json.dumps(passwords))
    handover = folder.home / "initial-password"
    write_private(handover, passwords[SUPERUSER] + "\n")
    os.chown(handover, account.uid, account.gid)
    try:
        answer = account.run(
            [
                programs["initdb"],
                f"--pgdata={folder.data}",
                f"--username={SUPERUSER}",
                f"--pwfile={handover}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--lc-messages=C",
                "--data-checksums",
                *_locale(programs),
                *(["--no-sync"] if folder.purpose == "test" else []),
            ]
        )
    finally:
        handover.unlink()
    if answer.returncode != 0:
        raise ServerError(f"initdb failed:\n{answer.stdout}")


def _locale(programs: Binaries) -> list[str]:
    if programs.major >= 17:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale=C.UTF-8" if _has_c_utf8() else "--locale=C"]


def _has_c_utf8() -> bool:
    return any(Path(place).exists() for place in ("/usr/lib/locale/C.utf8", "/usr/lib/locale/C.UTF-8"))


def _configure(folder: Folder, account: Account) -> None:
    """Write the configuration afresh, so that a new release's settings reach old data."""
    files = {"postgresql.conf": configuration(folder), "pg_hba.conf": HBA, "pg_ident.conf": ""}
    for name, text in files.items():
        write_private(folder.home / name, text, group=account.gid)


def _launch(folder: Folder, account: Account, programs: Binaries) -> None:
    """Start the server and wait until it answers; right after a crash its old processes may need a moment."""
    deadline = time.monotonic() + START_SECONDS
    while True:
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
        )
        if answer.returncode == 0:
            return
        if time.monotonic() > deadline or "shared memory block is still in use" not in _log_tail(folder):
            raise ServerError(f"The embedded server did not start:\n{answer.stdout}{_log_tail(folder)}")
        time.sleep(0.2)


def _bootstrap(cluster: Cluster) -> None:
    with cluster.connect(SUPERUSER, "postgres") as connection:
        create_roles(connection, {role: cluster.passwords[role] for role in LOGINS})
        connection.execute("REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC")
        connection.execute("GRANT CONNECT ON DATABASE postgres TO trama_maintenance")
    create_database(cluster, DATABASE)
    write_private(cluster.folder.ready, paths.installation_id() + "\n")


def _stop(folder: Folder, account: Account) -> bool:
    lines = _pid_lines(folder)
    if not lines or not _is_postmaster(int(lines[0]), folder):
        return False
    answer = account.run(
        [_programs(folder, account)["pg_ctl"], "stop", f"--pgdata={folder.data}", "--mode=fast", "--silent"],
        timeout=90,
    )
    if answer.returncode != 0:
        raise ServerError(f"The embedded server did not stop:\n{answer.stdout}")
    return True


def _pid_lines(folder: Folder) -> list[str]:
    try:
        return (folder.data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return []


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


def _discard_foreign_pid(folder: Folder) -> None:
    """Remove a pid file whose number now belongs to another program: PostgreSQL would believe it.

    Where the number is dead the file stays: PostgreSQL itself checks that no old process lives on.
    """
    lines = _pid_lines(folder)
    if lines and Path(f"/proc/{lines[0]}").exists() and not _is_postmaster(int(lines[0]), folder):
        (folder.data / "postmaster.pid").unlink()


def _log_tail(folder: Folder) -> str:
    try:
        return "\n".join((folder.run / "server.log").read_text(errors="replace").splitlines()[-12:])
    except OSError:
        return ""
