"""`trama demo`."""

from trama.common.commands import Needs, Subparsers, number, runs, words
from trama.config.commands.serve import add_address

WOMEN = 600  # loaded within a minute on two cores; more on request
DESCRIPTION = """\
Porta il database allo schema nuovo, carica una rete inventata se non c’è, dice chi può entrare e la serve fino a
Ctrl-C. Persone e donne sono inventate, il secondo fattore è spento, le chiavi della radice stanno su questa macchina:
mai per dati veri.
"""


def register(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "demo", help="carica una rete inventata e la serve", description=DESCRIPTION
    )
    parser.add_argument(
        "--women", metavar="N", type=number(0, 1_000_000), default=WOMEN, help=f"quante inventarne ({WOMEN})"
    )
    parser.add_argument(
        "--seed", metavar="N", type=int, default=7, help="stesso seme, stesse donne, nello stesso giorno (7)"
    )
    parser.add_argument(
        "--canary",
        metavar="TESTO",
        type=words,
        help="una donna in più in ogni ente, fatta di TESTO, da cercare",
    )
    add_address(parser)
    parser.add_argument(
        "--reset",
        action="store_true",
        help="butta quello che c’è e carica da capo (3 se un’altra dimostrazione di questa copia sta servendo)",
    )
    parser.add_argument("--load-only", action="store_true", help="carica, ma non serve")
    runs(parser, "trama.demo.running:run", needs=Needs.DATABASE, demo=True)
