"""Many people sign in at once while others read: what those others wait.

The crowd is a process of its own, so that its work is not taken for the server's; it shares the machine's cores all the
same, as no real browser would. Pages are asked at fixed instants, by several readers, and count from that instant: a
slow answer cannot hold the next question back.
"""

import multiprocessing
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.queues import SimpleQueue

from bench.browser import Answer, Browser
from bench.measuring import percentile

PER_SECOND, READERS = 10, 4
SIGN_IN = "/entra/"


@dataclass(frozen=True)
class Plan:
    """Who signs in where, for how long: `every` so many seconds all at one moment; 0: again as soon as they are in."""

    port: int
    people: tuple[str, ...]  # by username, each another: one name tried eight times at once is slowed down
    password: str
    seconds: float
    every: float

    def after(self, start: float, began: float) -> float:
        """When one who began then begins again."""
        if not self.every:
            return time.monotonic()
        return start + self.every * (1 + round((began - start) / self.every))


@dataclass(frozen=True)
class Asked:
    """From when to when, on the machine's monotonic clock, and the answer."""

    began: float
    ended: float
    status: int

    @property
    def seconds(self) -> float:
        return self.ended - self.began


@dataclass(frozen=True)
class Crowded:
    """Seconds at p95 of the pages that were asked while somebody was signing in, and of the sign-ins that succeeded."""

    page: float
    pages: int
    sign_in: float
    entered: int
    told_to_wait: int


def crowded(plan: Plan, read: Callable[[], Callable[[], Answer]]) -> Crowded:
    """`read` makes a reader: a function that asks for the page."""
    readers = [read() for _reader in range(READERS)]
    context = multiprocessing.get_context("spawn")
    ready: SimpleQueue[float] = context.SimpleQueue()
    told: SimpleQueue[list[Asked]] = context.SimpleQueue()
    crowd = context.Process(target=_crowd, args=(plan, ready, told))
    crowd.start()
    pages = _pages(readers, ready.get(), plan.seconds)
    entering = told.get()
    crowd.join(60)
    during = [page.seconds for page in pages if any(_overlap(page, one) for one in entering)]
    entered = [one.seconds for one in entering if one.status == 302]
    return Crowded(
        percentile(during, 0.95), len(during), percentile(entered, 0.95), len(entered),
        sum(one.status == 503 for one in entering),
    )  # fmt: skip


def _overlap(one: Asked, other: Asked) -> bool:
    return one.began < other.ended and other.began < one.ended


def _pages(readers: list[Callable[[], Answer]], start: float, seconds: float) -> list[Asked]:
    def read(number: int) -> list[Asked]:
        asked = []
        for turn in range(number, int(seconds * PER_SECOND), READERS):
            due = start + turn / PER_SECOND
            time.sleep(max(0.0, due - time.monotonic()))
            asked.append(Asked(due, due, 0))
            answer = readers[number]()
            asked[-1] = Asked(due, time.monotonic(), answer.status)
        return asked

    with ThreadPoolExecutor(READERS) as pool:
        return [one for own in pool.map(read, range(READERS)) for one in own]


def _crowd(plan: Plan, ready: "SimpleQueue[float]", told: "SimpleQueue[list[Asked]]") -> None:
    """The crowd's process. Everybody has read the page of the sign-in before."""
    done: list[Asked] = []
    browsers = [Browser(plan.port) for _person in plan.people]
    forms = [browser.form(SIGN_IN) for browser in browsers]
    start = time.monotonic() + 1
    ready.put(start)

    def person(username: str, browser: Browser, form: dict[str, str]) -> None:
        typed = {**form, "username": username, "password": plan.password}
        begin = start
        while begin < start + plan.seconds:
            time.sleep(max(0.0, begin - time.monotonic()))
            begin = time.monotonic()
            browser.cookies.pop("trama", None)
            answer = browser.post(SIGN_IN, typed)
            done.append(Asked(begin, time.monotonic(), answer.status))
            begin = plan.after(start, begin)

    people = [
        threading.Thread(target=person, args=pair) for pair in zip(plan.people, browsers, forms, strict=True)
    ]
    for one in people:
        one.start()
    for one in people:
        one.join()
    told.put(done)
