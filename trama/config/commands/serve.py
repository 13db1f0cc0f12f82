"""`trama serve` and `trama worker`."""

import argparse

from trama.common.commands import Needs, Subparsers, number, runs


def register(subparsers: Subparsers) -> None:
    serve = subparsers.add_parser(
        "serve",
        help="migrate, then serve the site and run its jobs",
        description="Migrate the database, then serve the site (gunicorn) and run its jobs, until Ctrl-C or "
        "TERM. What was started is stopped, the embedded PostgreSQL too.",
    )
    add_address(serve)
    serve.add_argument("--no-migrate", action="store_true", help="the schema is brought up elsewhere")
    serve.add_argument("--no-worker", action="store_true", help="jobs run elsewhere (`trama worker`)")
    runs(serve, "trama.config.serving:run_serve", needs=Needs.DATABASE)

    worker = subparsers.add_parser(
        "worker",
        help="run the jobs only",
        description="Run the jobs (reminders, expiries, seals of the audit) until Ctrl-C or TERM. `trama serve` "
        "runs one already; start more on other machines. Jobs hold no keys: ids only.",
    )
    worker.add_argument("--once", action="store_true", help="run what is due, then end")
    runs(worker, "trama.config.serving:run_worker", needs=Needs.DATABASE)


def add_address(parser: argparse.ArgumentParser) -> None:
    """Where to listen; the demo takes it as well."""
    parser.add_argument(
        "--port", type=number(1, 65535), help="default: TRAMA_PORT, else 8000 or the next free one"
    )
    parser.add_argument("--bind", help="the address to listen on; default: TRAMA_BIND, else 127.0.0.1")
