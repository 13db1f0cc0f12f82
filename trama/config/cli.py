"""The command `trama`."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from importlib.metadata import version

from trama.config.commands import COMMANDS, Command, Needs
from trama.config.exits import CommandError, Exit
from trama.config.postgres import ServerError
from trama.config.postgres.urls import UrlError
from trama.config.running import running_server

EPILOG = """\
environment (docs/operations.md has them all):
  DATABASE_URL           postgresql://… of the application's role; without it an embedded server is used
  TRAMA_MAINTENANCE_URL  postgresql://… of the maintenance role: migrations, dump, restore
  TRAMA_PORT             the port to serve on (8000)
  TRAMA_VAR              where files are kept (var/ in the checkout)

exit codes:
  0  done            1  a check or verification failed      2  wrong command line
  3  the machine or configuration lacks something         130  interrupted

`trama COMMAND --help` explains each command.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trama.config.settings")
    try:
        return _run(words)
    except (CommandError, ServerError, UrlError) as error:
        print(f"trama: {error}", file=sys.stderr)
        return error.code if isinstance(error, CommandError) else Exit.ENVIRONMENT
    except KeyboardInterrupt:
        return Exit.INTERRUPTED


def _run(words: list[str]) -> int:
    command = next((one for one in COMMANDS if words and one.name == words[0]), None)
    asks_help = any(word in ("-h", "--help") for word in words)
    with ExitStack() as stack:
        if command:
            _prepare(command, stack, start=not asks_help)
        args = _parser(command).parse_args(words)
        if not command:
            _parser(None).print_help()
            return Exit.USAGE
        return int(args.run(args))


def _prepare(command: Command, stack: ExitStack, *, start: bool) -> None:
    """Bring up what the command needs; an embedded server that was started here stops with the command."""
    if command.needs is Needs.DATABASE and start:
        stack.enter_context(running_server())
    if command.needs is not Needs.NOTHING:
        import django  # noqa: PLC0415 - half a second that `trama db stop` and `--help` need not wait

        django.setup()


def _parser(command: Command | None) -> argparse.ArgumentParser:
    """The whole parser; only the called command's own arguments are filled in."""
    parser = argparse.ArgumentParser(
        prog="trama",
        description="Trama: the information system of a territorial network against male violence against women.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"trama {version('trama')}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for one in COMMANDS:
        if one is command:
            importlib.import_module(one.module).register(subparsers)
        else:
            subparsers.add_parser(one.name, help=one.help)
    return parser


if __name__ == "__main__":
    sys.exit(main())
