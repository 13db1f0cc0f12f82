"""pg_dump, pg_restore and psql, by the maintenance role, of whatever server is used. No Django."""

import os
import subprocess
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from typing import Any, BinaryIO, cast

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from trama.common.commands import CommandError, Exit
from trama.config import dumpfiles
from trama.config.database import databases, is_embedded, purpose
from trama.config.postgres import DatabaseInUseError, binaries, ensure_running
from trama.config.postgres.databases import drop_by
from trama.config.postgres.roles import close_to_others


class ProgramFailedError(CommandError):
    """A program of PostgreSQL ended with an error; `said` is what it told, without values."""

    def __init__(self, program: str, said: str) -> None:
        super().__init__(f"{program}: {said}")
        self.said = said


@dataclass(frozen=True)
class Server:
    """The server as its maintenance role sees it: connection keys and programs that fit."""

    keys: Mapping[str, str]
    password: str
    programs: binaries.Binaries

    def conninfo(self, database: str) -> str:
        """Without the password: command lines are visible to everyone on the machine."""
        return make_conninfo(**{**self.keys, "dbname": database})

    def connect(self, database: str) -> psycopg.Connection[Any]:
        return psycopg.connect(self.conninfo(database), password=self.password, autocommit=True)

    @property
    def environment(self) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "PGPASSWORD": self.password}


def maintenance_server() -> tuple[Server, str]:
    """The server in use and the name of the database."""
    known = databases()
    if "maintenance" not in known:
        raise CommandError("Serve il ruolo di manutenzione: imposta TRAMA_MAINTENANCE_URL.", Exit.ENVIRONMENT)
    entry = known["maintenance"]
    programs = ensure_running(purpose()).binaries if is_embedded() else binaries.newest()
    keys = {"host": entry["HOST"], "port": entry["PORT"], "user": entry["USER"]}
    options = {name: str(value) for name, value in entry["OPTIONS"].items() if name != "options"}
    found = {name: value for name, value in {**keys, **options}.items() if value}
    return Server(found, entry["PASSWORD"], programs), entry["NAME"]


@contextmanager
def dumped(server: Server, database: str, *, plain: bool) -> Iterator[BinaryIO]:
    """What pg_dump writes, as a stream: SQL, or its own compressed form. Raises when it was not complete."""
    form = "plain" if plain else "custom"
    words = ["--format", form, "--no-password", "--dbname", server.conninfo(database)]
    with _running(server, "pg_dump", words, reads=False) as process:
        assert process.stdout  # noqa: S101 - for the type checker
        yield cast(BinaryIO, process.stdout)


def load(server: Server, database: str, chunks: Iterable[bytes]) -> None:
    """Fill the empty `database` with a dump of either form, in one transaction."""
    whole = iter(chunks)
    first = next(whole, b"")
    form = dumpfiles.form_of(first)
    if form is dumpfiles.Form.CUSTOM:
        program, words = "pg_restore", ["--single-transaction", "--exit-on-error", "--no-password"]
    else:
        program, words = "psql", ["-X", "-q", "-1", "-w", "-o", os.devnull, "-v", "ON_ERROR_STOP=1"]
    words += ["--dbname", server.conninfo(database)]
    tail = first[-dumpfiles.TAIL :]
    try:
        with _running(server, program, words, reads=True) as process:
            tail = _written(process, first, whole)
    except ProgramFailedError as error:
        dumpfiles.refuse_if_short(form, tail)
        raise dumpfiles.failure(error.said) from None
    dumpfiles.refuse_if_short(form, tail)


def _written(process: "subprocess.Popen[bytes]", first: bytes, whole: Iterator[bytes]) -> bytes:
    """All into the program, or into nothing once it has ended early; the last bytes."""
    assert process.stdin  # noqa: S101 - for the type checker
    tail, listens = b"", True
    for chunk in chain([first], whole):
        tail = (tail + chunk)[-dumpfiles.TAIL :]
        if listens:
            try:
                process.stdin.write(chunk)
            except BrokenPipeError:
                listens = False  # its code and words say why
    with suppress(BrokenPipeError):
        process.stdin.close()
    return tail


@contextmanager
def _running(
    server: Server, program: str, words: list[str], *, reads: bool
) -> Iterator["subprocess.Popen[bytes]"]:
    """A program that is killed if we fail, and whose failure is ours."""
    process = subprocess.Popen(
        [server.programs[program], *words],
        stdin=subprocess.PIPE if reads else subprocess.DEVNULL,
        stdout=subprocess.DEVNULL if reads else subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=server.environment,
    )
    said: list[bytes] = []
    listener = threading.Thread(target=lambda: said.extend(process.stderr or []), daemon=True)
    listener.start()
    try:
        yield process
    except BaseException:
        process.kill()
        raise
    finally:
        code = process.wait()
        listener.join()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream and not stream.closed:
                stream.close()
    if code:
        raise ProgramFailedError(program, _without_values(b"".join(said)))


def _without_values(said: bytes) -> str:
    """What a program said, less the lines that quote rows."""
    lines = said.decode(errors="replace").splitlines()
    return "\n".join(line for line in lines if not line.startswith(("DETAIL:", "CONTEXT:", "LINE ")))[:2000]


def create_beside(server: Server, database: str) -> str:
    """An empty database beside `database`; its name."""
    name = f"{database}_restored"
    drop(server, name)
    with server.connect("postgres") as connection:
        statement = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'"
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
    with server.connect(name) as connection:
        close_to_others(connection, name)
    return name


def put_in_place(server: Server, new: str, database: str) -> None:
    """Give the name of `database` to `new`, then drop the old one: at any moment the name is that of a whole one."""
    old = f"{database}_before"
    drop(server, old)
    with server.connect("postgres") as connection:
        try:
            with connection.transaction():
                if _exists(connection, database):
                    _rename(connection, database, old)
                _rename(connection, new, database)
        except psycopg.errors.ObjectInUse:
            raise _in_use(database) from None
    drop(server, old)


def refuse_while_in_use(server: Server, database: str) -> None:
    """Raises CommandError (3) while anybody else is connected: better known before the file is loaded."""
    with server.connect("postgres") as connection:
        others = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
        )
        if connection.execute(others, [database]).fetchone() != (0,):
            raise _in_use(database)


def _in_use(database: str) -> CommandError:
    return CommandError(
        f"Qualcuno sta usando il database {database}: ferma prima l’applicazione, poi riprova.",
        Exit.ENVIRONMENT,
    )


def _rename(connection: psycopg.Connection[Any], one: str, other: str) -> None:
    statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    connection.execute(statement.format(sql.Identifier(one), sql.Identifier(other)))


def _exists(connection: psycopg.Connection[Any], database: str) -> bool:
    row = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
    return row.fetchone() is not None


def drop(server: Server, name: str) -> None:
    with server.connect("postgres") as connection:
        try:
            drop_by(connection, name)
        except DatabaseInUseError:
            raise _in_use(name) from None


def is_empty(server: Server, database: str) -> bool:
    """Whether nothing was ever migrated into it; true where it is not there at all."""
    with server.connect("postgres") as connection:
        if not _exists(connection, database):
            return True
    with server.connect(database) as connection:
        row = connection.execute("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")
        return row.fetchone() == (0,)
