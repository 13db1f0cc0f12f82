"""`trama root …` and `trama org …`: bringing an organisation in."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path

from trama.common.commands import Needs, Subparsers, runs

ORG = """\
First `trama org load` puts the organisations of a network in; they have contacts and no keys.
An organisation gets its keys with two custodians, in three steps; the root's private half never sees this machine:

  here, with both custodians      trama org request "Centro X" request.json --custodian ada --custodian bea
  on the machine of the root      trama org sign request.json signed.json --root root.key
  here, with one custodian        trama org install signed.json --custodian ada

Before signing, the holder of the root calls the organisation and compares the digits that `request` printed.
Passwords are asked for, each typed by her who has it; without a terminal they are read from standard input,
one a line, in the order of the custodians.
"""
LOAD = """\
FILE is a table (CSV, UTF-8) with the columns id, official_name and category, as trama/network/data/signatories.csv.
What is there already stays as it is: the command may be repeated.
"""
REQUEST = """\
The first of three steps. Makes the keys of ORGANISATION here, with two custodians or more who type each a password of
twelve characters or more, writes REQUEST (an id, a name, a public key: it may travel by mail) and prints the digits
that they will read to the holder of the root on the telephone.
"""
SIGN = """\
The second step, on the machine that holds the root. Asks for the digits heard on the telephone, refuses (1) where they
are not those of REQUEST, and writes SIGNED, which may travel by mail. Needs neither a database nor an installation.
"""
INSTALL = """\
The third step. One of the custodians types her password; the signature is checked against the root of this
installation (TRAMA_ROOT_PUBLIC_KEY) and refused where another root made it. From then on the organisation is open.
"""
RECOVER = """\
When all custodians of an organisation have lost their passwords, and its two recovery sheets are at hand:

  trama org recover "Centro X" --custodian ada --custodian bea

Asks for both sheets, in either order, then for a new password of each custodian, typed by her who will have it.
Who already had an account there keeps it, with a new key and a new authenticator; a name that is not known gets an
account; who has one elsewhere types the password she has. The custodians of before who are not named are out. The keys
change, everybody else stays in, compartments stay with their members. The sheets are used up: print new ones on the
site. Without a terminal the answers are the lines of standard input, in that order. Nothing secret is an argument.
"""
ROOT = """\
The installation's root vouches for organisations. Make it on a machine that is never on a network, keep FILE there
and in a safe, and put only what is printed into the configuration of the server (TRAMA_ROOT_PUBLIC_KEY).
"""


def register(subparsers: Subparsers) -> None:
    root = subparsers.add_parser(
        "root", help="make the key that vouches for organisations, offline", description=ROOT
    )
    new = root.add_subparsers(metavar="ACTION", required=True).add_parser(
        "new", help="make it", description=ROOT
    )
    new.add_argument("file", metavar="FILE", type=Path, help="where to write the private half")
    runs(new, "trama.config.rootkey:make", needs=Needs.NOTHING)

    org = subparsers.add_parser(
        "org",
        help="bring an organisation in, look at its keys, recover it",
        description=ORG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    actions = org.add_subparsers(metavar="ACTION", required=True)
    _load(actions)
    _request(actions)
    _sign(actions)
    _install(actions)
    _recover(actions)
    _status(actions)
    listed = actions.add_parser(
        "list",
        help="the organisations, and which have keys",
        description="One line for each organisation: its id, how far its keys are (`no keys`, `asked for`, `signed`),"
        " its official name.",
    )
    runs(listed, "trama.config.organisations:listed", needs=Needs.DATABASE)


def _load(actions: Subparsers) -> None:
    parser = actions.add_parser("load", help="put a network's organisations in", description=LOAD)
    parser.add_argument(
        "file", metavar="FILE", type=Path, nargs="?", help="its signatories; without it Milan's"
    )
    parser.add_argument("--network", metavar="SLUG", help="short name of the network, as in addresses")
    parser.add_argument("--name", help="name of the network")
    parser.add_argument("--lead", metavar="ID", help="which of the list coordinates the network")
    runs(parser, "trama.config.organisations:load", needs=Needs.DATABASE)


def _request(actions: Subparsers) -> None:
    parser = actions.add_parser("request", help="its two custodians ask for a signature", description=REQUEST)
    parser.add_argument("organisation", metavar="ORGANISATION", help="its official name or its id")
    parser.add_argument(
        "file", metavar="REQUEST", type=Path, help="the file to write, for the holder of the root"
    )
    parser.add_argument(
        "--custodian",
        metavar="USERNAME",
        dest="custodians",
        action="append",
        required=True,
        help="the name she will sign in with; give it twice or more",
    )
    parser.add_argument("--network", metavar="SLUG", help="if the organisation is in several networks")
    runs(parser, "trama.config.organisations:request", needs=Needs.DATABASE)


def _sign(actions: Subparsers) -> None:
    parser = actions.add_parser(
        "sign", help="the holder of the root vouches for it, offline", description=SIGN
    )
    parser.add_argument("file", metavar="REQUEST", type=Path, help="the file that `request` wrote")
    parser.add_argument("out", metavar="SIGNED", type=Path, help="the file to write, for `install`")
    parser.add_argument(
        "--root", metavar="FILE", type=Path, required=True, help="the private half of the root"
    )
    parser.add_argument("--digits", help="the digits heard on the telephone, instead of asking")
    runs(parser, "trama.config.rootkey:sign", needs=Needs.NOTHING)


def _install(actions: Subparsers) -> None:
    parser = actions.add_parser(
        "install",
        help="one custodian puts the signature in; the organisation is open",
        description=INSTALL,
    )
    parser.add_argument("file", metavar="SIGNED", type=Path, help="the file that `sign` wrote")
    parser.add_argument("--custodian", metavar="USERNAME", required=True, help="she who is here")
    _names(parser)
    runs(parser, "trama.config.organisations:install", needs=Needs.DATABASE)


def _recover(actions: Subparsers) -> None:
    parser = actions.add_parser(
        "recover",
        help="open an organisation again with its two recovery sheets",
        description=RECOVER,
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("organisation", metavar="ORGANISATION", help="its official name or its id")
    parser.add_argument(
        "--custodian",
        metavar="USERNAME",
        dest="custodians",
        action="append",
        required=True,
        help="who keeps the keys from now on; give it twice or more",
    )
    _names(parser)
    parser.add_argument("--network", metavar="SLUG", help="if the organisation is in several networks")
    runs(parser, "trama.config.recovering:recover", needs=Needs.DATABASE)


def _status(actions: Subparsers) -> None:
    parser = actions.add_parser(
        "status",
        help="how an organisation's keys are",
        description="Ends with 1 when something is to be done: what, stands in the last lines.",
    )
    parser.add_argument("organisation", metavar="ORGANISATION", help="its official name or its id")
    parser.add_argument("--network", metavar="SLUG", help="if the organisation is in several networks")
    runs(parser, "trama.config.recovering:status", needs=Needs.DATABASE)


def _names(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--name",
        metavar="USERNAME=NAME",
        dest="names",
        action="append",
        default=[],
        help="what colleagues call a custodian; sealed to the organisation",
    )
