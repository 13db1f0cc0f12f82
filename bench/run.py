"""One run: make the installation, grow it, measure at each size, print."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from django.db import connections
from django.test import Client
from django.utils import timezone

from bench.aims import (
    CROWDED_P95,
    LIST_GROWTH,
    PATH_QUERIES,
    PATH_RATIO,
    SEARCH_P95,
    SIGN_IN_P95,
    Aim,
)
from bench.browser import Answer, Browser
from bench.crowd import Crowded, Plan, crowded
from bench.measuring import Timing, queries_of, timed
from bench.pages import Page, pages, sign_in
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


@dataclass(frozen=True)
class Row:
    """One page of the table. No queries: its address writes, and is not counted."""

    name: str
    timing: Timing
    queries: int | None = None


def _measure(bench: Bench, sizes: list[int], own: int) -> None:
    point_at(bench.cluster, bench.name)
    migrate()
    placed: list[loading.Placed] = []
    loading.load(lambda told: None, placed.extend)
    centre = next(one for one in placed if "operatrice" in one.people)
    insider = centre.people["operatrice"]
    people = tuple(islice((name for one in placed for name in one.people if name != "operatrice"), 8))
    began = time.perf_counter()
    own_women(insider, own)
    path = one_long_path(insider)
    _say(f"{own:,} women of {centre.organisation.short_name}: {time.perf_counter() - began:.0f} s")
    environment = reference_environment(bench.cluster, bench.reference)
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "-v0"], env={**os.environ, **environment}, check=True
    )
    tables: dict[int, dict[str, Row]] = {}
    ratio, crowds = 0.0, dict[str, Crowded]()
    for size, copies in stages(sizes, own):
        began = time.perf_counter()
        others(bench.cluster, bench.name, centre.organisation.pk, copies)
        _say(f"{size:,} women in the installation: {time.perf_counter() - began:.0f} s")
        with (
            serving("bench.trivial.wsgi:application", environment) as plain,
            serving("trama.config.wsgi:application", {"TRAMA_DATABASE": bench.name}) as port,
        ):
            tables[size], ratio = _table(plain, port, path.pk, size=size, factor=bench.factor)
            if size == max(sizes):
                crowds = _crowds(port, path.pk, people, bench.factor)
    print("\nWhat issue 2 asks")
    for aim in _aims(tables, ratio, crowds):
        print(f"  {aim}")


def _table(plain: int, port: int, path_id: UUID, *, size: int, factor: float) -> tuple[dict[str, Row], float]:
    """Measure and print one size; the path page's ratio. The trivial page is asked again before each other page."""
    visitor = Browser(plain)
    visitor.get("/start/")
    trivial: list[Timing] = []
    rows: dict[str, Row] = {}
    for page in pages(port, path_id, timezone.localdate().year):
        trivial.append(timed(lambda: visitor.get("/"), runs=max(20, int(60 * factor))))
        timing = timed(page.ask, runs=max(3, int(page.runs * factor)), expect=page.expect)
        rows[page.name] = Row(page.name, timing, _queries(page))
    medians, worst, speeds = zip(*map(_figures, trivial), strict=True)
    base = Timing(*map(statistics.median, (medians, worst, speeds)), trivial[0].bytes)
    print(f"\n{size:,} women in the installation\n{HEAD}")
    for row in (Row("trivial page", base, 2), *rows.values()):
        print(_line(row, base), flush=True)
    return rows, rows["path page"].timing.median / base.median


def _figures(timing: Timing) -> tuple[float, float, float]:
    return timing.median, timing.p95, timing.per_second


def _queries(page: Page) -> int | None:
    if not page.path:
        return None
    client = Client(SERVER_NAME="127.0.0.1")
    typed = {"username": "analista" if page.analyst else "operatrice", "password": PASSWORD}
    client.post("/entra/", typed)
    client.get("/entra/avanti/")
    connections["default"].ensure_connection()
    return queries_of(client, page.path, page.sent)


def _line(row: Row, trivial: Timing) -> str:
    timing = row.timing
    counted = "" if row.queries is None else str(row.queries)
    return (
        f"{row.name:<18}{timing.median * 1000:>6.1f} ms{timing.p95 * 1000:>6.1f} ms{timing.per_second:>8.0f}"
        f"{timing.median / trivial.median:>6.1f}×{counted:>9}{timing.bytes:>9}"
    )


def _crowds(port: int, path_id: UUID, people: tuple[str, ...], factor: float) -> dict[str, Crowded]:
    """The path page at 10 requests a second, alone and while eight people sign in."""

    def reader() -> Callable[[], Answer]:
        browser = sign_in(port, "operatrice")
        return lambda: browser.get(f"/percorsi/{path_id}/")

    seconds = max(8.0, 24 * factor)
    found = {
        "all at one moment": crowded(Plan(port, people, PASSWORD, seconds, every=4), reader),
        "again and again": crowded(Plan(port, people, PASSWORD, seconds, every=0), reader),
    }
    print(
        "\nPath page at 10 requests/s while eight people sign in (they and the readers share the machine's cores)"
    )
    for name, one in found.items():
        print(
            f"  {name:<18} page p95 {one.page * 1000:.0f} ms ({one.pages} pages); sign-in p95"
            f" {one.sign_in * 1000:.0f} ms ({one.entered} came in, {one.told_to_wait} were told to try again)"
        )
    return found


def _aims(tables: dict[int, dict[str, Row]], ratio: float, crowds: dict[str, Crowded]) -> list[Aim]:
    """At the largest installation; `queries` count BEGIN and COMMIT."""
    largest = tables[max(tables)]
    smallest = tables[min(tables)]
    growth = largest["case list"].timing.p95 / smallest["case list"].timing.p95
    return [
        Aim("path page, median over the trivial page's", ratio, PATH_RATIO, "×"),
        Aim("path page, queries with BEGIN and COMMIT", largest["path page"].queries or 0, PATH_QUERIES),
        Aim(f"case list, p95 at {max(tables):,} over {min(tables):,}", growth, LIST_GROWTH, "×"),
        Aim("name search, p95", largest["name search"].timing.p95 * 1000, SEARCH_P95, " ms"),
        Aim("sign-in alone, p95", largest["sign-in"].timing.p95 * 1000, SIGN_IN_P95, " ms"),
        *(
            Aim(f"other pages while eight sign in, {name}, p95", one.page * 1000, CROWDED_P95, " ms")
            for name, one in crowds.items()
        ),
    ]


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
