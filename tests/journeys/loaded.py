"""The product's web server for each journey, forked from a process that has imported the product already.

Importing takes seconds, a fork none. What comes of it is gunicorn with the product's own configuration, a master and
its workers, as a start from nothing would make it; nothing that one of them learns reaches the next.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Self

from bench.servers import free_port


class Loaded:
    """A process that waits, with everything imported, to become servers."""

    def __enter__(self) -> Self:
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "trama.testing.settings"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.loaded"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=60)  # it ends with its input

    @contextmanager
    def serving(self, environment: Mapping[str, str]) -> Iterator[int]:
        """A server with this in its environment, on a port of its own; stopped at the end."""
        port = free_port()
        master = self._ask({"serve": {**environment, "TRAMA_PORT": str(port)}})
        try:
            _wait(port)
            yield port
        finally:
            self._ask({"stop": master})

    def _ask(self, what: Mapping[str, object]) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


def _wait(port: int) -> None:
    for _try in range(1200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.025)
    raise RuntimeError("the server does not answer")


def main() -> None:
    """Import the product; then a line in, a line out: `serve` answers with the new master, `stop` with how it ended."""
    import gunicorn.app.wsgiapp  # noqa: F401 - what every server has in common

    import trama.config.wsgi  # noqa: F401

    masters: set[int] = set()
    for line in sys.stdin:
        asked = json.loads(line)
        if "serve" in asked:
            master = os.fork()
            if master == 0:
                _serve(asked["serve"])
            masters.add(master)
            answer = master
        else:
            masters.remove(asked["stop"])
            answer = _stop(asked["stop"])
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()
    for master in masters:
        _stop(master)


def _stop(master: int) -> int:
    os.kill(master, signal.SIGTERM)
    return os.waitpid(master, 0)[1]


def _serve(environment: Mapping[str, str]) -> None:
    """Become a server of this environment; does not return."""
    from django.conf import settings
    from django.db import connections
    from gunicorn.app.wsgiapp import WSGIApplication

    from trama.config import paths
    from trama.config.database import databases

    try:
        os.dup2(os.open(os.devnull, os.O_RDWR), 0)
        os.dup2(2, 1)
        os.environ.update(environment)
        # What the settings read of what differs between journeys: the database, and what is remembered beside it.
        settings.WITNESS_DIR = paths.witness_folder()
        for alias, entry in databases().items():
            connections.settings[alias].update(entry)
        sys.argv = ["gunicorn", "-c", "python:trama.config.gunicorn"]
        WSGIApplication("%(prog)s").run()
    except SystemExit as end:
        os._exit(int(end.code or 0))
    finally:
        os._exit(1)


if __name__ == "__main__":
    main()
