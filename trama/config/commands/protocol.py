"""`trama protocol …`."""

from argparse import RawDescriptionHelpFormatter
from datetime import date
from pathlib import Path

from trama.common.commands import Needs, Subparsers, runs

LOAD = """\
Put Milan's protocol in, as its text gives it: the 47 signatories with what is known of each signature, the 191
commitments with their owners, the library with the annexes as empty places, the working groups that it asks for.
Nothing is invented: a signature that is not in the text is "not at hand". Done once, after `trama org load` and after
the lead body has its keys, in the name of one of its network coordinators, who types her password.

Another network's protocol comes from two tables (CSV, UTF-8) with the columns of trama/protocol/data/signatories.csv
and commitments.csv, a title and the date of its text:

  trama protocol load --by ada --title "Protocollo di Pavia" --date 2025-03-08 \\
      --signatories firmatari.csv --commitments impegni.csv

signatories: id is the code under which `trama org load` brought the body in; commitment_group holds the codes of the
lists that bind it (CAV;CR); signature_date is a day, an instant, ≤day or ≥day. commitments: signatory says whom the row
binds: such a code, words with it in brackets ("Centri antiviolenza [CAV]"), or "Tutti i firmatari". A further column
"rule" may say what the text dates (meetings_attended, meetings_held, yearly_review, yearly_data); without it a
commitment is never late. Everything wrong is told with its line, and then nothing is written.

Exit codes: 0 done; 1 nothing was written: a table has errors, the network lacks a body, or a protocol is in force
already; 2 the command line is wrong, or she does not coordinate the network, or her password does not match; 3 no
database.
"""


def register(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "protocol", help="put a network's protocol in", description="The network's protocol, put in once."
    )
    load = parser.add_subparsers(metavar="ACTION", required=True).add_parser(
        "load",
        help="the protocol, its commitments, its library",
        description=LOAD,
        formatter_class=RawDescriptionHelpFormatter,
    )
    load.add_argument(
        "--by", metavar="USERNAME", required=True, help="a network coordinator of the body that leads"
    )
    own = load.add_argument_group("another network's own (all four together)")
    own.add_argument("--title", help="the protocol's name")
    own.add_argument("--date", metavar="YYYY-MM-DD", type=date.fromisoformat, help="the date of its text")
    own.add_argument(
        "--signatories", metavar="FILE.csv", type=Path, help="who signed, as the text lets one say"
    )
    own.add_argument("--commitments", metavar="FILE.csv", type=Path, help="what each promised")
    own.add_argument("--years", metavar="N", type=int, help="how long it holds, in years (3)")
    runs(load, "trama.config.agreements:load", needs=Needs.DATABASE)
