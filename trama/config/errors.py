"""What the outside and the logs learn of an error: its kind and place, never a value (DESIGN §1.2)."""

import logging
import re
import traceback
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter


class SilentReporter(ExceptionReporter):
    """Reports neither locals nor settings nor the request's data."""

    def get_traceback_data(self) -> dict[str, Any]:
        return {"exception_type": getattr(self.exc_type, "__name__", "Exception"), "frames": []}

    def get_traceback_text(self) -> SafeString:
        return SafeString(describe(self.exc_type, self.tb))

    def get_traceback_html(self) -> SafeString:
        return self.get_traceback_text()


def describe(kind: type[BaseException] | None, tb: Any) -> str:
    """The type of an exception and the places it passed: an exception's message can hold what was typed."""
    name = f"{kind.__module__}.{kind.__qualname__}" if kind else "Exception"
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(tb)]
    return "\n  ".join([name, *places])


class SilentFormatter(logging.Formatter):
    """Formats an exception as its type and places; URLs are logged without their query and without ids."""

    def formatException(self, ei: Any) -> str:  # noqa: N802  (logging's name)
        return describe(ei[0], ei[2])

    def format(self, record: logging.LogRecord) -> str:
        if isinstance(record.args, tuple):
            record.args = tuple(_place(arg) for arg in record.args)
        elif isinstance(record.args, dict):
            record.args = {name: _place(arg) for name, arg in record.args.items()}
        return super().format(record)


# A part of an address that names a row or is a token: whose page was asked for is nobody's to keep.
_NAMES_A_ROW = re.compile(r"(?<=/)(?=[^/]*\d)[0-9A-Za-z_-]{16,}(?=/|$)")


def _place(argument: object) -> object:
    """An address, or what else names a row, as a log may hold it; anything else as it is."""
    if not isinstance(argument, str):
        return argument
    return _NAMES_A_ROW.sub("…", argument.split("?", 1)[0] if argument.startswith("/") else argument)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing of the request is read again, as Django's own page does: it may be what cannot be read."""
    return HttpResponse(render_to_string("400.html"), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """As `bad_request`: an error on the page of an error would be told by the web server, with all it holds."""
    return HttpResponse(render_to_string("500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came without its token: the page was open too long, or the request is not ours."""
    return render(request, "403_csrf.html", status=403)
