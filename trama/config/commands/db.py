"""`trama db …`."""

from pathlib import Path

from trama.common.commands import Needs, Subparsers, runs

DUMP = """\
Write the whole database to FILE (default: var/backups/trama-<instant>.backup), encrypted to the backup key of the
installation. What is about women is sealed inside in any case; the encryption covers the rest: offices, dates, who
is assigned.
"""
RESTORE = """\
Put FILE in the place of the database. It is first loaded beside it and swapped in only when whole. Keys destroyed
since it was made are destroyed again (the shred log outside the database is replayed): who was erased stays erased.
Members and keys of an older state than the one seen since are refused unless --accept-older says why.
The database in use is then dropped and its sessions end: stop the application first.
"""


def register(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "db",
        help="the database: start, stop, status, migrate, dump, restore",
        description="The embedded PostgreSQL (without DATABASE_URL), and migrations, dumps and restores of any.",
    )
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    _server(actions)
    _schema(actions)
    _backups(actions)


def _server(actions: Subparsers) -> None:
    start = actions.add_parser(
        "start",
        help="start the embedded server and leave it running",
        description="Start the embedded PostgreSQL, made at the first time, and leave it running until"
        " `trama db stop`. Other commands start it by themselves and stop it when they end.",
    )
    runs(start, "trama.config.servers:start", needs=Needs.NOTHING)
    end = actions.add_parser(
        "stop",
        help="stop the embedded server",
        description="Stop the embedded PostgreSQL; the data stay. Exit code 0 also when it was not running.",
    )
    end.add_argument("--all", action="store_true", help="the one of the tests, too")
    runs(end, "trama.config.servers:end", needs=Needs.NOTHING)
    status = actions.add_parser(
        "status",
        help="say which server is used and whether it answers (code 1 if not)",
        description="Say which server is used and whether it answers. Exit code 0: it does; 1: it does not.",
    )
    runs(status, "trama.config.servers:status", needs=Needs.NOTHING)
    remove = actions.add_parser(
        "remove",
        help="stop the embedded server and delete its data for good",
        description="Stop the embedded PostgreSQL and delete all its data, for good. It asks first; without a"
        " terminal it ends with 2 and deletes nothing unless --yes is there. A server of your own is never touched.",
    )
    remove.add_argument("--test", action="store_true", help="only the one of the tests")
    remove.add_argument("--yes", action="store_true", help="do not ask")
    runs(remove, "trama.config.servers:erase", needs=Needs.NOTHING)


def _schema(actions: Subparsers) -> None:
    migrate = actions.add_parser(
        "migrate",
        help="bring the database to the newest schema",
        description="Bring the database to the newest schema, as the maintenance role. `trama serve` does it by"
        " itself; it may be repeated and changes nothing where all is there.",
    )
    runs(migrate, "trama.config.migrating:run", needs=Needs.DATABASE)
    roles = actions.add_parser(
        "roles",
        help="print the SQL that prepares a server of your own, for psql",
        description="Print the SQL that makes the four roles and the database on a PostgreSQL of your own: look at"
        " it, then have its administrator run it with psql. Nothing is changed here.",
    )
    roles.add_argument("--database", default="trama", help="the database's name (trama)")
    runs(roles, "trama.config.servers:roles", needs=Needs.NOTHING)


def _backups(actions: Subparsers) -> None:
    key = actions.add_parser(
        "backup-key",
        help="make the key pair of the backups",
        description="Make the pair of keys of the backups: the private half is written to PRIVATE_FILE, which must"
        " not be there yet and then leaves this machine; the public one is printed, for TRAMA_BACKUP_PUBLIC_KEY.",
    )
    key.add_argument("file", metavar="PRIVATE_FILE", type=Path, help="where to write the private half")
    runs(key, "trama.config.backup:make_key", needs=Needs.DJANGO)
    dump = actions.add_parser("dump", help="write a backup", description=DUMP)
    where = dump.add_mutually_exclusive_group()
    where.add_argument("file", metavar="FILE", nargs="?", type=Path, help="an encrypted dump")
    where.add_argument("--plain", metavar="FILE", type=Path, help="SQL, not encrypted")
    runs(dump, "trama.config.backup:run_dump", needs=Needs.DATABASE)
    restore = actions.add_parser(
        "restore", help="put a backup in the place of the database", description=RESTORE
    )
    restore.add_argument("file", metavar="FILE", type=Path, help="an encrypted or a plain dump")
    restore.add_argument(
        "--key", metavar="PRIVATE_FILE", type=Path, help="the private half of the backup key"
    )
    restore.add_argument(
        "--accept-older",
        metavar="TEXT",
        help="the reason why members and keys may go back to an older state; written down for good",
    )
    restore.add_argument("--yes", action="store_true", help="do not ask")
    runs(restore, "trama.config.backup:run_restore", needs=Needs.DATABASE)
