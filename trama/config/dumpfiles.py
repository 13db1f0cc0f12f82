"""What a file to restore is, and why one cannot be: in a sentence. No Django."""

import re
from enum import Enum
from pathlib import Path
from typing import Final

from trama.common.commands import CommandError, Exit, of_file

TAIL: Final = (
    400  # bytes at the end of a plain dump that hold its closing words, and what newer programs put after
)
_CUSTOM: Final = b"PGDMP"
_PLAIN: Final = b"--\n-- PostgreSQL database dump\n"
_COMPLETE: Final = b"-- PostgreSQL database dump complete"
# What pg_restore and psql say (LC_ALL=C) of a file that ends too soon, and of one that a newer PostgreSQL wrote.
_SHORT: Final = ("end of file", "could not find block ID")
_NEWER: Final = ("unsupported version", "unrecognized configuration parameter")


class Form(Enum):
    CUSTOM = "custom"
    PLAIN = "plain"


def form_of(start: bytes) -> Form:
    """By the first bytes of a dump that is no longer encrypted. Raises CommandError for anything else."""
    if start.startswith(_CUSTOM):
        return Form.CUSTOM
    if start.startswith(_PLAIN):
        return Form.PLAIN
    raise CommandError(
        "Questo file è vuoto." if not start else "Questo file non è un backup di Trama.", Exit.USAGE
    )


def first_bytes(path: Path, count: int) -> bytes:
    """Raises CommandError (2) for what cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(count)
    except OSError as error:
        raise CommandError(of_file(error, path), Exit.USAGE) from None


def refuse_if_short(form: Form, tail: bytes) -> None:
    """A plain dump that was cut off loads without a complaint: its last words say whether it is whole."""
    if form is Form.PLAIN and _COMPLETE not in tail:
        raise _short()


def failure(said: str) -> CommandError:
    """Why PostgreSQL's program could not load a file, from what it said."""
    if any(words in said for words in _NEWER):
        return CommandError(
            "Questo backup viene da un PostgreSQL più nuovo di questo: qui serve almeno la stessa versione.",
            Exit.ENVIRONMENT,
        )
    if any(words in said for words in _SHORT):
        return _short()
    told = re.search(r"ERROR: +(.*)|error: +(.*)", said)
    reason = f" ({told[1] or told[2]})" if told else ""
    return CommandError(f"Questo backup è rovinato: PostgreSQL non riesce a caricarlo{reason}.")


def _short() -> CommandError:
    return CommandError("Questo backup è incompleto: il file finisce prima del tempo.")
