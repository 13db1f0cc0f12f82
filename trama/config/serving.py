"""Serve the site and run its jobs. Needs Django."""

import argparse
import logging
import os
import socket
import sys

from django.db import connections

from trama.common import jobs
from trama.common.commands import CommandError, Exit
from trama.config.migrating import migrate
from trama.config.running import revive_server
from trama.config.supervisor import supervise

DEFAULT_BIND = "127.0.0.1"
DEFAULT_PORT = 8000
TRIED = 20  # ports tried after the default one, when none was asked for


def run_serve(args: argparse.Namespace) -> int:
    bind, port = choose_address(args)
    if not args.no_migrate:
        migrate()
    print(f"Trama: http://{bind}:{port}/   (Ctrl-C lo ferma)", flush=True)
    return serve(bind, port, worker=not args.no_worker)


def serve(bind: str, port: int, *, worker: bool = True) -> int:
    """Run gunicorn, and the worker beside it; this process keeps no connection of its own."""
    connections.close_all()
    os.environ.update(TRAMA_BIND=bind, TRAMA_PORT=str(port))
    commands = {"server del sito": [sys.executable, "-m", "gunicorn", "-c", "python:trama.config.gunicorn"]}
    if worker:
        commands["processo dei lavori"] = [sys.executable, "-m", "trama.config.cli", "worker"]
    return supervise(commands, tend=revive_server)


def run_worker(args: argparse.Namespace) -> int:
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)  # a database that is away is told once, by us
    jobs.run_worker(wait=not args.once)
    return Exit.OK


def choose_address(args: argparse.Namespace) -> tuple[str, int]:
    """The address and port asked for, which must be free; else the default port or the next free one."""
    bind = args.bind or os.environ.get("TRAMA_BIND") or DEFAULT_BIND
    asked = args.port if args.port is not None else _port_from_environment()
    if asked is not None:
        if not _is_free(bind, asked):
            raise CommandError(
                f"Non si può ascoltare su {bind}, porta {asked}: scegline un’altra con TRAMA_PORT o --port.",
                Exit.ENVIRONMENT,
            )
        return bind, asked
    for port in range(DEFAULT_PORT, DEFAULT_PORT + TRIED + 1):
        if _is_free(bind, port):
            return bind, port
    raise CommandError(
        f"Non si può ascoltare su {bind}, porte da {DEFAULT_PORT} a {DEFAULT_PORT + TRIED}.", Exit.ENVIRONMENT
    )


def _port_from_environment() -> int | None:
    text = os.environ.get("TRAMA_PORT")
    if not text:
        return None
    if not text.isdigit():
        raise CommandError(f"TRAMA_PORT è {text!r}: scrivi un numero.", Exit.ENVIRONMENT)
    return int(text)


def _is_free(bind: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except (OSError, OverflowError):
            return False
    return True
