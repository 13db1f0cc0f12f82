"""What a person at a terminal reads when something is wrong: Italian, a sentence, never a traceback."""

import argparse
import errno
import re
import sys
from collections.abc import Iterator

import psycopg
import pytest
from django.db import OperationalError, ProgrammingError

from trama.common.commands import CommandError, Exit
from trama.config import cli, entry
from trama.config.failures import told
from trama.config.tests.test_cli import trama
from trama.vault.errors import MissingSecret

ENGLISH = re.compile(
    r"\b(the|and|with|which|usage|show|write|of|is|to|not|options|error|invalid)\b", re.IGNORECASE
)
NOWHERE = "postgresql://trama_app:segreta@127.0.0.1:1/trama"


def _parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from _parsers(inner)


@pytest.mark.parametrize("parser", list(_parsers(cli.parser())), ids=lambda one: one.prog)
def test_help_is_in_italian(parser: argparse.ArgumentParser) -> None:
    shown = re.sub(r"--[a-z-]+|`[^`]*`|\S+\.(md|json|csv|pem)\S*", "", parser.format_help())
    assert ENGLISH.findall(shown) == []


@pytest.mark.parametrize(
    "words",
    [
        "", "db", "dbx", "db restore", "db restore a b", "db stop --all --none", "serve --port x", "serve --port",
        "demo --women -1", "org", "org sign", "org request X", "report", "report x", "report 2026 --day ieri",
        "verify", "audit rewind", "protocol load --by a --years 0", "db dump a --plain b",
    ],
)  # fmt: skip
def test_a_wrong_command_line_is_told_in_italian(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(words.split())
    said = capsys.readouterr()
    assert ended.value.code == Exit.USAGE
    assert said.out == ""
    assert said.err.startswith("uso: trama")
    assert ENGLISH.findall(re.sub(r"--[a-z-]+", "", said.err)) == []


def _caused_by(cause: psycopg.Error, error: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (psycopg.OperationalError("secret"), Exit.ENVIRONMENT, "Il database non risponde"),
        (
            _caused_by(psycopg.OperationalError(), OperationalError("secret")),
            Exit.ENVIRONMENT,
            "non risponde",
        ),
        (
            _caused_by(psycopg.errors.UndefinedTable(), ProgrammingError("secret")),
            Exit.ENVIRONMENT,
            "db migrate",
        ),
        (PermissionError(errno.EACCES, "x", "/etc/file"), Exit.ENVIRONMENT, "/etc/file non si può leggere"),
        (OSError(errno.ENOSPC, "x", "/var/file"), Exit.ENVIRONMENT, "il disco è pieno"),
        (MissingSecret("Manca pepper.key."), Exit.ENVIRONMENT, "Manca pepper.key."),
        (EOFError(), Exit.USAGE, "Manca una risposta."),
        (ValueError("secret"), Exit.FAILED, "Errore non previsto: ValueError, test_failures.py, riga "),
    ],
)
def test_every_failure_is_a_sentence_without_values(error: Exception, code: Exit, words: str) -> None:
    try:
        raise error
    except Exception as raised:  # noqa: BLE001 - as `trama` does
        found: CommandError = told(raised)
    assert found.code == code
    assert words in str(found)
    assert "secret" not in str(found)


@pytest.mark.parametrize("words", [("org", "list"), ("db", "migrate"), ("audit", "verify")])
def test_a_database_that_is_away_is_told_in_a_line(words: tuple[str, ...]) -> None:
    answer = trama(*words, DATABASE_URL=NOWHERE, TRAMA_MAINTENANCE_URL=NOWHERE, TRAMA_DEMO="1")
    assert answer.returncode == Exit.ENVIRONMENT
    assert answer.stderr.startswith("trama: Il database non risponde")
    assert len(answer.stderr.splitlines()) == 1
    assert "segreta" not in answer.stderr


def test_ctrl_c_while_it_still_imports_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Interrupting:
        def __getattr__(self, name: str) -> object:
            raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, "trama.config.cli", Interrupting())
    assert entry.main() == Exit.INTERRUPTED
    assert capsys.readouterr().err == "trama: interrotto.\n"


def test_what_a_library_wrapped_twice_is_told_as_what_it_is() -> None:
    wrapped = _caused_by(psycopg.errors.UndefinedFunction(), ProgrammingError())
    outer = RuntimeError("secret")
    outer.__cause__ = wrapped
    assert "db migrate" in str(told(outer))


def test_ctrl_c_ends_with_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(_args: argparse.Namespace) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("trama.config.servers.roles", interrupted)
    assert cli.main(["db", "roles"]) == Exit.INTERRUPTED
    assert capsys.readouterr().err == "trama: interrotto.\n"
