"""What went wrong under a command, for the person at the terminal: a sentence and an exit code, never a traceback.

A traceback quotes values, and values may be somebody's words: only kinds and places are told.
"""

import traceback
from pathlib import Path
from typing import Final

import psycopg

from trama.common.commands import CommandError, Exit, of_file
from trama.vault.errors import MissingSecret

_NO_SCHEMA: Final = {"42P01", "42703", "42883"}  # undefined table, column, function (PostgreSQL, appendix A)
_HERE: Final = Path(__file__).parents[2]


def told(error: Exception) -> CommandError:
    """Any failure as a sentence."""
    cause = _beneath(error)
    if isinstance(cause, psycopg.Error) and cause.sqlstate in _NO_SCHEMA:
        words = "Il database è vuoto, o di una versione più vecchia: `trama db migrate` lo porta a questa."
        return CommandError(words, Exit.ENVIRONMENT)
    if isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
        words = "Il database non risponde, o non fa entrare: `trama db status` dice qual è."
        return CommandError(words, Exit.ENVIRONMENT)
    if isinstance(error, OSError):
        return CommandError(of_file(error), Exit.ENVIRONMENT)
    if isinstance(error, MissingSecret):
        return CommandError(str(error), Exit.ENVIRONMENT)
    if isinstance(error, EOFError):
        return CommandError("Manca una risposta.", Exit.USAGE)
    return CommandError(
        f"Errore non previsto: {type(error).__name__}, {_place(error)}. Segnalalo a chi cura Trama."
    )


def _beneath(error: BaseException) -> BaseException:
    """What the database said, where that is what it comes from; else the error itself."""
    found: BaseException | None = error
    while found is not None:
        if isinstance(found, psycopg.Error):
            return found
        found = found.__cause__ or found.__context__
    return error


def _place(error: Exception) -> str:
    """The last line of ours that it passed, else the last of all."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith(str(_HERE / "trama"))]
    last = (ours or frames)[-1]
    return f"{Path(last.filename).name}, riga {last.lineno}"
