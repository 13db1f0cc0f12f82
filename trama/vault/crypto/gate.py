"""At most so many password runs at a time on the host, whatever the number of processes."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from trama.vault.errors import Busy


def default_slots() -> int:
    """Cores minus one, at least one: the other pages keep a core while people sign in."""
    return max(
        1, len(os.sched_getaffinity(0)) - 1 if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 2) - 1
    )


@dataclass(frozen=True, slots=True)
class HostGate:
    """Advisory locks on `slots` files; the kernel frees them when a process dies."""

    folder: Path
    slots: int
    patience: float = 5.0  # seconds
    pause: float = 0.02

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Waits for a free slot; raises Busy after `patience`."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = self._take()
        try:
            yield
        finally:
            os.close(descriptor)

    def _take(self) -> int:
        deadline = time.monotonic() + self.patience
        while True:
            for slot in range(self.slots):
                descriptor = os.open(
                    self.folder / f"password-{slot}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
                )
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    os.close(descriptor)
                else:
                    return descriptor
            if time.monotonic() >= deadline:
                raise Busy("too many sign-ins at once")
            time.sleep(self.pause)
