"""The test database: built once, holding the committed cast; tests run in rolled-back transactions or on copies."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.core.management import call_command
from django.db import connections

from trama.access.provision import provision
from trama.config.postgres import APP, MAINTENANCE, Cluster, create_database, drop_database, ensure_running

ALIASES = {"default": APP, "maintenance": MAINTENANCE}


def point_at(cluster: Cluster, name: str) -> None:
    """Make both connections of this process use the database `name`."""
    for alias, role in ALIASES.items():
        connections[alias].close()
        connections[alias].settings_dict.update(cluster.dsn(role, name))


def close_all() -> None:
    """Close this process's connections: a database in use cannot be copied."""
    for alias in ALIASES:
        connections[alias].close()


def migrate() -> None:
    """Bring the database to the newest schema, by the maintenance role, and give out the rights."""
    call_command("migrate", database="maintenance", verbosity=0, interactive=False)
    provision(connections["maintenance"])


def build() -> tuple[Cluster, str]:
    """Start the test server and make an empty, migrated database that lives as long as this process."""
    cluster = ensure_running("test")
    name = f"trama_test_{os.getpid()}"
    create_database(cluster, name, temporary=True)
    point_at(cluster, name)
    migrate()
    return cluster, name


@contextmanager
def cloned(cluster: Cluster, template: str) -> Iterator[str]:
    """A copy of `template` for a test that needs real commits or a server of its own; dropped at the end."""
    name = f"{template}_{uuid4().hex[:8]}"
    close_all()
    create_database(cluster, name, template=template, temporary=True)
    try:
        yield name
    finally:
        close_all()
        drop_database(cluster, name)
