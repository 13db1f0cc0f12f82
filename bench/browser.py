"""A browser without a screen: keeps cookies and the connection, counts time and bytes."""

import http.client
import time
import urllib.parse
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

from trama.testing.forms import forms_of


@dataclass
class Answer:
    """One answer: seconds until its last byte, and what came."""

    status: int
    seconds: float
    body: bytes
    location: str

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


@dataclass
class Browser:
    """One person at one site."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, data: dict[str, str]) -> Answer:
        return self._ask("POST", path, urllib.parse.urlencode(data))

    def form(self, path: str) -> dict[str, str]:
        """What the page's largest form would send as it stands."""
        found = max(forms_of(self.get(path).text), key=lambda form: len(form.controls))
        return {
            control.name: control.value
            for control in found.controls
            if control.kind not in {"radio", "checkbox"} or control.checked
        }

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        response, content = self._exchange(method, path, body, headers)
        seconds = time.perf_counter() - began
        for line in response.headers.get_all("Set-Cookie") or []:
            for key, morsel in SimpleCookie(line).items():
                self.cookies[key] = morsel.value
        return Answer(response.status, seconds, content, response.headers.get("Location") or "")

    def _exchange(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[http.client.HTTPResponse, bytes]:
        for last in (False, True):
            self.connection = self.connection or http.client.HTTPConnection(
                "127.0.0.1", self.port, timeout=60
            )
            try:
                self.connection.request(method, path, body, headers)
                response = self.connection.getresponse()
                return response, response.read()
            except (http.client.HTTPException, OSError):  # the server closed an idle connection
                self.connection = None
                if last:
                    raise
        raise AssertionError
