"""`trama demo`."""

from trama.common.commands import Needs, Subparsers, number, runs, words

WOMEN = 600  # loaded within a minute on two cores; more on request
DESCRIPTION = """\
Migrate, load an invented network if there is none, say who can sign in, and serve it until Ctrl-C. The people and
women are invented, the second factor is off, the keys of the root lie on this machine: never for real data.
"""


def register(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "demo", help="load an invented network and serve it", description=DESCRIPTION
    )
    parser.add_argument(
        "--women", type=number(0, 1_000_000), default=WOMEN, help=f"how many to invent ({WOMEN})"
    )
    parser.add_argument(
        "--seed", type=int, default=7, help="the same seed, the same women, on the same day (7)"
    )
    parser.add_argument(
        "--canary", metavar="TEXT", type=words, help="one more woman in every body, made of TEXT, to look for"
    )
    parser.add_argument(
        "--port", type=number(1, 65535), help="default: TRAMA_PORT, else 8000 or the next free one"
    )
    parser.add_argument("--bind", help="the address to listen on; default: TRAMA_BIND, else 127.0.0.1")
    parser.add_argument(
        "--reset",
        action="store_true",
        help="delete what is there and load afresh (3 while another demo of this checkout serves)",
    )
    parser.add_argument("--load-only", action="store_true", help="load, but do not serve")
    runs(parser, "trama.demo.running:run", needs=Needs.DATABASE, demo=True)
