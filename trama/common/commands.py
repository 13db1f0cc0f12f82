"""How an app adds a command to `trama`; no Django here, so that `--help` needs nothing.

# trama/<app>/cli.py, listed in trama/config/commands/__init__.py
def register(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("audit", help="…", description="…")
    runs(parser, "trama.audit.verification:verify", needs=Needs.DATABASE)

# trama/audit/verification.py
def verify(args: argparse.Namespace) -> int: ...
"""

import argparse
import errno
import importlib
import re
from collections.abc import Callable
from datetime import date
from enum import Enum, IntEnum
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
else:
    Subparsers = object


class Exit(IntEnum):
    """The exit codes of `trama`, shown by its `--help` and in docs/operations.md."""

    OK = 0
    FAILED = 1  # a check or verification found something, a process ended by itself, or nobody foresaw it
    USAGE = 2  # the command line is wrong
    ENVIRONMENT = 3  # the machine or configuration lacks something, or another `trama` stands in the way
    INTERRUPTED = 130  # Ctrl-C


class CommandError(Exception):
    """Ends the command with a plain message and an exit code."""

    def __init__(self, message: str, code: Exit = Exit.FAILED) -> None:
        super().__init__(message)
        self.code = code


_FILES: Final = {
    errno.ENOENT: "non c’è",
    errno.EISDIR: "è una cartella, non un file",
    errno.ENOTDIR: "non sta in una cartella",
    errno.EACCES: "non si può leggere o scrivere: mancano i permessi",
    errno.EPERM: "non si può leggere o scrivere: mancano i permessi",
    errno.EEXIST: "c’è già",
    errno.EROFS: "non si può scrivere: il disco è di sola lettura",
    errno.ENOSPC: "non si può scrivere: il disco è pieno",
}


def of_file(error: OSError, path: object = None) -> str:
    """What is the matter with a file, or with what the machine was asked for."""
    about = path or error.filename
    why = _FILES.get(error.errno or 0, f"non si può leggere o scrivere ({error.strerror})")
    return f"{about} {why}." if about else f"La macchina si rifiuta: {error.strerror}."


class Needs(Enum):
    """What must be ready before a command's function is imported and called."""

    NOTHING = "nothing"
    DJANGO = "settings and models"
    DATABASE = "settings and models, and a running database"


def number(least: int, most: int | None = None) -> Callable[[str], int]:
    """The type of an argument that is a whole number from `least` to `most`."""

    def read(text: str) -> int:
        found = int(text) if re.fullmatch(r"-?\d{1,18}", text) else None
        if found is None or found < least or (most is not None and found > most):
            limits = f"da {least} a {most}" if most is not None else f"da {least} in su"
            raise argparse.ArgumentTypeError(f"{text!r} non è un numero intero {limits}")
        return found

    return read


def day(text: str) -> date:
    """The type of an argument that is a day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} non è un giorno come 2026-11-25") from None


def words(text: str) -> str:
    """The type of an argument that somebody will read: not empty, not only spaces."""
    if not text.strip():
        raise argparse.ArgumentTypeError("dillo a parole")
    return text


def runs(parser: argparse.ArgumentParser, function: str, *, needs: Needs, demo: bool = False) -> None:
    """Have `parser` call `module:function`, imported only then. `demo`: with the settings of a demo."""
    parser.set_defaults(run=function, needs=needs, demo=demo)


def resolve(function: str) -> Callable[[argparse.Namespace], int]:
    """The callable behind `module:function`."""
    module, _, name = function.partition(":")
    found: Callable[[argparse.Namespace], int] = getattr(importlib.import_module(module), name)
    return found
