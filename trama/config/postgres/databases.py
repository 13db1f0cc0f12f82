"""Create, copy and drop databases of an embedded server.

A database made for a process carries the process in its comment; when that process is dead the
database is stale and the next start drops it.
"""

import os
from pathlib import Path
from typing import Any

from psycopg import Connection, sql
from psycopg.errors import InsufficientPrivilege, ObjectInUse

from trama.config.postgres.cluster import Cluster
from trama.config.postgres.errors import DatabaseInUseError
from trama.config.postgres.roles import MAINTENANCE, close_to_others

MARK = "for process "


def create_database(
    cluster: Cluster, name: str, template: str | None = None, *, temporary: bool = False
) -> None:
    """Make `name` owned by maintenance, as a copy of `template` if given (which nobody may be using).

    `temporary` ties it to this process: it is dropped as stale once the process is gone.
    """
    with cluster.connect(MAINTENANCE, "postgres") as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template or "template0")
            )
        )
        if temporary:
            connection.execute(
                sql.SQL("COMMENT ON DATABASE {} IS {}").format(
                    sql.Identifier(name), sql.Literal(MARK + process_mark(os.getpid()))
                )
            )
    with cluster.connect(MAINTENANCE, name) as connection:
        close_to_others(connection, name)


def drop_database(cluster: Cluster, name: str) -> None:
    """Drop `name` if it exists, ending whoever is still connected as maintenance.

    Raises DatabaseInUseError while an application is.
    """
    with cluster.connect(MAINTENANCE, "postgres") as connection:
        drop_by(connection, name)


def drop_stale(cluster: Cluster) -> list[str]:
    """Drop the databases whose process is dead; their names."""
    with cluster.connect(MAINTENANCE, "postgres") as connection:
        marked = connection.execute(
            "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database"
            " WHERE shobj_description(oid, 'pg_database') LIKE %s",
            [MARK + "%"],
        ).fetchall()
        stale = [name for name, comment in marked if not _alive(comment.removeprefix(MARK))]
        for name in stale:
            drop_by(connection, name)
    return stale


def process_mark(pid: int) -> str:
    """`pid/start time`: the start time tells a process from a later one with the same number."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return f"{pid}/{fields[19]}"
    except OSError:
        return f"{pid}/"


def _alive(mark: str) -> bool:
    pid = int(mark.partition("/")[0])
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return process_mark(pid) == mark


def drop_by(connection: Connection[Any], name: str) -> None:
    """Whoever is connected is sent away. FORCE may not end the server's own vacuum, which a plain DROP asks to stop and
    waits for. Raises DatabaseInUseError."""
    plain = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    try:
        connection.execute(sql.SQL("{} WITH (FORCE)").format(plain))
    except InsufficientPrivilege:
        try:
            connection.execute(plain)
        except ObjectInUse:
            raise DatabaseInUseError(f"The database {name!r} is in use.") from None
