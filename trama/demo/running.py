"""`trama demo`: load if need be, say who can sign in, serve."""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections

from trama.accounts.demo import people
from trama.accounts.models import Membership
from trama.audit import witness
from trama.common.commands import CommandError, Exit
from trama.config.database import is_embedded, purpose
from trama.config.migrating import migrate
from trama.config.postgres import DATABASE, DatabaseInUseError, create_database, drop_database, ensure_running
from trama.config.serving import choose_address, serve
from trama.demo import figures, governance, loading
from trama.demo.canary import plant
from trama.demo.filling import Filling


def run(args: argparse.Namespace) -> int:
    bind, port = choose_address(args)
    if args.reset or loading.was_interrupted():
        _empty()
    migrate()
    if not loading.is_loaded():
        _load(args)
    if args.load_only:
        return Exit.OK
    print(f"\n  Trama: http://{bind}:{port}/   (Ctrl-C lo ferma)\n")
    for person in people():
        print(f"  {person.username:<14} {person.who}")
    print(f"\n  La password di tutte: {people()[0].password}\n", flush=True)
    return serve(bind, port)


def _load(args: argparse.Namespace) -> None:
    if Membership.objects.exists():
        raise CommandError("Nel database ci sono dati che non sono di una dimostrazione: resta com’è.")
    witness.start_over()
    started = time.monotonic()
    bar = Bar(args.women)
    filling = Filling(args.women, args.seed, bar.tick)

    def then(placed: list[loading.Placed]) -> None:
        filling.fill(placed)
        figures.hand_in(placed, filling.now)
        governance.govern(placed, filling.now)
        if args.canary:
            plant(placed, args.canary, filling.now)

    with _not_waiting_for_the_disk():
        loading.load(_tell, then)
    _tell("")
    print(f"Caricate {args.women} donne inventate in {time.monotonic() - started:.0f} s.")


@contextmanager
def _not_waiting_for_the_disk() -> Iterator[None]:
    """Invented women may be lost with the machine: `loading.was_interrupted` starts over. Some 4 ms an act."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit TO on")


def _tell(what: str) -> None:
    """One line that changes on a terminal, silence elsewhere."""
    if sys.stderr.isatty():
        print(f"\r\033[K{what}", end="", file=sys.stderr, flush=True)


def _empty() -> None:
    if not is_embedded():
        raise CommandError("Si buttano solo i dati del server incorporato: il tuo database svuotalo tu.")
    for alias in connections:
        connections[alias].close()
    cluster = ensure_running(purpose())
    try:
        drop_database(cluster, DATABASE)
    except DatabaseInUseError:
        raise CommandError(
            "Un altro `trama demo` o `trama serve` di questa copia è acceso: prima fermalo (Ctrl-C).",
            Exit.ENVIRONMENT,
        ) from None
    create_database(cluster, DATABASE)


class Bar:
    """How far the loading of women is: a bar on a terminal, a line every tenth elsewhere."""

    def __init__(self, total: int) -> None:
        self.total, self.count, self.shown = max(1, total), 0, -1
        self.live = sys.stderr.isatty()

    def tick(self) -> None:
        self.count += 1
        step = self.count * (100 if self.live else 10) // self.total
        if step == self.shown:
            return
        self.shown = step
        done = self.count * 40 // self.total
        if self.live:
            _tell(f"[{'█' * done}{'·' * (40 - done)}] {step:3d} %  donne inventate")
        else:
            print(f"{step * 10:3d} % di {self.total} donne inventate", file=sys.stderr, flush=True)
