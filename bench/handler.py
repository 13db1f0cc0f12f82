"""One process that answers one address again and again: its CPU, without a network, a server or who else is at work.

`python -m bench.handler APPLICATION FIRST ADDRESS RUNS` prints the milliseconds of each answer, one a line. FIRST is
asked for once before (the trivial site's session), or is `username:password` of who signs in.
"""

import gc
import sys
from importlib import import_module
from io import BytesIO
from time import process_time
from typing import Any

from django.test import Client

HOST = "127.0.0.1"


def answer(application: Any, address: str, cookies: str) -> int:
    """The status; the body is read and dropped."""
    said: list[str] = []
    path, _mark, query = address.partition("?")
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": HOST, "SERVER_PORT": "80",
        "HTTP_HOST": HOST, "HTTP_COOKIE": cookies, "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(), "wsgi.errors": sys.stderr, "wsgi.version": (1, 0),
    }  # fmt: skip
    body = application(environ, lambda status, *_headers: said.append(status))
    b"".join(body)
    body.close()
    return int(said[0][:3])


def cookies_after(first: str) -> str:
    """Of a browser that has asked for `first`, or signed in."""
    client = Client(SERVER_NAME=HOST)
    name, mark, password = first.partition(":")
    if mark:
        client.post("/entra/", {"username": name, "password": password})
        client.get("/entra/avanti/")
    else:
        client.get(first)
    return "; ".join(f"{key}={one.value}" for key, one in client.cookies.items())


def main(where: str, first: str, address: str, runs: str) -> None:
    application = import_module(where).application
    cookies = cookies_after(first)
    for _warming in range(20):
        if answer(application, address, cookies) != 200:
            raise RuntimeError(f"{address} is not answered")
    gc.collect()
    gc.freeze()
    for _run in range(int(runs)):
        began = process_time()
        answer(application, address, cookies)
        print((process_time() - began) * 1000)


if __name__ == "__main__":
    main(*sys.argv[1:])
