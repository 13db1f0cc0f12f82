"""The command `trama`."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from importlib.metadata import version

from trama.common.commands import CommandError, Exit, Needs, resolve
from trama.config.commands import MODULES
from trama.config.environment import MisconfiguredError
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
  3  the machine or configuration lacks something, or another `trama` stands in the way
  130  interrupted

`trama COMMAND --help` explains each command.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    args = parser().parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trama.config.settings")
    try:
        with ExitStack() as stack:
            _prepare(args, stack)
            return int(resolve(args.run)(args))
    except CommandError as error:
        print(f"trama: {error}", file=sys.stderr)
        return error.code
    except (ServerError, UrlError, MisconfiguredError) as error:
        print(f"trama: {error}", file=sys.stderr)
        return Exit.ENVIRONMENT
    except KeyboardInterrupt:
        return Exit.INTERRUPTED


def parser() -> argparse.ArgumentParser:
    """The whole command line, with what the apps add."""
    whole = argparse.ArgumentParser(
        prog="trama",
        description="Trama: the information system of a territorial network against male violence against women.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    whole.add_argument("--version", action="version", version=f"trama {version('trama')}")
    subparsers = whole.add_subparsers(metavar="COMMAND", title="commands", required=True)
    for module in MODULES:
        importlib.import_module(module).register(subparsers)
    return whole


def _prepare(args: argparse.Namespace, stack: ExitStack) -> None:
    """Bring up what the command needs; an embedded server that was started here stops with the command."""
    if args.demo:
        os.environ["TRAMA_DEMO"] = "1"
    if args.needs is Needs.DATABASE:
        stack.enter_context(running_server())
    if args.needs is not Needs.NOTHING:
        import django  # noqa: PLC0415 - half a second that `--help` and `trama db stop` need not wait

        django.setup()


if __name__ == "__main__":
    sys.exit(main())
