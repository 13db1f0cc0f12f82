"""`trama verify …`."""

from trama.common.commands import Needs, Subparsers, runs


def register(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "verify",
        help="verifica le firme di file (.p7m, .p7s, PDF)",
        description="Apre ogni file fino al documento più interno e giudica chi ha firmato, a ogni profondità, nei"
        " termini di ETSI EN 319 102-1. Non si scarica niente. Finisce con 0 se ogni file ha una firma e ogni firma"
        " passa; con 1 se una non passa o un file non si legge; con 2 se la riga di comando non va bene o non si legge"
        " di chi fidarsi.",
    )
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="DER, PEM, base64 o PDF; `-` è lo standard input"
    )
    parser.add_argument(
        "--trust",
        action="append",
        default=[],
        metavar="ANCHORS.pem|TSL.xml",
        help="di chi fidarsi: certificati (e CRL) in PEM, o un elenco di fiducia dell’Unione; si può ripetere",
    )
    parser.add_argument(
        "--list-signer", metavar="CERT", help="il certificato che deve aver firmato l’elenco di fiducia"
    )
    parser.add_argument(
        "--at",
        metavar="QUANDO",
        help="giudica a quel momento, 2024-03-01T12:00:00+01:00 (senza fuso: UTC; altrimenti adesso)",
    )
    parser.add_argument("--content", metavar="FILE", help="il documento delle firme staccate")
    parser.add_argument(
        "--crl",
        "--ocsp",
        action="append",
        default=[],
        dest="revocation",
        metavar="FILE",
        help="liste di revoca o risposte OCSP, in DER o PEM; si può ripetere",
    )
    parser.add_argument(
        "--require-revocation",
        action="store_true",
        help="chiede i dati di revoca anche dei certificati che non dicono dove trovarli",
    )
    parser.add_argument(
        "--json", action="store_true", help="scrive nella forma di docs/signature-report.schema.json"
    )
    runs(parser, "trama.protocol.signatures.command:verify", needs=Needs.NOTHING)
