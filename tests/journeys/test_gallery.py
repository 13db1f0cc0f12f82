"""Every page of `/ui/` in a real browser: legible by all, at 320 px too, with scripts and without."""

import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from playwright.sync_api import Browser, Page, Route

from tests.journeys.browser import Resident, axe, overflows, page, screenshot
from trama.ui.chrome import Chrome

PAGES = ["", "accesso", "agenda", "percorso", "elenco", "modulo", "conferma", "cifre", "foglio"]
PAGES += ["errore-404", "errore-500"]
WIDTHS = [320, 1280]


def signed_in(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Somebody for the header, without a database."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.chrome = Chrome(  # type: ignore[attr-defined]
            "Giulia Rinaldi", "Centro antiviolenza Il Glicine", "/uscita/", notice="Dati inventati."
        )
        return get_response(request)

    return middleware


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    middleware = [
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "csp.middleware.CSPMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "tests.journeys.test_gallery.signed_in",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django_htmx.middleware.HtmxMiddleware",
    ]
    static = str(tmp_path_factory.mktemp("static"))
    with override_settings(
        ROOT_URLCONF="trama.ui.tests.urls", MIDDLEWARE=middleware, DEMO=True, STATIC_ROOT=static
    ):
        server = make_server("127.0.0.1", 0, get_wsgi_application(), Server, Quiet)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()


@pytest.fixture
def browser(resident: Resident) -> Iterator[Browser]:
    with resident.driven() as opened:
        yield opened


def address(name: str) -> str:
    return f"/ui/{name}/" if name else "/ui/"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_is_cut(browser: Browser, site: str, name: str, width: int) -> None:
    with page(browser, site, width=width) as watched:  # type: ignore[arg-type]
        watched.page.goto(address(name))
        screenshot(watched.page, f"ui-{name or 'componenti'}-{width}")
        assert axe(watched.page) == []
        assert not overflows(watched.page)
        assert watched.problems == []


def send(opened: Page) -> None:
    """Press the button of the page's form and wait for the answer."""
    with opened.expect_navigation():
        opened.locator("main form[method=post] .form-acts button").click()


@pytest.mark.parametrize("javascript", [True, False])
def test_what_is_wrong_is_said_and_gets_the_focus(browser: Browser, site: str, javascript: bool) -> None:
    with page(browser, site, javascript=javascript) as watched:
        watched.page.goto(address("modulo"))
        watched.page.fill("#id_phone", "la chiami la sorella")
        watched.page.check("#id_safe_1")
        send(watched.page)
        assert watched.page.locator("[data-error-summary]:focus").count() == 1
        assert watched.page.input_value("#id_phone") == "la chiami la sorella"
        assert watched.page.is_checked("#id_safe_1")
        watched.page.click("[data-error-summary] a")
        if javascript:
            assert watched.page.locator("#id_name:focus").count() == 1
            assert axe(watched.page) == []


def test_the_keyboard_reaches_the_contents_first(browser: Browser, site: str) -> None:
    with page(browser, site) as watched:
        watched.page.goto(address("elenco"))
        watched.page.keyboard.press("Tab")
        assert watched.page.locator(".skip-link:focus").is_visible()
        watched.page.keyboard.press("Enter")
        watched.page.keyboard.press("Tab")
        assert watched.page.locator("main :focus").count() == 1


def test_the_person_menu_opens_and_closes_without_a_mouse(browser: Browser, site: str) -> None:
    with page(browser, site) as watched:
        watched.page.goto(address("agenda"))
        watched.page.focus(".person-menu summary")
        watched.page.keyboard.press("Enter")
        assert watched.page.locator(".person-menu form button").is_visible()
        assert axe(watched.page) == []
        watched.page.keyboard.press("Escape")
        assert not watched.page.locator(".person-menu form button").is_visible()
        assert watched.page.locator(".person-menu summary:focus").count() == 1


def test_without_scripts_menus_filters_and_waiting_still_open(browser: Browser, site: str) -> None:
    with page(browser, site, javascript=False, width=320) as watched:
        watched.page.goto(address("elenco"))
        watched.page.click(".person-menu summary")
        assert watched.page.locator(".person-menu form button").is_visible()
        watched.page.goto(address("elenco"))
        watched.page.fill("#id_q", "Amin")
        watched.page.locator(".filters-row button").click()
        assert "q=Amin" in watched.page.url
        assert watched.page.locator("main tbody tr").count() == 1
        watched.page.goto(address("agenda"))
        watched.page.locator(".snooze summary").first.click()
        assert watched.page.locator(".snooze button").first.is_visible()


def test_a_hurried_second_click_sends_nothing(browser: Browser, site: str) -> None:
    with page(browser, site) as watched:
        watched.page.goto(address("modulo"))
        watched.page.evaluate(
            """() => {
                window.sent = 0;
                document.addEventListener("submit", (event) => {
                    if (!event.defaultPrevented) window.sent += 1;
                    event.preventDefault();
                });
            }"""
        )
        for _ in range(3):
            watched.page.locator("main .form-acts button").click()
        assert watched.page.evaluate("window.sent") == 1


def test_waiting_leaves_the_rest_of_the_page_where_it_is(browser: Browser, site: str) -> None:
    with page(browser, site) as watched:
        watched.page.goto(address("agenda"))
        watched.page.evaluate("window.still = 'here'")
        watched.page.locator(".snooze summary").first.click()
        watched.page.locator(".snooze button").first.click()
        watched.page.locator("h1:focus").wait_for()
        assert watched.page.evaluate("window.still") == "here"
        assert watched.page.locator("main").count() == 1
        assert watched.page.url.endswith(address("agenda"))
        assert watched.page.title() == "Agenda · Trama"
        assert axe(watched.page) == []
        assert watched.problems == []


def test_a_session_that_ended_meanwhile_shows_its_page_and_not_inside_another(
    browser: Browser, site: str
) -> None:
    def whole_page(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(
                status=200, content_type="text/html", body="<!doctype html><title>x</title><main>x</main>"
            )
        else:
            route.continue_()

    with page(browser, site) as watched:
        watched.page.goto(address("agenda"))
        watched.page.evaluate("window.still = 'here'")
        watched.page.route("**/ui/agenda/", whole_page)
        watched.page.locator(".snooze summary").first.click()
        with watched.page.expect_navigation():
            watched.page.locator(".snooze button").first.click()
        assert watched.page.evaluate("window.still") is None


def test_today_and_yesterday_are_one_press_away(browser: Browser, site: str) -> None:
    with page(browser, site) as watched:
        watched.page.goto(address("modulo"))
        watched.page.get_by_role("button", name="Ieri").click()
        yesterday = date.fromisoformat(watched.page.input_value("#id_first"))
        watched.page.get_by_role("button", name="Oggi").click()
        today = date.fromisoformat(watched.page.input_value("#id_first"))
        assert today - yesterday == timedelta(days=1)
