"""`trama serve` and `trama worker`."""

import argparse

from trama.common.commands import Needs, Subparsers, number, runs


def register(subparsers: Subparsers) -> None:
    serve = subparsers.add_parser(
        "serve",
        help="porta il database allo schema nuovo, poi serve il sito e i suoi lavori",
        description="Porta il database allo schema nuovo, poi serve il sito (gunicorn) e fa i suoi lavori, fino a"
        " Ctrl-C o TERM. Quello che ha avviato lo ferma, anche il PostgreSQL incorporato.",
    )
    add_address(serve)
    serve.add_argument("--no-migrate", action="store_true", help="lo schema si aggiorna altrove")
    serve.add_argument("--no-worker", action="store_true", help="i lavori si fanno altrove (`trama worker`)")
    runs(serve, "trama.config.serving:run_serve", needs=Needs.DATABASE)

    worker = subparsers.add_parser(
        "worker",
        help="fa soltanto i lavori",
        description="Fa i lavori (promemoria, scadenze, sigilli del registro) fino a Ctrl-C o TERM. `trama serve` ne"
        " ha già uno; altri si avviano su altre macchine. I lavori non hanno chiavi: solo identificativi.",
    )
    worker.add_argument("--once", action="store_true", help="fa quello che c’è da fare, poi finisce")
    runs(worker, "trama.config.serving:run_worker", needs=Needs.DATABASE)


def add_address(parser: argparse.ArgumentParser) -> None:
    """Where to listen; the demo takes it as well."""
    parser.add_argument(
        "--port",
        metavar="PORTA",
        type=number(1, 65535),
        help="altrimenti TRAMA_PORT, o 8000, o la prima libera",
    )
    parser.add_argument(
        "--bind", metavar="INDIRIZZO", help="dove ascoltare; altrimenti TRAMA_BIND, o 127.0.0.1"
    )
