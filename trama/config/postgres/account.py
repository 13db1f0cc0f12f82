"""Which account of the operating system runs the server: PostgreSQL refuses to run as root."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trama.config.postgres.errors import ServerError

CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """The account the server runs as. `dropped` when it is not the caller's own."""

    name: str
    uid: int
    gid: int
    dropped: bool

    def run(
        self, command: Sequence[str | Path], *, timeout: float = 60, keep: Sequence[int] = ()
    ) -> "subprocess.CompletedProcess[str]":
        """Run `command` as this account, with nothing of the caller's environment; `keep`: open files to hand on."""
        drop = {"user": self.uid, "group": self.gid, "extra_groups": []} if self.dropped else {}
        return subprocess.run(  # type: ignore[call-overload,no-any-return]
            [str(part) for part in command],
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=timeout,
            check=False,
            pass_fds=tuple(keep),
            **drop,
        )


def server_account() -> Account:
    """The caller's own account; for root, `postgres` if the machine has it, else `nobody`."""
    uid = os.geteuid()
    if uid != 0:
        return Account(name=_name(uid), uid=uid, gid=os.getegid(), dropped=False)
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid, dropped=True)
    raise ServerError(
        "PostgreSQL non gira come root, e qui non ci sono né 'postgres' né 'nobody': entra con un altro nome, o"
        " imposta DATABASE_URL."
    )


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
