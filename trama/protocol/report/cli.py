"""`trama report …`."""

from pathlib import Path

from trama.common.commands import Needs, Subparsers, day, number, runs


def register(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "report",
        help="scrive la relazione annuale di una rete",
        description="La relazione di monitoraggio di un anno in PDF: firmatari, incontri, impegni, gruppi, decisioni,"
        " risorse, indicatori. Gli stessi dati e lo stesso giorno danno lo stesso file, byte per byte. Solo uffici e"
        " atti: non c’è niente di una donna.",
    )
    parser.add_argument("year", metavar="ANNO", type=number(1, 9999), help="l’anno solare")
    parser.add_argument("--network", metavar="SLUG", help="serve dove ce n’è più d’una")
    parser.add_argument(
        "--day",
        metavar="AAAA-MM-GG",
        type=day,
        help="com’era quel giorno (altrimenti oggi)",
    )
    parser.add_argument(
        "--output",
        metavar="FILE",
        type=Path,
        help="dove scriverla (altrimenti qui, relazione-ANNO-al-GIORNO.pdf)",
    )
    runs(parser, "trama.protocol.report.commands:write", needs=Needs.DATABASE)
