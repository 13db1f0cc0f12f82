"""`trama db start|stop|status|remove|roles`: the embedded server. No Django."""

import argparse
import sys

import psycopg

from trama.common.commands import CommandError, Exit
from trama.config import paths
from trama.config.database import databases, is_embedded, purpose
from trama.config.postgres import Folder, ensure_running, folder_for, is_running, remove, stop
from trama.config.postgres.roles import preparation_sql
from trama.config.terminal import confirmed


def start(args: argparse.Namespace) -> int:
    _only_embedded()
    cluster = ensure_running(purpose())
    print("Avviato" if cluster.started else "Era già acceso", f"(PostgreSQL {cluster.binaries.major}).")
    return Exit.OK


def end(args: argparse.Namespace) -> int:
    folders = [_main(), _test()] if args.all else [_main()]
    stopped = [folder.purpose for folder in folders if stop(folder)]
    print(f"Fermato: {', '.join(stopped)}." if stopped else "Era già fermo.")
    return Exit.OK


def status(args: argparse.Namespace) -> int:
    if is_embedded():
        running = is_running(_main())
        print(f"PostgreSQL incorporato in {_main().home}: {'acceso' if running else 'fermo'}")
        return Exit.OK if running else Exit.FAILED
    keys = databases()["default"]
    where = f"{keys['HOST'] or 'socket locale'}, database {keys['NAME']}"
    try:
        psycopg.connect(
            host=keys["HOST"],
            port=keys["PORT"],
            user=keys["USER"],
            password=keys["PASSWORD"],
            dbname=keys["NAME"],
            connect_timeout=5,
        ).close()
    except psycopg.OperationalError as error:
        print(f"PostgreSQL ({where}): non risponde, o non fa entrare")
        print(str(error).strip(), file=sys.stderr)  # as PostgreSQL says it: for who puts it right
        return Exit.FAILED
    print(f"PostgreSQL ({where}): acceso")
    return Exit.OK


def erase(args: argparse.Namespace) -> int:
    folder = _test() if args.test else _main()
    if not (args.test or args.yes) and not confirmed(f"Cancellare per sempre tutti i dati in {folder.home}?"):
        return Exit.FAILED
    remove(folder)
    print(f"Cancellato: {folder.purpose}.")
    return Exit.OK


def roles(args: argparse.Namespace) -> int:
    print(preparation_sql(args.database), end="")
    return Exit.OK


def _only_embedded() -> None:
    if not is_embedded():
        raise CommandError("C’è DATABASE_URL: quel server non lo avvia e non lo ferma Trama.", Exit.USAGE)


def _main() -> Folder:
    return folder_for("main")


def _test() -> Folder:
    """The tests keep their files in var/test (trama/testing/settings.py)."""
    return folder_for("test", var=paths.ROOT / "var" / "test")
