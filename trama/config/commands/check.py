"""`trama check`."""

from trama.common.commands import Needs, Subparsers, runs


def register(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "check",
        help="cerca errori nell’installazione",
        description="Controlla modelli, indirizzi e impostazioni. Con --deploy anche quello che deve valere prima che"
        " entrino i dati di una donna vera: HTTPS, segreti, ruoli del database, il suo registro, nessuna chiave della"
        " dimostrazione. Finisce con 1 se qualcosa non va.",
    )
    parser.add_argument("--deploy", action="store_true", help="controlla che sia adatta ai dati veri")
    runs(parser, "trama.config.deployment:run_check", needs=Needs.DATABASE)
