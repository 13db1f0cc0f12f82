"""`trama setup`."""

from trama.common.commands import Needs, Subparsers, runs

DESCRIPTION = """\
Fa i segreti di un’installazione nuova (TRAMA_SECRETS_DIR, altrimenti var/secrets): la chiave delle firme del sito, il
pepe delle password, le chiavi dei nomi di accesso, dei secondi fattori e dei sigilli del registro. Quello che c’è già
non si tocca. Copia la cartella da sola, lontano dal database: senza, nessuno entra nei dati ripristinati; con tutti e
due, a un ladro mancano solo le password. La dimostrazione fa i suoi.
"""


def register(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "setup", help="fa i segreti di un’installazione nuova", description=DESCRIPTION
    )
    runs(parser, "trama.config.founding:run", needs=Needs.NOTHING)
