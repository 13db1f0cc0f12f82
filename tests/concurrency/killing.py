"""Processes that are killed with -9 while they write, and PostgreSQL with them."""

import os
import select
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db import DatabaseError, InterfaceError, connections

from trama.access.context import acting
from trama.audit.sealing import seal_pending
from trama.cases import services as cases
from trama.config.postgres import Folder
from trama.testing.cast import Person

WRITERS = 3
LINE = 37  # a UUID and a line break: written at once or not at all


@dataclass
class Writer:
    """A process of the application at work; `told` are the paths whose opening it knows to be committed."""

    pid: int
    pipe: int
    told: list[UUID]

    def wait_for_work(self, seconds: float) -> None:
        """Let it commit something, then go on for a while."""
        self._listen()
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self.pipe], [], [], left)[0] and not self._listen():
                return

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def end(self) -> None:
        """Hear what it still had to say, once it is dead."""
        while self._listen():
            pass
        os.close(self.pipe)
        os.waitpid(self.pid, 0)

    def _listen(self) -> bool:
        text = os.read(self.pipe, LINE * 100).decode()
        self.told += [UUID(line) for line in text.split()]
        return bool(text)


def start_writer(person: Person) -> Writer:
    """Fork a process that writes, seals, and tells each path it has opened, until it is killed or has no database."""
    for alias in connections:
        connections[alias].close()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(reading)
            _work(person, writing)
        finally:
            os._exit(0)
    os.close(writing)
    return Writer(pid, reading, [])


def _work(person: Person, pipe: int) -> None:
    acts: list[Callable[[], None]] = [lambda: _write(person, pipe)] * WRITERS
    threads = [threading.Thread(target=_until_the_database_is_gone, args=[act]) for act in [*acts, _seal]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _until_the_database_is_gone(act: Callable[[], None]) -> None:
    try:
        act()
    except (DatabaseError, InterfaceError):
        return


def _write(person: Person, pipe: int) -> None:
    keyring = person.unlock()
    while True:
        with acting(person.actor):
            path = cases.open_path(actor=person.actor, keyring=keyring, name="Zoë")
        os.write(pipe, f"{path.pk}\n".encode())
        with acting(person.actor):
            cases.add_entry(actor=person.actor, keyring=keyring, path_id=path.pk, kind="note", words="Parole")


def _seal() -> None:
    while True:
        seal_pending()
        time.sleep(0.01)


def kill_postgres(folder: Folder) -> None:
    """All of it at once: the postmaster and every process that it has."""
    postmaster = int((folder.data / "postmaster.pid").read_text().split("\n", 1)[0])
    pids = [postmaster, *children(postmaster)]
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    while any(is_running(pid) for pid in pids):
        time.sleep(0.01)


def is_running(pid: int) -> bool:
    """Not gone, and not dead and waiting to be buried by whoever adopted it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def children(parent: int) -> list[int]:
    """The processes whose parent this is."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(stat.parent.name))
    return found
