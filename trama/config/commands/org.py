"""`trama root …` and `trama org …`: bringing an organisation in."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path

from trama.common.commands import Needs, Subparsers, runs

ORG = """\
Prima `trama org load` mette le organizzazioni di una rete: hanno i recapiti e nessuna chiave.
Un’organizzazione ha le sue chiavi con due custodi, in tre passi; la metà privata della radice non passa mai di qui:

  qui, con le due custodi          trama org request "Centro X" richiesta.json --custodian ada --custodian bea
  sulla macchina della radice      trama org sign richiesta.json firmata.json --root root.key
  qui, con una custode             trama org install firmata.json --custodian ada

Prima di firmare, chi custodisce la radice telefona all’organizzazione e confronta le cifre che `request` ha stampato.
Le password si chiedono, e ciascuna la scrive chi la ha; senza un terminale si leggono dallo standard input, una per
riga, nell’ordine delle custodi.
"""
LOAD = """\
FILE è una tabella (CSV, UTF-8) con le colonne id, official_name e category, come trama/network/data/signatories.csv.
Quello che c’è già resta com’è: il comando si può ripetere.
"""
REQUEST = """\
Il primo dei tre passi. Fa qui le chiavi di ORGANIZZAZIONE, con due o più custodi che scrivono ciascuna una password di
almeno dodici caratteri; scrive RICHIESTA (un identificativo, un nome, una chiave pubblica: può viaggiare per posta) e
stampa le cifre che leggeranno al telefono a chi custodisce la radice.
"""
SIGN = """\
Il secondo passo, sulla macchina che ha la radice. Chiede le cifre sentite al telefono, rifiuta (1) se non sono quelle
di RICHIESTA, e scrive FIRMATA, che può viaggiare per posta. Non serve né un database né un’installazione.
"""
INSTALL = """\
Il terzo passo. Una delle custodi scrive la sua password; la firma si confronta con la radice di questa installazione
(TRAMA_ROOT_PUBLIC_KEY) e si rifiuta se l’ha fatta un’altra. Da qui in poi l’organizzazione è aperta.
"""
RECOVER = """\
Quando tutte le custodi di un’organizzazione hanno perso la password, e i due fogli di recupero ci sono:

  trama org recover "Centro X" --custodian ada --custodian bea

Chiede i due fogli, in qualunque ordine, poi una password nuova per ogni custode, scritta da chi la avrà. Chi aveva già
un accesso lì lo tiene, con una chiave nuova e un’app di autenticazione nuova; un nome che non si conosce ne riceve
uno; chi ne ha uno altrove scrive la password che ha. Le custodi di prima che non nomini sono fuori. Le chiavi
cambiano, tutte le altre persone restano dentro, gli scomparti restano a chi li aveva. I fogli sono consumati: stampane
di nuovi sul sito. Senza un terminale le risposte sono le righe dello standard input, in quest’ordine. Niente di
segreto è un argomento.
"""
ROOT = """\
La radice dell’installazione garantisce per le organizzazioni. Falla su una macchina che non è mai in rete, tieni FILE
lì e in una cassaforte, e metti nella configurazione del server solo quello che si stampa (TRAMA_ROOT_PUBLIC_KEY).
"""


def register(subparsers: Subparsers) -> None:
    root = subparsers.add_parser(
        "root", help="fa la chiave che garantisce per le organizzazioni, fuori rete", description=ROOT
    )
    new = root.add_subparsers(metavar="AZIONE", required=True).add_parser(
        "new", help="la fa", description=ROOT
    )
    new.add_argument("file", metavar="FILE", type=Path, help="dove scrivere la metà privata")
    runs(new, "trama.config.rootkey:make", needs=Needs.NOTHING)

    org = subparsers.add_parser(
        "org",
        help="fa entrare un’organizzazione, ne guarda le chiavi, la recupera",
        description=ORG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    actions = org.add_subparsers(metavar="AZIONE", required=True)
    _load(actions)
    _request(actions)
    _sign(actions)
    _install(actions)
    _recover(actions)
    _status(actions)
    listed = actions.add_parser(
        "list",
        help="le organizzazioni, e quali hanno le chiavi",
        description="Una riga per organizzazione: l’identificativo, a che punto sono le chiavi (`senza`, `chieste`,"
        " `firmate`), il nome ufficiale.",
    )
    runs(listed, "trama.config.organisations:listed", needs=Needs.DATABASE)


def _load(actions: Subparsers) -> None:
    parser = actions.add_parser("load", help="mette le organizzazioni di una rete", description=LOAD)
    parser.add_argument(
        "file", metavar="FILE", type=Path, nargs="?", help="chi ha firmato; senza, quelle di Milano"
    )
    parser.add_argument("--network", metavar="SLUG", help="nome breve della rete, come negli indirizzi")
    parser.add_argument("--name", metavar="NOME", help="nome della rete")
    parser.add_argument("--lead", metavar="ID", help="quale dell’elenco coordina la rete")
    runs(parser, "trama.config.organisations:load", needs=Needs.DATABASE)


def _request(actions: Subparsers) -> None:
    parser = actions.add_parser("request", help="le due custodi chiedono una firma", description=REQUEST)
    parser.add_argument("organisation", metavar="ORGANIZZAZIONE", help="il nome ufficiale o l’identificativo")
    parser.add_argument(
        "file", metavar="RICHIESTA", type=Path, help="il file da scrivere, per chi custodisce la radice"
    )
    parser.add_argument(
        "--custodian",
        metavar="ACCESSO",
        dest="custodians",
        action="append",
        required=True,
        help="il nome con cui entrerà; due volte o più",
    )
    parser.add_argument("--network", metavar="SLUG", help="se l’organizzazione è in più reti")
    runs(parser, "trama.config.organisations:request", needs=Needs.DATABASE)


def _sign(actions: Subparsers) -> None:
    parser = actions.add_parser(
        "sign", help="chi custodisce la radice garantisce, fuori rete", description=SIGN
    )
    parser.add_argument("file", metavar="RICHIESTA", type=Path, help="il file scritto da `request`")
    parser.add_argument("out", metavar="FIRMATA", type=Path, help="il file da scrivere, per `install`")
    parser.add_argument(
        "--root", metavar="FILE", type=Path, required=True, help="la metà privata della radice"
    )
    parser.add_argument("--digits", metavar="CIFRE", help="le cifre sentite al telefono, invece di chiederle")
    runs(parser, "trama.config.rootkey:sign", needs=Needs.NOTHING)


def _install(actions: Subparsers) -> None:
    parser = actions.add_parser(
        "install",
        help="una custode mette la firma; l’organizzazione è aperta",
        description=INSTALL,
    )
    parser.add_argument("file", metavar="FIRMATA", type=Path, help="il file scritto da `sign`")
    parser.add_argument("--custodian", metavar="ACCESSO", required=True, help="quella che è qui")
    _names(parser)
    runs(parser, "trama.config.organisations:install", needs=Needs.DATABASE)


def _recover(actions: Subparsers) -> None:
    parser = actions.add_parser(
        "recover",
        help="riapre un’organizzazione con i suoi due fogli di recupero",
        description=RECOVER,
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("organisation", metavar="ORGANIZZAZIONE", help="il nome ufficiale o l’identificativo")
    parser.add_argument(
        "--custodian",
        metavar="ACCESSO",
        dest="custodians",
        action="append",
        required=True,
        help="chi custodisce le chiavi da adesso; due volte o più",
    )
    _names(parser)
    parser.add_argument("--network", metavar="SLUG", help="se l’organizzazione è in più reti")
    runs(parser, "trama.config.recovering:recover", needs=Needs.DATABASE)


def _status(actions: Subparsers) -> None:
    parser = actions.add_parser(
        "status",
        help="come stanno le chiavi di un’organizzazione",
        description="Finisce con 1 quando c’è qualcosa da fare: che cosa, lo dicono le ultime righe.",
    )
    parser.add_argument("organisation", metavar="ORGANIZZAZIONE", help="il nome ufficiale o l’identificativo")
    parser.add_argument("--network", metavar="SLUG", help="se l’organizzazione è in più reti")
    runs(parser, "trama.config.recovering:status", needs=Needs.DATABASE)


def _names(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--name",
        metavar="ACCESSO=NOME",
        dest="names",
        action="append",
        default=[],
        help="come le colleghe chiamano una custode; sigillato all’organizzazione",
    )
