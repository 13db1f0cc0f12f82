"""The site as people use it: a real server on a copy of the test database, a real browser in front."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, TypeVar

from playwright.sync_api import Browser, Page

from tests.journeys.browser import Watched, axe, overflows, page, screenshot
from tests.journeys.loaded import Loaded
from trama.config.postgres import Cluster
from trama.testing.cast import Cast, Person
from trama.testing.clients import fresh_code_of
from trama.testing.database import close_all, point_at

Width = Literal[320, 1280]
T = TypeVar("T")


@dataclass
class Site:
    """A served copy of the database with its cast."""

    url: str
    cast: Cast
    browser: Browser
    pool: ThreadPoolExecutor

    def backstage(self, act: Callable[..., T], *arguments: object) -> T:
        """Call `act` where the database can be reached: in a thread of its own."""
        return self.pool.submit(act, *arguments).result()


@contextmanager
def served(cluster: Cluster, cast: Cast, database: str, browser: Browser, loaded: Loaded) -> Iterator[Site]:
    """The product under gunicorn, with the tests' settings (cheap password hashing, second factor on)."""
    environment = {"TRAMA_DATABASE": database, "TRAMA_WITNESS_DIR": os.environ["TRAMA_WITNESS_DIR"]}
    with ThreadPoolExecutor(1) as pool, loaded.serving(environment) as port:
        pool.submit(point_at, cluster, database).result()
        yield Site(f"http://127.0.0.1:{port}", cast, browser, pool)
        pool.submit(close_all).result()


class Visit:
    """One person at her browser: what she does, in the words of the page, checked at every step."""

    def __init__(self, site: Site, watched: Watched, *, name: str, javascript: bool, width: Width) -> None:
        self.site, self.watched, self.name = site, watched, name
        self.javascript, self.width, self.step = javascript, width, 0

    @property
    def page(self) -> Page:
        return self.watched.page

    def sign_in(self, person: Person) -> None:
        """Password, then code."""
        self.page.goto("/entra/")
        self.page.fill("[name=username]", person.username)
        self.page.fill("[name=password]", person.password)
        self.press("Continua")
        self.page.fill("[name=code]", self.site.backstage(fresh_code_of, person))
        self.press("Entra")

    def go(self, words: str) -> None:
        """Follow a link of the page or of the menu."""
        self.page.get_by_role("link", name=words).filter(visible=True).first.click()
        self.page.wait_for_load_state()

    def pick(self, name: str, value: str) -> None:
        """A choice, whether it is drawn as a list or as buttons."""
        select = self.page.locator(f"main select[name={name}]")
        if select.count():
            select.select_option(value)
        else:
            self.choose(name, value)

    def tick(self, name: str) -> None:
        """A checkbox that stands alone."""
        self.page.locator(f"main [name={name}]").check(force=True)

    def press(self, words: str) -> None:
        self.page.get_by_role("button", name=words, exact=True).filter(visible=True).first.click()
        self.page.wait_for_load_state()

    def choose(self, name: str, value: str) -> None:
        """A radio button or a checkbox, by the label that belongs to it."""
        self.page.locator(f"main [name={name}][value='{value}']").check(force=True)

    def write(self, **values: str) -> None:
        for name, value in values.items():
            self.page.locator(f"main [name={name}]").fill(value)

    def reads(self, words: str) -> None:
        """The page says it."""
        text = self.page.locator("main").inner_text()
        assert words in text, f"«{words}» is not on {self.page.url}:\n{text[:1500]}"

    def picture(self, what: str) -> None:
        """The checks of every page: nothing wrong, nothing sideways, axe clean; a picture if asked for."""
        self.step += 1
        mode = "js" if self.javascript else "nojs"
        screenshot(self.page, f"{self.name}-{mode}-{self.width}-{self.step:02d}-{what}")
        assert not overflows(self.page), f"{what} must be scrolled sideways at {self.width} px"
        assert self.watched.problems == [], what
        if self.javascript:
            assert axe(self.page) == [], what


@contextmanager
def visit(site: Site, name: str, *, javascript: bool = True, width: Width = 1280) -> Iterator[Visit]:
    """A browser of her own."""
    with page(site.browser, site.url, javascript=javascript, width=width) as watched:
        yield Visit(site, watched, name=name, javascript=javascript, width=width)
