"""The command `trama`."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from importlib.metadata import version

from trama.common.commands import CommandError, Exit, Needs, resolve
from trama.config.cliwords import speak_italian
from trama.config.commands import MODULES
from trama.config.environment import MisconfiguredError
from trama.config.failures import told
from trama.config.postgres import ServerError
from trama.config.postgres.urls import UrlError
from trama.config.running import running_server

EPILOG = """\
ambiente (docs/operations.md lo dice tutto):
  DATABASE_URL           postgresql://… del ruolo dell’applicazione; senza, si usa il server incorporato
  TRAMA_MAINTENANCE_URL  postgresql://… del ruolo di manutenzione: migrazioni, backup, ripristino
  TRAMA_PORT             la porta su cui servire (8000)
  TRAMA_VAR              dove stanno i file (var/ nella copia di lavoro)

codici di uscita:
  0  fatto
  1  un controllo o una verifica ha trovato qualcosa, oppure un errore non previsto
  2  la riga di comando non va bene
  3  alla macchina o alla configurazione manca qualcosa, o un altro `trama` è di mezzo
  130  interrotto

`trama COMANDO --help` spiega ogni comando.
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
        return _ended(error)
    except (ServerError, UrlError, MisconfiguredError) as error:
        return _ended(CommandError(str(error), Exit.ENVIRONMENT))
    except KeyboardInterrupt:
        return _ended(CommandError("interrotto.", Exit.INTERRUPTED))
    except BrokenPipeError:  # whoever reads has had enough: `trama org list | head -1`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.OK
    except Exception as error:  # noqa: BLE001 - the last of all: nobody at a terminal is to read a traceback
        return _ended(told(error))


def _ended(error: CommandError) -> int:
    print(f"trama: {error}", file=sys.stderr)
    return error.code


def parser() -> argparse.ArgumentParser:
    """The whole command line, with what the apps add."""
    speak_italian()
    whole = argparse.ArgumentParser(
        prog="trama",
        description="Trama: il sistema informativo di una rete territoriale contro la violenza maschile sulle donne.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    whole.add_argument(
        "--version",
        action="version",
        version=f"trama {version('trama')}",
        help="mostra la versione e finisci",
    )
    subparsers = whole.add_subparsers(metavar="COMANDO", title="comandi", required=True)
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
