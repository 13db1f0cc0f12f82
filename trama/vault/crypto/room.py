"""Where the password runs of one process happen: few wait, fewer run, and these step back for everybody else."""

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from trama.vault.crypto.gate import HostGate
from trama.vault.errors import Busy

T = TypeVar("T")
STEP_BACK: Final = (
    5  # of 19: beside a page that computes, a run gets a quarter of their core; it must not starve
)


class PasswordRoom:
    """At most `seats` of this process's requests wait before the host's gate; who finds none is told so at once.

    A request that waits holds one of the server's threads. Were all of them to wait, no page would be answered.
    """

    def __init__(self, gate: HostGate, seats: int) -> None:
        self.gate = gate
        self._seats = threading.BoundedSemaphore(seats)
        self._runners = ThreadPoolExecutor(gate.slots, "password", initializer=step_back)

    def run(self, work: Callable[[], T]) -> T:
        """What `work` returns, made on a thread of low priority. Raises Busy: no seat, or too long before the gate."""
        if not self._seats.acquire(blocking=False):
            raise Busy("too many sign-ins at once")
        try:
            with self.gate.entered():
                return self._runners.submit(work).result()
        finally:
            self._seats.release()


def step_back() -> None:
    """Lower the priority of the calling thread, where a thread has one of its own (Linux)."""
    if sys.platform == "linux":
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, min(19, os.getpriority(os.PRIO_PROCESS, thread) + STEP_BACK))
