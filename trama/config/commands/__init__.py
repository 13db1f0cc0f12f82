"""The commands of `trama`, in the order `--help` shows them.

An app adds its own with one line here and a module `trama/<app>/cli.py` holding
`register(subparsers)`, which adds one parser of the same name and sets `run` on it:

    def register(subparsers: Subparsers) -> None:
        parser = subparsers.add_parser("audit", help="…", description="…")
        parser.set_defaults(run=verify)         # (args: argparse.Namespace) -> int

The module is imported only when its command is called, and after Django is ready if `needs` says so,
so it may import models at its top.
"""

from dataclasses import dataclass
from enum import Enum


class Needs(Enum):
    """What must be ready before a command's module is imported."""

    NOTHING = "nothing"
    DJANGO = "the settings and models; no database yet"
    DATABASE = "the settings and models, and a running database"


@dataclass(frozen=True)
class Command:
    name: str
    module: str
    help: str
    needs: Needs


COMMANDS = (
    Command("demo", "trama.config.commands.demo", "load an invented network and serve it", Needs.DATABASE),
    Command("serve", "trama.config.commands.serve", "migrate, then serve the site and its jobs", Needs.DATABASE),
    Command("worker", "trama.config.commands.worker", "run the jobs only", Needs.DATABASE),
    Command("db", "trama.config.commands.db", "start, stop, migrate, dump and restore", Needs.NOTHING),
    Command("check", "trama.config.commands.check", "look for mistakes in the installation", Needs.DATABASE),
)
