"""What the rest of Trama sees of an embedded server: how to connect, which programs fit it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from trama.config.postgres.account import Account
from trama.config.postgres.binaries import Binaries
from trama.config.postgres.folder import PORT, Folder
from trama.config.postgres.roles import MAINTENANCE

SUPERUSER = "trama_superuser"
DATABASE = "trama"


def dsn(folder: Folder, role: str, password: str, database: str) -> dict[str, str]:
    """The connection keys of Django's DATABASES."""
    keys = {"HOST": str(folder.run), "PORT": str(PORT), "USER": role, "PASSWORD": password}
    return keys | {"NAME": database}


@dataclass(frozen=True)
class Cluster:
    """A running embedded server. `started` is true when this very call started it."""

    folder: Folder
    account: Account
    binaries: Binaries
    passwords: dict[str, str]
    started: bool

    def dsn(self, role: str, database: str = DATABASE) -> dict[str, str]:
        """The connection keys of Django's DATABASES."""
        return dsn(self.folder, role, self.passwords[role], database)

    def connect(self, role: str = MAINTENANCE, database: str = DATABASE) -> psycopg.Connection[Any]:
        """A connection that commits each statement, for the administration of databases."""
        keys = self.dsn(role, database)
        return psycopg.connect(
            host=keys["HOST"],
            port=keys["PORT"],
            user=keys["USER"],
            password=keys["PASSWORD"],
            dbname=database,
            autocommit=True,
            connect_timeout=10,
        )

    def bin(self, program: str) -> Path:
        """The path of a PostgreSQL program of the server's own version."""
        return self.binaries[program]
