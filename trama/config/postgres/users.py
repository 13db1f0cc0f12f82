"""Who is using a server: every process that asked for it holds a shared lock; the last to leave may stop it.

The kernel drops the lock of a process that dies, so nothing is left to clean.
"""

import fcntl
import os

from trama.config.postgres.folder import Folder

_held: dict[str, int] = {}


def enter(folder: Folder) -> None:
    """Note this process as a user, once; waits while the last one is stopping the server."""
    key = str(folder.users)
    if key in _held:
        return
    handle = os.open(key, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(handle, fcntl.LOCK_SH)
    _held[key] = handle


def leave_alone(folder: Folder) -> int | None:
    """Leave; a handle that keeps others out until closed if nobody else is there, None if someone is."""
    handle = _held.pop(str(folder.users), None)
    if handle is None:
        handle = os.open(folder.users, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle
