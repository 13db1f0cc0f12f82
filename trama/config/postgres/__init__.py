"""The embedded PostgreSQL of a first run, of the demo and of the tests (docs/decisions/0002).

    cluster = ensure_running()          # or "test"
    DATABASES["default"] |= cluster.dsn("trama_app")

No Django is needed here.
"""

from trama.config.postgres.cluster import DATABASE, Cluster
from trama.config.postgres.databases import create_database, drop_database, drop_stale
from trama.config.postgres.errors import DatabaseInUseError, ServerError
from trama.config.postgres.folder import Folder, folder_for
from trama.config.postgres.process import has_crashed, is_running
from trama.config.postgres.roles import APP, MAINTENANCE, OWNER, PUBLIC
from trama.config.postgres.server import ensure_running, remove, stop, stop_if_unused

__all__ = [
    "APP",
    "DATABASE",
    "MAINTENANCE",
    "OWNER",
    "PUBLIC",
    "Cluster",
    "DatabaseInUseError",
    "Folder",
    "ServerError",
    "create_database",
    "drop_database",
    "drop_stale",
    "ensure_running",
    "folder_for",
    "has_crashed",
    "is_running",
    "remove",
    "stop",
    "stop_if_unused",
]
