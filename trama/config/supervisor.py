"""Run a few processes as one: they start together, and when one ends or a signal comes all stop."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence

from trama.common.commands import Exit

GRACE_SECONDS = 30
PR_SET_PDEATHSIG = 1


def supervise(commands: Mapping[str, Sequence[str]]) -> int:
    """Start `commands` (name → words) and wait; OK after Ctrl-C or TERM, FAILED when one ended by itself."""
    asked = threading.Event()
    before = {
        number: signal.signal(number, lambda *_: asked.set()) for number in (signal.SIGINT, signal.SIGTERM)
    }
    running = {name: _start(words) for name, words in commands.items()}
    try:
        return _wait(running, asked)
    finally:
        _stop(running)
        for number, handler in before.items():
            signal.signal(number, handler)


def _wait(running: Mapping[str, "subprocess.Popen[bytes]"], asked: threading.Event) -> int:
    while not asked.wait(0.2):
        for name, process in running.items():
            if process.poll() is not None:
                sys.stderr.write(f"trama: the {name} ended by itself (code {process.returncode}).\n")
                return Exit.FAILED
    return Exit.OK


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
