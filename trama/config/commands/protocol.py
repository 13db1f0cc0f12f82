"""`trama protocol …`."""

from argparse import RawDescriptionHelpFormatter
from pathlib import Path

from trama.common.commands import Needs, Subparsers, day, number, runs

LOAD = """\
Mette il protocollo di Milano come lo dà il suo testo: i 47 firmatari con quello che si sa di ogni firma, i 191 impegni
con chi li ha presi, la biblioteca con gli allegati come posti vuoti, i gruppi di lavoro che chiede. Non si inventa
niente: una firma che nel testo non c’è “non è agli atti”. Si fa una volta, dopo `trama org load` e quando l’ente
capofila ha le sue chiavi, a nome di chi coordina la rete, che scrive la sua password.

Il protocollo di un’altra rete viene da due tabelle (CSV, UTF-8) con le colonne di trama/protocol/data/signatories.csv
e commitments.csv, un titolo e la data del suo testo:

  trama protocol load --by ada --title "Protocollo di Pavia" --date 2025-03-08 \\
      --signatories firmatari.csv --commitments impegni.csv

firmatari: id è il codice con cui `trama org load` ha messo l’ente; commitment_group ha i codici degli elenchi che lo
impegnano (CAV;CR); signature_date è un giorno, un istante, ≤giorno o ≥giorno. impegni: signatory dice chi è impegnato:
uno di quei codici, parole con il codice tra parentesi ("Centri antiviolenza [CAV]"), o "Tutti i firmatari". Una
colonna in più, "rule", può dire che cosa il testo data (meetings_attended, meetings_held, yearly_review, yearly_data);
senza, un impegno non è mai in ritardo. Tutto quello che non va si dice con la sua riga, e allora non si scrive niente.

Codici di uscita: 0 fatto; 1 non si è scritto niente: una tabella ha errori, alla rete manca un ente, o un protocollo è
già in vigore; 2 la riga di comando non va bene, o lei non coordina la rete, o la password non è quella; 3 manca il
database.
"""


def register(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "protocol",
        help="mette il protocollo di una rete",
        description="Il protocollo della rete, messo una volta.",
    )
    load = parser.add_subparsers(metavar="AZIONE", required=True).add_parser(
        "load",
        help="il protocollo, i suoi impegni, la sua biblioteca",
        description=LOAD,
        formatter_class=RawDescriptionHelpFormatter,
    )
    load.add_argument(
        "--by", metavar="ACCESSO", required=True, help="chi coordina la rete, dell’ente capofila"
    )
    own = load.add_argument_group("quello di un’altra rete (i primi quattro insieme)")
    own.add_argument("--title", metavar="TITOLO", help="come si chiama il protocollo")
    own.add_argument("--date", metavar="AAAA-MM-GG", type=day, help="la data del suo testo")
    own.add_argument(
        "--signatories", metavar="FILE.csv", type=Path, help="chi ha firmato, per quello che il testo dice"
    )
    own.add_argument("--commitments", metavar="FILE.csv", type=Path, help="che cosa ha promesso ciascuno")
    own.add_argument("--years", metavar="N", type=number(1, 50), help="quanti anni vale (3)")
    runs(load, "trama.config.agreements:load", needs=Needs.DATABASE)
