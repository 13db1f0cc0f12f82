"""Have a database for as long as a command runs."""

from collections.abc import Iterator
from contextlib import contextmanager

from trama.config.database import is_embedded, purpose
from trama.config.postgres import MAINTENANCE, Cluster, ensure_running, stop


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
        if cluster.started and not _others_connected(cluster):
            stop(cluster.folder)


def _others_connected(cluster: Cluster) -> bool:
    with cluster.connect(MAINTENANCE, "postgres") as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        ).fetchone()
    return bool(row and row[0])
