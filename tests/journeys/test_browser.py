"""The browser helper itself: it sees what it must see, and stays on this machine."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.journeys.browser import Resident, overflows, page

PAGE = b"""<!doctype html><html lang="it"><title>Prova</title><body><main><h1>Prova</h1>
<p id="words">without</p><div style="width:%dpx">x</div><img alt="" src="%b">
<script>document.getElementById("words").textContent = "with"</script></main></body></html>"""


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        wide = 900 if "wide" in self.path else 200
        image = b"http://example.org/a.png" if "outside" in self.path else b"data:,"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE % (wide, image))

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_page_is_seen_with_and_without_javascript(resident: Resident, site: str) -> None:
    with resident.driven() as browser:
        for javascript, words in ((True, "with"), (False, "without")):
            with page(browser, site, javascript=javascript) as watched:
                watched.page.goto("/")
                assert watched.page.text_content("#words") == words


def test_what_is_wider_than_a_telephone_is_noticed(resident: Resident, site: str) -> None:
    with resident.driven() as browser, page(browser, site, width=320) as watched:
        watched.page.goto("/")
        assert not overflows(watched.page)
        watched.page.goto("/wide")
        assert overflows(watched.page)


def test_a_page_that_asks_another_site_is_noticed(resident: Resident, site: str) -> None:
    with resident.driven() as browser, page(browser, site) as watched:
        watched.page.goto("/outside")
        assert any("left the site: http://example.org/a.png" in problem for problem in watched.problems)
