"""Starting both sites under gunicorn with the product's own settings for it, side by side."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from trama.config.postgres import Cluster


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(application: str, environment: Mapping[str, str]) -> Iterator[int]:
    """`application` on a port of its own, with the product's gunicorn configuration; stopped at the end."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", "python:trama.config.gunicorn", application]
    process = subprocess.Popen(command, env={**os.environ, **environment, "TRAMA_PORT": str(port)})
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _try in range(300):
        if process.poll() is not None:
            raise RuntimeError("the server did not start")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server does not answer")


def reference_environment(cluster: Cluster, database: str) -> dict[str, str]:
    """How the trivial site reaches its database (the maintenance role owns it)."""
    keys = cluster.dsn("trama_maintenance", database)
    return {
        "BENCH_HOST": keys["HOST"],
        "BENCH_PORT": keys["PORT"],
        "BENCH_USER": keys["USER"],
        "BENCH_PASSWORD": keys["PASSWORD"],
        "BENCH_DATABASE": database,
        "DJANGO_SETTINGS_MODULE": "bench.trivial.settings",
    }
