"""A real browser for the journeys: Debian's Chromium, driven without anything downloaded."""

import asyncio
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserType, ConsoleMessage, Page, Request, sync_playwright

from trama.config import paths

AXE = paths.ROOT / "tests" / "vendor" / "axe.min.js"
SCREENSHOTS = paths.ROOT / "var" / "journey"
NARROW, DESKTOP = 320, 1280
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
# Chromium would look for updates, lists and a default search engine; nothing of this may leave the machine.
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-features=OptimizationHints,MediaRouter,Translate",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


def executable() -> str:
    """The Chromium to drive: CHROMIUM, else Debian's. `make test` makes sure that there is one."""
    return os.environ.get("CHROMIUM") or "/usr/bin/chromium"


def launch(kind: BrowserType, *more: str) -> Browser:
    """A headless browser; as root without its sandbox, which needs another user."""
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    arguments = [*QUIET, *sandbox, "--disable-dev-shm-usage", *more]
    return kind.launch(executable_path=executable(), headless=True, args=arguments)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser, closed at the end."""
    with sync_playwright() as playwright:
        browser = launch(playwright.chromium)
        try:
            yield browser
        finally:
            browser.close()


class Resident:
    """One Chromium for many journeys: each has sessions of its own in it (`page`), only the program is shared.

    Playwright leaves its event loop running in this thread, and Django refuses its database where a loop runs. So the
    loop is there inside `driven()` only.
    """

    def __init__(self) -> None:
        self._open()

    def _open(self) -> None:
        self._stack = ExitStack()
        self._browser = self._stack.enter_context(chromium())
        self._loop = asyncio.get_running_loop()
        asyncio._set_running_loop(None)

    @contextmanager
    def driven(self) -> Iterator[Browser]:
        """The browser, for one test; what the test needs of the database meanwhile goes through another thread."""
        if not self._browser.is_connected():  # it crashed in the test before
            self.close()
            self._open()
        asyncio._set_running_loop(self._loop)
        try:
            yield self._browser
        finally:
            asyncio._set_running_loop(None)

    def close(self) -> None:
        asyncio._set_running_loop(self._loop)
        try:
            self._stack.close()
        finally:
            asyncio._set_running_loop(None)


@dataclass
class Watched:
    """A page, and what went wrong on it that nobody would see."""

    page: Page
    problems: list[str] = field(default_factory=list)

    def note_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.problems.append(f"console: {message.text}")

    def note_request(self, request: Request) -> None:
        if not re.match(r"(https?://(127\.0\.0\.1|localhost)[:/])|data:|blob:", request.url):
            self.problems.append(f"left the site: {request.url}")


@contextmanager
def page(
    browser: Browser, base_url: str, *, javascript: bool = True, width: Literal[320, 1280] = DESKTOP
) -> Iterator[Watched]:
    """A page in a session of its own (no cookie shared), in Italian, at 320 or 1280 px."""
    context = browser.new_context(
        base_url=base_url,
        java_script_enabled=javascript,
        locale="it-IT",
        timezone_id="Europe/Rome",
        viewport={"width": width, "height": 800},
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    try:
        watched = Watched(context.new_page())
        if javascript:  # after the page: the empty one that a browser opens with needs no axe
            context.add_init_script(path=AXE)
        watched.page.on("console", watched.note_console)
        watched.page.on("request", watched.note_request)
        watched.page.on("pageerror", lambda error: watched.problems.append(f"script: {error}"))
        yield watched
    finally:
        context.close()


def axe(opened: Page) -> list[str]:
    """What axe finds on the page against WCAG 2.1 AA, a line a rule; empty when nothing is wrong.

    Needs a page of `page()` with JavaScript: axe is there by the debugger, which the content security policy lets
    pass. Only what is wrong is described and handed over, and style sheets and media are not fetched again (no rule of
    `WCAG` reads a style sheet, and we have neither sound nor film): both cost more than the rules themselves.
    """
    found: list[dict[str, Any]] = opened.evaluate(
        """async tags => (await axe.run(document, {
            runOnly: {type: 'tag', values: tags}, resultTypes: ['violations'], preload: false,
        })).violations""",
        WCAG,
    )
    return [_described(violation) for violation in found]


def _described(violation: dict[str, Any]) -> str:
    places = ", ".join(" ".join(map(str, node["target"])) for node in violation["nodes"])
    return f"{violation['id']}: {violation['help']} ({places})"


def overflows(opened: Page) -> bool:
    """Whether the page must be scrolled sideways."""
    return bool(
        opened.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    )


def screenshot(opened: Page, name: str) -> None:
    """Save the whole page as var/journey/<name>.png, where somebody wants to look at it (`make journey`)."""
    if "TRAMA_PICTURES" in os.environ:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        opened.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True, animations="disabled")
