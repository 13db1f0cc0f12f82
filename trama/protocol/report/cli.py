"""`trama report …`."""

from datetime import date
from pathlib import Path

from trama.common.commands import Needs, Subparsers, runs


def register(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "report",
        help="write the yearly monitoring report of a network",
        description="The monitoring report of a year as a PDF: signatories, meetings, commitments, groups, decisions,"
        " resources, indicators. The same data and day give the same file, byte for byte. Offices and acts only: it"
        " holds nothing about a woman.",
    )
    parser.add_argument("year", metavar="YEAR", type=int, help="the calendar year")
    parser.add_argument("--network", metavar="SLUG", help="needed where there is more than one")
    parser.add_argument(
        "--day",
        metavar="DATE",
        type=date.fromisoformat,
        help="as of this day, YYYY-MM-DD (today if not given)",
    )
    parser.add_argument(
        "--output", metavar="FILE", type=Path, help="where to write it (relazione-YEAR-al-DATE.pdf here)"
    )
    runs(parser, "trama.protocol.report.commands:write", needs=Needs.DATABASE)
