"""`trama check`."""

from trama.common.commands import Needs, Subparsers, runs


def register(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "check",
        help="look for mistakes in the installation",
        description="Check the models, URLs and settings. With --deploy also what must hold before a real woman's "
        "data come in: HTTPS, secrets, roles of the database, its log, no demo keys. Exit code 1 if anything is wrong.",
    )
    parser.add_argument("--deploy", action="store_true", help="check that it is fit for real data")
    runs(parser, "trama.config.deployment:run_check", needs=Needs.DATABASE)
