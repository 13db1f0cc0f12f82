"""`trama protocol …`."""

from trama.common.commands import Needs, Subparsers, runs

LOAD = """\
Put Milan's protocol in, as its text gives it: the 47 signatories with what is known of each signature, the 191
commitments with their owners, the library with the annexes as empty places, the working groups that it asks for.
Nothing is invented: a signature that is not in the text is "not at hand". Done once, after `trama org load` and after
the lead body has its keys, in the name of one of its network coordinators, who types her password.
"""


def register(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "protocol", help="put a network's protocol in", description="The network's protocol, put in once."
    )
    load = parser.add_subparsers(metavar="ACTION", required=True).add_parser(
        "load", help="the protocol, its commitments, its library", description=LOAD
    )
    load.add_argument(
        "--by", metavar="USERNAME", required=True, help="a network coordinator of the body that leads"
    )
    runs(load, "trama.config.agreements:load", needs=Needs.DATABASE)
