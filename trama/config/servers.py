"""`trama db start|stop|status|remove|roles`: the embedded server. No Django."""

import argparse

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
    print("started" if cluster.started else "already running", f"(PostgreSQL {cluster.binaries.major})")
    return Exit.OK


def end(args: argparse.Namespace) -> int:
    folders = [_main(), _test()] if args.all else [_main()]
    stopped = [folder.purpose for folder in folders if stop(folder)]
    print(f"stopped: {', '.join(stopped)}" if stopped else "not running")
    return Exit.OK


def status(args: argparse.Namespace) -> int:
    if is_embedded():
        running = is_running(_main())
        print(f"embedded PostgreSQL in {_main().home}: {'running' if running else 'not running'}")
        return Exit.OK if running else Exit.FAILED
    keys = databases()["default"]
    where = f"{keys['HOST'] or 'the local socket'}, database {keys['NAME']}"
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
        print(f"PostgreSQL at {where}: does not answer ({str(error).strip()})")
        return Exit.FAILED
    print(f"PostgreSQL at {where}: running")
    return Exit.OK


def erase(args: argparse.Namespace) -> int:
    folder = _test() if args.test else _main()
    if not (args.test or args.yes) and not confirmed(f"Delete all data in {folder.home} for good?"):
        return Exit.FAILED
    remove(folder)
    print(f"removed: {folder.purpose}")
    return Exit.OK


def roles(args: argparse.Namespace) -> int:
    print(preparation_sql(args.database), end="")
    return Exit.OK


def _only_embedded() -> None:
    if not is_embedded():
        raise CommandError("DATABASE_URL is set: that server is not ours to start.", Exit.USAGE)


def _main() -> Folder:
    return folder_for("main")


def _test() -> Folder:
    """The tests keep their files in var/test (trama/testing/settings.py)."""
    return folder_for("test", var=paths.ROOT / "var" / "test")
