"""The pages that are measured, as one operator and one analyst see them."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from bench.browser import Answer, Browser
from trama.demo.people import PASSWORD


@dataclass(frozen=True)
class Page:
    """A name for the table, how to ask for it, how often, where to count its queries, what is sent."""

    name: str
    ask: Callable[[], Answer]
    runs: int
    path: str = ""
    analyst: bool = False
    expect: int = 200
    sent: dict[str, str] | None = None


def sign_in(port: int, username: str) -> Browser:
    """A browser in which `username` has signed in; raises when it did not work."""
    browser = Browser(port)
    answer = attempt(browser, username)
    if answer.status != 302:
        raise RuntimeError(f"sign-in: {answer.status}")
    browser.get(answer.location)
    return browser


def attempt(browser: Browser, username: str) -> Answer:
    """The password step alone: the slow one."""
    browser.cookies.pop("trama", None)
    form = browser.form("/entra/")
    return browser.post("/entra/", {**form, "username": username, "password": PASSWORD})


def new_contact(browser: Browser) -> Answer:
    """Open a first contact with a name only; what is timed is the POST."""
    form = browser.form("/percorsi/nuovo/")
    return browser.post("/percorsi/nuovo/", {**form, "name": "Stella"})


def pages(port: int, path_id: UUID, year: int) -> list[Page]:
    """In the order of the table. Each person has a browser of her own."""
    operator, analyst, newcomer = sign_in(port, "operatrice"), sign_in(port, "analista"), Browser(port)
    one = f"/percorsi/{path_id}/"
    words = {**operator.form("/percorsi/"), "q": "zenob"}

    def get(browser: Browser, path: str) -> Callable[[], Answer]:
        return lambda: browser.get(path)

    return [
        Page("sign-in", lambda: attempt(newcomer, "operatrice"), 12, expect=302),
        Page("case list", get(operator, "/percorsi/"), 120, "/percorsi/"),
        Page(
            "name search", lambda: operator.post("/percorsi/", words), 60, "/percorsi/", sent={"q": "zenob"}
        ),
        Page("path page", get(operator, one), 120, one),
        Page("create a contact", lambda: new_contact(operator), 40, expect=302),
        Page("agenda", get(operator, "/agenda/"), 120, "/agenda/"),
        Page("yearly page", get(analyst, f"/dati/{year}/"), 10, f"/dati/{year}/", analyst=True),
    ]
