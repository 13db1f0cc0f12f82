"""How an app adds a command to `trama`; no Django here, so that `--help` needs nothing.

# trama/<app>/cli.py, listed in trama/config/commands/__init__.py
def register(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("audit", help="…", description="…")
    runs(parser, "trama.audit.verification:verify", needs=Needs.DATABASE)

# trama/audit/verification.py
def verify(args: argparse.Namespace) -> int: ...
"""

import argparse
import importlib
import re
from collections.abc import Callable
from enum import Enum, IntEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
else:
    Subparsers = object


class Exit(IntEnum):
    """The exit codes of `trama`, shown by its `--help` and in docs/operations.md."""

    OK = 0
    FAILED = 1  # a check or verification found something, or a process ended by itself
    USAGE = 2  # the command line is wrong
    ENVIRONMENT = 3  # the machine or configuration lacks something, or another `trama` stands in the way
    INTERRUPTED = 130  # Ctrl-C


class CommandError(Exception):
    """Ends the command with a plain message and an exit code."""

    def __init__(self, message: str, code: Exit = Exit.FAILED) -> None:
        super().__init__(message)
        self.code = code


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
            limits = f"from {least} to {most}" if most is not None else f"of at least {least}"
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number {limits}")
        return found

    return read


def words(text: str) -> str:
    """The type of an argument that somebody will read: not empty, not only spaces."""
    if not text.strip():
        raise argparse.ArgumentTypeError("say it in words")
    return text


def runs(parser: argparse.ArgumentParser, function: str, *, needs: Needs, demo: bool = False) -> None:
    """Have `parser` call `module:function`, imported only then. `demo`: with the settings of a demo."""
    parser.set_defaults(run=function, needs=needs, demo=demo)


def resolve(function: str) -> Callable[[argparse.Namespace], int]:
    """The callable behind `module:function`."""
    module, _, name = function.partition(":")
    found: Callable[[argparse.Namespace], int] = getattr(importlib.import_module(module), name)
    return found
