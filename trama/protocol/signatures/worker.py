"""The process that opens files of others: `python -m trama.protocol.signatures.worker`, started by sandbox.py.

Jobs come in on standard input, reports go out on standard output. Memory and seconds are limited before a byte is
read. It opens no file and no connection of its own; a job that takes its memory or its seconds takes only this process.
"""

import json
import resource
import sys
import types
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from trama.protocol.signatures import jobs, opening
from trama.protocol.signatures.codec import to_json
from trama.protocol.signatures.errors import Trouble, UnreadableError
from trama.protocol.signatures.jobs import Job, Source
from trama.protocol.signatures.limits import SANDBOX_CPU, SANDBOX_MEMORY

if TYPE_CHECKING:
    from trama.protocol.signatures.anchors import TrustAnchors


class Nothing(types.ModuleType):
    """A module that has every name, each an empty class: enough for annotations, and nothing that could be used."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


def without_client() -> None:
    """pyHanko loads an HTTP client with its PDF part: half of what it takes to load, and here nothing is fetched."""
    sys.modules["aiohttp"] = Nothing("aiohttp")


def main(memory: int = SANDBOX_MEMORY, seconds: int = SANDBOX_CPU) -> int:
    without_client()
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    read, out = sys.stdin.buffer.read, sys.stdout.buffer
    while True:
        _another_while(seconds)
        try:
            head = jobs.receive(read)
            if head is None:
                return 0
            answer = _answer(jobs.unpack(head, read))
        except MemoryError:
            answer = _error(Trouble.MEMORY, "")
        out.write(jobs.frame(json.dumps(answer).encode()))
        out.flush()
        if answer.get("error", {}).get("code") == Trouble.MEMORY:
            return 1  # what is left of the memory is nobody's to trust


def _answer(job: Job) -> dict[str, Any]:
    """What cannot be opened is told before a library is loaded: the hostile file costs least."""
    try:
        opening.open_file(job.data, job.content)
        from trama.protocol.signatures.verifying import Revocation, verify  # noqa: PLC0415

        given = Revocation(job.revocation, job.demand)
        trust = _trust(job.sources)
        report = verify(job.data, trust=trust, at=job.at, content=job.content, revocation=given)
    except UnreadableError as error:
        return _error(error.trouble, error.detail)
    except RecursionError:
        return _error(Trouble.TOO_DEEP, "")
    return {"report": to_json(report)}


@lru_cache(maxsize=4)
def _trust(sources: tuple[Source, ...]) -> "TrustAnchors":
    from trama.protocol.signatures import anchors  # noqa: PLC0415
    from trama.protocol.signatures.sources import load  # noqa: PLC0415

    return anchors.merged(load(one) for one in sources)


def _error(trouble: Trouble, detail: str) -> dict[str, Any]:
    return {"error": {"code": str(trouble), "detail": detail}}


def _another_while(seconds: int) -> None:
    """So many seconds for the next job, after those that were used; a signal ends the process when they are over."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + seconds, hard))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
