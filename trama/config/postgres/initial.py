"""The first start: initdb, passwords, roles, the database."""

import json
import os
import secrets
from pathlib import Path

from trama.config import paths
from trama.config.postgres.account import Account
from trama.config.postgres.binaries import Binaries
from trama.config.postgres.cluster import DATABASE, SUPERUSER, Cluster
from trama.config.postgres.databases import create_database
from trama.config.postgres.errors import ServerError
from trama.config.postgres.folder import Folder, write_private
from trama.config.postgres.roles import LOGINS, create_roles


def initialise(folder: Folder, account: Account, programs: Binaries) -> None:
    """Run initdb as the server's account, with a superuser password that no one else can read."""
    passwords = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, *LOGINS)}
    write_private(folder.secrets, json.dumps(passwords))
    handover = folder.home / "initial-password"
    write_private(handover, passwords[SUPERUSER] + "\n")
    os.chown(handover, account.uid, account.gid)
    try:
        answer = account.run(
            [
                programs["initdb"],
                f"--pgdata={folder.data}",
                f"--username={SUPERUSER}",
                f"--pwfile={handover}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--lc-messages=C",
                "--data-checksums",
                *_locale(programs),
                *(["--no-sync"] if folder.purpose == "test" else []),
            ]
        )
    finally:
        handover.unlink()
    if answer.returncode != 0:
        raise ServerError(f"initdb non è riuscito:\n{answer.stdout}")


def _locale(programs: Binaries) -> list[str]:
    if programs.major >= 17:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale=C.UTF-8" if _has_c_utf8() else "--locale=C"]


def _has_c_utf8() -> bool:
    return any(Path(place).exists() for place in ("/usr/lib/locale/C.utf8", "/usr/lib/locale/C.UTF-8"))


def bootstrap(cluster: Cluster) -> None:
    """Make roles and database; only then do the data count as made."""
    with cluster.connect(SUPERUSER, "postgres") as connection:
        create_roles(connection, {role: cluster.passwords[role] for role in LOGINS})
        connection.execute("REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC")
        connection.execute("GRANT CONNECT ON DATABASE postgres TO trama_maintenance")
    create_database(cluster, DATABASE)
    write_private(cluster.folder.ready, paths.installation_id() + "\n")
