"""`trama setup`."""

from trama.common.commands import Needs, Subparsers, runs

DESCRIPTION = """\
Make the secrets of a new installation (TRAMA_SECRETS_DIR, else var/secrets): the key of the site's signatures, the
pepper of the passwords, the keys of usernames, second factors and audit seals. What is there already is never
touched. Back the folder up by itself, apart from the database: without it nobody can sign in to restored data, and
with both a thief has everything but the passwords. The demo makes its own.
"""


def register(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "setup", help="make the secrets of a new installation", description=DESCRIPTION
    )
    runs(parser, "trama.config.founding:run", needs=Needs.NOTHING)
