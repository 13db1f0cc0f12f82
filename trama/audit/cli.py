"""`trama audit …`."""

from trama.common.commands import Needs, Subparsers, runs, words


def register(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "audit",
        help="verifica il registro degli accessi",
        description="Il registro: chi ha fatto che cosa su quale scheda, sigillato ogni minuto da una catena di"
        " impronte con chiave.",
    )
    actions = parser.add_subparsers(metavar="AZIONE", required=True)
    verify = actions.add_parser(
        "verify",
        help="controlla che nessuna riga sigillata sia stata cambiata, tolta, spostata o aggiunta",
        description="Controlla ogni riga sigillata e la catena dei sigilli con la chiave e il file delle teste, che"
        " stanno fuori dal database. Finisce con 0 se è intero, con 1 se qualcosa è cambiato, con 3 se manca la"
        " chiave.",
    )
    verify.add_argument("--json", action="store_true", help="scrive il rapporto in JSON")
    runs(verify, "trama.audit.commands:verify", needs=Needs.DATABASE)
    seal = actions.add_parser(
        "seal",
        help="sigilla adesso quello che non lo è ancora (un lavoro lo fa ogni minuto)",
        description="Sigilla ogni riga che nessun sigillo copre ancora, e scrive la testa nel file fuori dal database."
        " Finisce con 0 se è fatto, anche quando non c’era niente da sigillare; con 1 se la catena non è quella fatta"
        " qui; con 3 se manca la chiave o il file non si può scrivere.",
    )
    runs(seal, "trama.audit.commands:seal", needs=Needs.DATABASE)
    accept = actions.add_parser(
        "rewind",
        help="dopo un ripristino: accetta che la catena vada avanti da quello che il database ha",
        description="Quando un backup più vecchio è tornato apposta, o il file delle teste si è perso: si va avanti"
        " dall’ultimo sigillo del database. Resta scritto nel file delle teste con il motivo, e ogni verifica da lì in"
        " poi lo dice.",
    )
    accept.add_argument("reason", metavar="MOTIVO", type=words, help="perché, per chi lo leggerà tra un anno")
    runs(accept, "trama.audit.commands:rewind", needs=Needs.DATABASE)
