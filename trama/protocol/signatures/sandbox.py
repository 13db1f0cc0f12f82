"""Verify files of others in a process of their own, with limited memory and seconds.

Parsers of files that an attacker wrote do not run in a process that holds sessions or keys. A sandbox serves several
files one after the other; when a file kills it, that file gets an error and the next one a new process.
"""

import subprocess
import sys
import threading
from signal import SIGKILL, SIGXCPU
from types import TracebackType
from typing import Any, Self

from trama.protocol.signatures import jobs
from trama.protocol.signatures.codec import from_json
from trama.protocol.signatures.errors import Trouble, UnreadableError
from trama.protocol.signatures.jobs import Job
from trama.protocol.signatures.limits import (
    MAX_FILE,
    SANDBOX_CPU,
    SANDBOX_MEMORY,
    SANDBOX_SEATS,
    SANDBOX_WALL,
    SANDBOXES,
)
from trama.protocol.signatures.report import Report

COMMAND = [sys.executable, "-I", "-m", "trama.protocol.signatures.worker"]
GATE = threading.BoundedSemaphore(SANDBOXES)
SEATS = threading.BoundedSemaphore(SANDBOX_SEATS)  # many uploads at once leave threads that answer pages


def inspect(job: Job) -> Report:
    """Verify one file; for the site. Raises UnreadableError, BUSY when too many others are at it."""
    if not SEATS.acquire(blocking=False):
        raise UnreadableError(Trouble.BUSY)
    try:
        if not GATE.acquire(timeout=SANDBOX_WALL / 2):
            raise UnreadableError(Trouble.BUSY)
        try:
            with Sandbox() as sandbox:
                return sandbox.verify(job)
        finally:
            GATE.release()
    finally:
        SEATS.release()


class Sandbox:
    """A process that verifies files, started with the first one. Not for several threads at once."""

    def __init__(self, *, memory: int = SANDBOX_MEMORY, seconds: int = SANDBOX_CPU) -> None:
        """`memory`: bytes of address space; `seconds`: of processor, for one file."""
        self._limits = [str(memory), str(seconds)]
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def verify(self, job: Job) -> Report:
        """The report. Raises UnreadableError for what cannot be opened or takes too much."""
        if len(job.data) > MAX_FILE or len(job.content or b"") > MAX_FILE:
            raise UnreadableError(Trouble.TOO_LARGE, f"{len(job.data)} bytes, at most {MAX_FILE}")
        answer = self._asked(jobs.pack(job))
        if "error" in answer:
            error = UnreadableError(Trouble(answer["error"]["code"]), answer["error"]["detail"])
            if error.trouble is Trouble.MEMORY:
                self.close()  # it is ending by itself; the next file is not to meet it
            raise error
        return from_json(answer["report"])

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _asked(self, request: bytes) -> Any:
        process = self._running()
        assert process.stdin is not None and process.stdout is not None  # noqa: S101 - both are pipes
        late = threading.Timer(SANDBOX_WALL, process.kill)
        late.start()
        try:
            process.stdin.write(request)
            process.stdin.flush()
            answer = jobs.receive(process.stdout.read)
        except (BrokenPipeError, UnreadableError):
            answer = None
        finally:
            late.cancel()
        if answer is None:
            raise UnreadableError(self._why())
        return answer

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None or self._process.poll() is not None:
            self.close()
            pipe = subprocess.PIPE
            self._process = subprocess.Popen(
                [*COMMAND, *self._limits],
                stdin=pipe,
                stdout=pipe,
                stderr=subprocess.DEVNULL,
                env={},
                close_fds=True,
            )
        return self._process

    def _why(self) -> Trouble:
        """What ended the process."""
        assert self._process is not None  # noqa: S101 - it has just been asked
        self._process.kill()
        code = self._process.wait()
        self.close()
        return Trouble.TIME if code in (-SIGXCPU, -SIGKILL) else Trouble.CRASHED
