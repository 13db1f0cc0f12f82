"""Run a few processes as one: they start together, are started again if they die, and stop together."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence

from trama.common.commands import Exit

GRACE_SECONDS = 30
TICK_SECONDS = 0.5
OFTEN, OFTEN_SECONDS = 6, 60
PR_SET_PDEATHSIG = 1


def supervise(commands: Mapping[str, Sequence[str]], *, tend: Callable[[], object] = lambda: None) -> int:
    """Start `commands` (name → words) and wait; OK after Ctrl-C or TERM.

    One that ends by itself is started again, but not for ever: FAILED when it happens too often. `tend` is
    called twice a second meanwhile.
    """
    asked = threading.Event()
    before = {
        number: signal.signal(number, lambda *_: asked.set()) for number in (signal.SIGINT, signal.SIGTERM)
    }
    running = {name: _start(words) for name, words in commands.items()}
    ends: deque[float] = deque(maxlen=OFTEN)
    try:
        while not asked.wait(TICK_SECONDS):
            tend()
            for name, process in running.items():
                if process.poll() is None:
                    continue
                sys.stderr.write(f"trama: il {name} è finito da solo (codice {process.returncode}).\n")
                ends.append(time.monotonic())
                if len(ends) == OFTEN and ends[-1] - ends[0] < OFTEN_SECONDS:
                    return Exit.FAILED
                running[name] = _start(commands[name])
        return Exit.OK
    finally:
        _stop(running)
        for number, handler in before.items():
            signal.signal(number, handler)


def _start(words: Sequence[str]) -> "subprocess.Popen[bytes]":
    """Its own process group: a Ctrl-C reaches us alone, and we stop the others in good order."""
    return subprocess.Popen(
        list(words),
        stdin=subprocess.DEVNULL,
        process_group=0,
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - one thread here
    )


def _end_with_parent() -> None:
    """If we are killed without a chance to stop the child, the kernel sends it TERM."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _stop(running: Mapping[str, "subprocess.Popen[bytes]"]) -> None:
    for process in running.values():
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for process in running.values():
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
