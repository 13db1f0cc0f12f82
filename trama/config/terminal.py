"""Asking a person at the terminal; without one, the answers are the lines of standard input."""

import getpass
import sys

from trama.common.commands import CommandError, Exit


def ask(question: str) -> str:
    if sys.stdin.isatty():
        return input(question).strip()
    return _line(question)


def ask_password(question: str, *, twice: bool = False) -> str:
    """Not shown while typed; `twice` for a new one."""
    if not sys.stdin.isatty():
        return _line(question)
    password = getpass.getpass(question)
    if twice and getpass.getpass("Un’altra volta: ") != password:
        raise CommandError("Le due password non sono uguali.")
    return password


def confirmed(question: str) -> bool:
    """A yes or no on the terminal; without one the answer must come by --yes."""
    if not sys.stdin.isatty():
        raise CommandError(f"{question} Per dire di sì: --yes.", Exit.USAGE)
    return input(f"{question} [s/N] ").strip().lower() in {"y", "yes", "s", "sì", "si"}


def _line(question: str) -> str:
    line = sys.stdin.readline()
    if not line:
        raise CommandError(f"Manca la risposta a: {question}", Exit.USAGE)
    return line.rstrip("\n")
