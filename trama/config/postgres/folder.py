"""The private folder of an embedded server: short, ours, and closed to everyone else.

`/var/tmp/trama-<hash of var + user>/` belongs to the caller; a server that runs as another account may
pass through it and owns only `data` and `run` inside. Configuration and passwords are not its to change.
A test server's is in `/dev/shm`, where that has room.
"""

import fcntl
import hashlib
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from trama.config import paths
from trama.config.postgres.account import Account
from trama.config.postgres.errors import ServerError

BASE = Path("/var/tmp")  # noqa: S108 - made private below; a home may be closed to the server's account
# A test server's, if it has ROOM: each copy of a database is three thousand small files, which cost a disk a second.
MEMORY = Path("/dev/shm")  # noqa: S108 - as above
ROOM = 2 * 2**30
PORT = 5432  # only names the socket file: there is no TCP port
LONGEST_SOCKET = 107  # bytes in sockaddr_un.sun_path, without the closing zero


@dataclass(frozen=True)
class Folder:
    """The paths of one server (`purpose`: main, test or bench) of one installation."""

    private: Path
    purpose: str

    @property
    def home(self) -> Path:
        return self.private / self.purpose

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def run(self) -> Path:
        """Socket and server log."""
        return self.home / "run"

    @property
    def socket(self) -> Path:
        return self.run / f".s.PGSQL.{PORT}"

    @property
    def users(self) -> Path:
        """Locked by each process that uses the server."""
        return self.private / f"users-{self.purpose}"

    @property
    def secrets(self) -> Path:
        return self.home / "secrets.json"

    @property
    def ready(self) -> Path:
        """Written when roles and database exist; holds the id of the installation they belong to."""
        return self.home / "ready"


def folder_for(purpose: str, *, base: Path | None = None, var: Path | None = None) -> Folder:
    """The folder of this installation's server (or of the one that keeps its files in `var`); made by nobody yet."""
    if purpose not in ("main", "test", "bench"):
        raise ValueError(f"no embedded server is for {purpose!r}")
    seed = f"{var or paths.var()}\n{os.geteuid()}".encode()
    folder = Folder((base or _base(purpose)) / f"trama-{hashlib.sha256(seed).hexdigest()[:12]}", purpose)
    if len(os.fsencode(folder.socket)) > LONGEST_SOCKET:
        raise ServerError(f"Il percorso del socket del server è troppo lungo: {folder.socket}")
    return folder


def _base(purpose: str) -> Path:
    """Where servers of this purpose are. Decided by what does not change while one runs: all room, not what is free."""
    if purpose != "test" or not MEMORY.is_dir():
        return BASE
    memory = os.statvfs(MEMORY)
    fits = memory.f_blocks * memory.f_frsize >= ROOM and not memory.f_flag & os.ST_NOEXEC
    return MEMORY if fits else BASE


def prepare(folder: Folder, account: Account) -> None:
    """Create what is missing, each folder with its owner; refuse what someone else made."""
    _own(folder.home, account)
    for inner in (folder.data, folder.run):
        if not inner.exists():
            inner.mkdir(mode=0o700)
            os.chown(inner, account.uid, account.gid)


def open_private(folder: Folder, account: Account) -> None:
    """Make the private folder, or make sure that it is ours."""
    _own(folder.private, account)


@contextmanager
def locked(folder: Folder) -> Iterator[None]:
    """One process at a time starts, stops or builds the servers of this installation."""
    handle = os.open(folder.private / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def write_private(path: Path, text: str, *, group: int | None = None) -> None:
    """Replace `path` as a whole: readable by us only, or by `group` as well."""
    draft = path.with_name(f".{path.name}-{os.getpid()}")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        if group is not None:
            os.fchown(handle, -1, group)
            os.fchmod(handle, 0o640)
        file.write(text)
        file.flush()
        os.fsync(handle)
    draft.rename(path)


def set_aside(folder: Folder) -> Path | None:
    """Take the files of an installation that is gone out of the way; test data are simply removed."""
    if folder.purpose == "test":
        shutil.rmtree(folder.home)
        return None
    number = 1
    while (old := folder.private / f"main-old-{number}").exists():
        number += 1
    folder.home.rename(old)
    return old


def _own(path: Path, account: Account) -> None:
    """A folder of ours that only the server's group may pass through, and nobody may list."""
    mode = 0o710 if account.dropped else 0o700
    try:
        path.mkdir(mode=0o700)
        if account.dropped:
            os.chown(path, -1, account.gid)
        path.chmod(mode)
    except FileExistsError:
        pass
    except OSError as error:
        raise ServerError(f"Non si può creare {path}: {error.strerror}.") from error
    seen = path.lstat()
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != os.geteuid():
        raise ServerError(f"{path} c’è già e non è una cartella nostra: toglila.")
    if stat.S_IMODE(seen.st_mode) != mode or (account.dropped and seen.st_gid != account.gid):
        os.chown(path, -1, account.gid)
        path.chmod(mode)
