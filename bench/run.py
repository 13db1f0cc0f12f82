"""One run: make the installation, grow it, measure at each size, print."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from uuid import UUID

from django.db import connections
from django.test import Client
from django.utils import timezone

from bench.browser import Browser
from bench.measuring import Timing, queries_of, timed, under_load
from bench.pages import Page, attempt, pages, sign_in
from bench.population import one_long_path, others, own_women, stages
from bench.servers import reference_environment, serving
from trama.config.postgres import Cluster, create_database, drop_database, ensure_running, stop
from trama.demo import loading
from trama.demo.people import PASSWORD
from trama.testing.database import close_all, migrate, point_at

HEAD = f"{'page':<18}{'median':>9}{'p95':>9}{'req/s':>8}{'ratio':>7}{'queries':>9}{'bytes':>9}"


def run(sizes: list[int], *, own: int, factor: float) -> int:
    """Measure; 0. The bench server is stopped at the end and its databases are dropped."""
    cluster = ensure_running("bench")
    name, reference = f"bench_{os.getpid()}", f"bench_reference_{os.getpid()}"
    create_database(cluster, name, temporary=True)
    create_database(cluster, reference, temporary=True)
    try:
        _measure(Bench(cluster, name, reference, factor), sizes, own)
    finally:
        close_all()
        drop_database(cluster, name)
        drop_database(cluster, reference)
        stop(cluster.folder)
    return 0


@dataclass(frozen=True)
class Bench:
    """The server, the database that is measured, the reference's, and how many runs."""

    cluster: Cluster
    name: str
    reference: str
    factor: float


def _measure(bench: Bench, sizes: list[int], own: int) -> None:
    point_at(bench.cluster, bench.name)
    migrate()
    placed: list[loading.Placed] = []
    loading.load(lambda told: None, placed.extend)
    centre = next(one for one in placed if "operatrice" in one.people)
    insider = centre.people["operatrice"]
    began = time.perf_counter()
    own_women(insider, own)
    path = one_long_path(insider)
    _say(f"{own} women of {centre.organisation.short_name}, {time.perf_counter() - began:.0f} s")
    environment = reference_environment(bench.cluster, bench.reference)
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "-v0"], env={**os.environ, **environment}, check=True
    )
    lists: dict[int, Timing] = {}
    for size, copies in stages(sizes, own):
        others(bench.cluster, bench.name, centre.organisation.pk, copies)
        with (
            serving("bench.trivial.wsgi:application", environment) as plain,
            serving("trama.config.wsgi:application", {"TRAMA_DATABASE": bench.name}) as port,
        ):
            lists[size] = _table(plain, port, path.pk, size=size, factor=bench.factor)
            if size == max(sizes):
                _busy(port, path.pk)
    _growth(lists)


def _table(plain: int, port: int, path_id: UUID, *, size: int, factor: float) -> Timing:
    """Print one size's table; the case list's timing."""
    visitor = Browser(plain)
    visitor.get("/start/")
    trivial = timed(lambda: visitor.get("/"), runs=int(200 * factor))
    print(f"\n{size:,} women in the installation\n{HEAD}")
    print(_row("trivial page", trivial, trivial, 2))
    measured: dict[str, Timing] = {}
    for page in pages(port, path_id, timezone.localdate().year):
        measured[page.name] = timed(page.ask, runs=max(3, int(page.runs * factor)), expect=page.expect)
        print(_row(page.name, measured[page.name], trivial, _queries(page)), flush=True)
    return measured["case list"]


def _queries(page: Page) -> int | None:
    if not page.path:
        return None
    client = Client(SERVER_NAME="127.0.0.1")
    typed = {"username": "analista" if page.analyst else "operatrice", "password": PASSWORD}
    client.post("/entra/", typed)
    client.get("/entra/avanti/")
    connections["default"].ensure_connection()
    return queries_of(client, page.path, page.sent)


def _row(name: str, timing: Timing, trivial: Timing, queries: int | None) -> str:
    ratio = timing.median / trivial.median
    counted = "" if queries is None else str(queries)
    return (
        f"{name:<18}{timing.median * 1000:>6.1f} ms{timing.p95 * 1000:>6.1f} ms{timing.per_second:>8.0f}"
        f"{ratio:>6.1f}×{counted:>9}{timing.bytes:>9}"
    )


def _busy(port: int, path_id: UUID) -> None:
    reader = sign_in(port, "operatrice")
    p95 = under_load(
        lambda: _ignore(attempt(Browser(port), "operatrice")),
        lambda: reader.get(f"/percorsi/{path_id}/"),
        people=8,
    )
    print(f"\npath page at 10 requests/s while 8 people sign in at once: p95 {p95 * 1000:.0f} ms")


def _ignore(_answer: object) -> None:
    """Some of the eight are told to try again after five seconds: that is the gate at work."""


def _growth(lists: dict[int, Timing]) -> None:
    if len(lists) > 1:
        small, large = lists[min(lists)], lists[max(lists)]
        print(f"case list, p95 at {max(lists):,} over {min(lists):,}: {large.p95 / small.p95:.2f}×")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
