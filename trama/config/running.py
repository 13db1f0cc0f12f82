"""Have a database for as long as a command runs."""

from collections.abc import Iterator
from contextlib import contextmanager

from trama.config.database import is_embedded, purpose
from trama.config.postgres import Cluster, ensure_running, stop_if_unused


@contextmanager
def running_server() -> Iterator[Cluster | None]:
    """Start the embedded server if it is ours to start, and stop it again unless someone else came to use it.

    With DATABASE_URL nothing is started and nothing is yielded.
    """
    if not is_embedded():
        yield None
        return
    cluster = ensure_running(purpose())
    try:
        yield cluster
    finally:
        if cluster.started:
            stop_if_unused(cluster.folder)
