"""`trama verify …`."""

from trama.common.commands import Needs, Subparsers, runs


def register(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "verify",
        help="verify the signatures of files (.p7m, .p7s, PDF)",
        description="Open each file to its innermost document and judge every signer at every depth, in the terms of"
        " ETSI EN 319 102-1. Nothing is fetched. Exit code 0: every file has a signature and every signature passes;"
        " 1: one does not, or a file cannot be read; 2: wrong command line, or anchors that cannot be read.",
    )
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="DER, PEM, base64 or PDF; `-` is standard input"
    )
    parser.add_argument(
        "--trust",
        action="append",
        default=[],
        metavar="ANCHORS.pem|TSL.xml",
        help="whom to believe: certificates (and CRLs) in PEM, or an EU trusted list; may be repeated",
    )
    parser.add_argument(
        "--list-signer", metavar="CERT", help="the certificate that must have signed the trusted list"
    )
    parser.add_argument(
        "--at",
        metavar="TIME",
        help="judge as of this time, 2024-03-01T12:00:00+01:00 (without zone: UTC; default: now)",
    )
    parser.add_argument("--content", metavar="FILE", help="the document of detached signatures")
    parser.add_argument(
        "--crl",
        "--ocsp",
        action="append",
        default=[],
        dest="revocation",
        metavar="FILE",
        help="revocation lists or OCSP responses, in DER or PEM; may be repeated",
    )
    parser.add_argument(
        "--require-revocation",
        action="store_true",
        help="demand revocation data also of certificates that name no place to ask",
    )
    parser.add_argument("--json", action="store_true", help="print docs/signature-report.schema.json's form")
    runs(parser, "trama.protocol.signatures.command:verify", needs=Needs.NOTHING)
