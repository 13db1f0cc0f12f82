"""`trama db …`."""

import argparse
from pathlib import Path

from trama.common.commands import Needs, Subparsers, runs

DUMP = """\
Scrive tutto il database in FILE (altrimenti var/backups/trama-<istante>.backup), cifrato con la chiave dei backup
dell’installazione. Quello che riguarda le donne è comunque sigillato; la cifratura copre il resto: uffici, date, chi
segue chi.
"""
RESTORE = """\
Mette FILE al posto del database. Prima lo carica accanto, e lo scambia solo quando è intero. Le chiavi distrutte dopo
si distruggono di nuovo (dal registro che sta fuori dal database): chi è stata cancellata resta cancellata. Persone e
chiavi più vecchie di quelle viste dopo si rifiutano, se --accept-older non dice perché. Ferma prima l’applicazione: il
database di prima si butta.

Codici di uscita: 0 fatto; 1 il file è rovinato, finisce prima del tempo o è più vecchio di quello visto dopo; 2 non è
un backup di Trama, o non si legge, o manca --key; 3 qualcuno sta usando il database, o servono un PostgreSQL o una
Trama più nuovi, o i segreti di quel backup. Se non è 0, il database è rimasto com’era.
"""


def register(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "db",
        help="il database: start, stop, status, migrate, dump, restore",
        description="Il PostgreSQL incorporato (senza DATABASE_URL); e migrazioni, backup e ripristini di qualunque.",
    )
    actions = parser.add_subparsers(metavar="AZIONE", required=True)
    _server(actions)
    _schema(actions)
    _backups(actions)


def _server(actions: Subparsers) -> None:
    start = actions.add_parser(
        "start",
        help="avvia il server incorporato e lo lascia acceso",
        description="Avvia il PostgreSQL incorporato, che la prima volta si crea, e lo lascia acceso fino a"
        " `trama db stop`. Gli altri comandi lo avviano da soli e lo fermano quando finiscono.",
    )
    runs(start, "trama.config.servers:start", needs=Needs.NOTHING)
    end = actions.add_parser(
        "stop",
        help="ferma il server incorporato",
        description="Ferma il PostgreSQL incorporato; i dati restano. Finisce con 0 anche se era già fermo.",
    )
    end.add_argument("--all", action="store_true", help="anche quello delle prove")
    runs(end, "trama.config.servers:end", needs=Needs.NOTHING)
    status = actions.add_parser(
        "status",
        help="dice quale server si usa e se risponde (1 se no)",
        description="Dice quale server si usa e se risponde. Finisce con 0 se risponde, con 1 se no.",
    )
    runs(status, "trama.config.servers:status", needs=Needs.NOTHING)
    remove = actions.add_parser(
        "remove",
        help="ferma il server incorporato e ne cancella i dati per sempre",
        description="Ferma il PostgreSQL incorporato e ne cancella tutti i dati, per sempre. Prima chiede; senza un"
        " terminale finisce con 2 e non cancella niente, se non c’è --yes. Un server tuo non si tocca mai.",
    )
    remove.add_argument("--test", action="store_true", help="solo quello delle prove")
    remove.add_argument("--yes", action="store_true", help="non chiedere")
    runs(remove, "trama.config.servers:erase", needs=Needs.NOTHING)


def _schema(actions: Subparsers) -> None:
    migrate = actions.add_parser(
        "migrate",
        help="porta il database allo schema più nuovo",
        description="Porta il database allo schema più nuovo, con il ruolo di manutenzione. `trama serve` lo fa da sé;"
        " si può ripetere, e dove c’è tutto non cambia niente.",
    )
    runs(migrate, "trama.config.migrating:run", needs=Needs.DATABASE)
    roles = actions.add_parser(
        "roles",
        help="scrive l’SQL che prepara un server tuo, per psql",
        description="Scrive l’SQL che fa i quattro ruoli e il database su un PostgreSQL tuo: guardalo, poi lo esegue"
        " chi lo amministra, con psql. Qui non cambia niente.",
    )
    roles.add_argument("--database", metavar="NOME", default="trama", help="il nome del database (trama)")
    runs(roles, "trama.config.servers:roles", needs=Needs.NOTHING)


def _backups(actions: Subparsers) -> None:
    key = actions.add_parser(
        "backup-key",
        help="fa la coppia di chiavi dei backup",
        description="Fa la coppia di chiavi dei backup: la metà privata va in FILE_PRIVATO, che non deve esserci"
        " ancora e poi lascia questa macchina; quella pubblica si stampa, per TRAMA_BACKUP_PUBLIC_KEY.",
    )
    key.add_argument("file", metavar="FILE_PRIVATO", type=Path, help="dove scrivere la metà privata")
    runs(key, "trama.config.backup:make_key", needs=Needs.DJANGO)
    dump = actions.add_parser("dump", help="scrive un backup", description=DUMP)
    where = dump.add_mutually_exclusive_group()
    where.add_argument("file", metavar="FILE", nargs="?", type=Path, help="un backup cifrato")
    where.add_argument("--plain", metavar="FILE", type=Path, help="SQL, non cifrato")
    runs(dump, "trama.config.backup:run_dump", needs=Needs.DATABASE)
    restore = actions.add_parser(
        "restore",
        help="mette un backup al posto del database",
        description=RESTORE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    restore.add_argument("file", metavar="FILE", type=Path, help="un backup, cifrato o in chiaro")
    restore.add_argument(
        "--key", metavar="FILE_PRIVATO", type=Path, help="la metà privata della chiave dei backup"
    )
    restore.add_argument(
        "--accept-older",
        metavar="TESTO",
        help="perché persone e chiavi possono tornare a com’erano prima; resta scritto per sempre",
    )
    restore.add_argument("--yes", action="store_true", help="non chiedere")
    runs(restore, "trama.config.backup:run_restore", needs=Needs.DATABASE)
