"""Timing pages, and counting what they cost the database."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.browser import Answer


@dataclass(frozen=True)
class Timing:
    """Seconds of single requests, one after the other, and how many of them fit into a second."""

    median: float
    p95: float
    per_second: float
    bytes: int


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def timed(ask: Callable[[], Answer], *, runs: int, expect: int = 200) -> Timing:
    """Ask `runs` times after a warm-up. Raises when an answer is not the expected one."""
    for _warm in range(3):
        _checked(ask(), expect)
    began = time.perf_counter()
    answers = [_checked(ask(), expect) for _run in range(runs)]
    elapsed = time.perf_counter() - began
    seconds = [answer.seconds for answer in answers]
    size = len(answers[-1].body)
    return Timing(statistics.median(seconds), percentile(seconds, 0.95), runs / elapsed, size)


def _checked(answer: Answer, expect: int) -> Answer:
    if answer.status != expect:
        raise RuntimeError(f"expected {expect}, got {answer.status}: {answer.text[:300]}")
    return answer


def queries_of(client: Client, path: str, sent: dict[str, str] | None = None) -> int:
    """How many statements one page costs, the session's and the transaction's settings included."""
    ask = partial(client.post, path, sent) if sent else partial(client.get, path)
    ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)
