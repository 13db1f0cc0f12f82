"""Make, start and stop the embedded server."""

import json
import os
import shutil
import sys

from trama.config import paths
from trama.config.postgres import binaries, process, users
from trama.config.postgres.account import Account, server_account
from trama.config.postgres.binaries import Binaries
from trama.config.postgres.cluster import DATABASE, Cluster, dsn
from trama.config.postgres.databases import drop_stale
from trama.config.postgres.errors import ServerError
from trama.config.postgres.folder import Folder, folder_for, locked, open_private, prepare, set_aside
from trama.config.postgres.initial import bootstrap, initialise
from trama.config.postgres.process import is_running


def ensure_running(purpose: str = "main", *, folder: Folder | None = None) -> Cluster:
    """The server of this installation, made and started where needed.

    Any number of processes may ask at once: one works, the others wait for it.
    """
    folder = folder or folder_for(purpose)
    account = server_account()
    open_private(folder, account)
    users.enter(folder)
    if _ours(folder) and is_running(folder):
        return _cluster(folder, account, started=False)
    with locked(folder):
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
    with locked(folder):
        return _end(folder, account)


def stop_if_unused(folder: Folder) -> bool:
    """Stop the server unless another process uses it; False if it goes on or was not running."""
    if not folder.private.exists():
        return False
    alone = users.leave_alone(folder)
    if alone is None:
        return False
    try:
        return stop(folder)
    finally:
        os.close(alone)


def remove(folder: Folder) -> None:
    """Stop the server and delete all its data."""
    account = server_account()
    if not folder.private.exists():
        return
    with locked(folder):
        _end(folder, account)
        shutil.rmtree(folder.home, ignore_errors=True)
        if not any(folder.private.glob("*/ready")):  # no other server, nothing set aside
            shutil.rmtree(folder.private, ignore_errors=True)


def _ours(folder: Folder) -> bool:
    """Whether the data were completed, by this installation and not by an earlier clone at the same path."""
    return folder.ready.exists() and folder.ready.read_text().strip() == paths.installation_id()


def _clear(folder: Folder, account: Account) -> None:
    """Make room: data of a first start that was interrupted, or of a clone that is gone."""
    _end(folder, account)
    if not folder.ready.exists():
        shutil.rmtree(folder.home)
        return
    if old := set_aside(folder):
        sys.stderr.write(
            f"trama: i dati di un’installazione di prima, senza più le sue chiavi, sono stati spostati in {old}."
            " Se non servono a nessuno, cancella la cartella.\n"
        )


def _start(folder: Folder, account: Account) -> Cluster:
    prepare(folder, account)
    programs = _programs(folder, account)
    fresh = not folder.ready.exists()
    if fresh:
        initialise(folder, account, programs)
    process.configure(folder, account)
    process.launch(folder, account, programs)
    cluster = Cluster(folder, account, programs, _passwords(folder), started=True)
    if fresh:
        bootstrap(cluster)
    else:
        drop_stale(cluster)
    return cluster


def _end(folder: Folder, account: Account) -> bool:
    if not process.is_alive(folder):
        return False
    process.end(folder, account, _programs(folder, account))
    return True


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
        raise ServerError(f"Le password del server non ci sono più: manca {folder.secrets}.") from error
