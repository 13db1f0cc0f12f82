"""Have a database for as long as a command runs."""

from collections.abc import Iterator
from contextlib import contextmanager

from trama.config.database import is_embedded, purpose
from trama.config.postgres import Cluster, ensure_running, folder_for, has_crashed, stop_if_unused


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


def revive_server() -> None:
    """Start the embedded server again if it died; one that was stopped stays so."""
    if is_embedded() and has_crashed(folder_for(purpose())):
        ensure_running(purpose())
