"""What can be set, run or returned is written down where whoever runs it looks."""

import argparse
import re
from collections.abc import Iterator

import pytest

from trama.common.commands import Exit
from trama.config import cli, paths

OPERATIONS = (paths.ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
NAME = re.compile(r"[\"'](TRAMA_[A-Z_]+|DATABASE_URL|CHROMIUM)[\"']")
OF_THE_TESTS = {"TRAMA_TEST_WITNESS_OF"}  # one process of the tests to another


def _variables() -> set[str]:
    files = [path for folder in ("trama", "tests") for path in (paths.ROOT / folder).rglob("*.py")]
    found = {name for path in files for name in NAME.findall(path.read_text(encoding="utf-8"))}
    return found - OF_THE_TESTS


def _commands(parser: argparse.ArgumentParser, words: str = "trama") -> Iterator[str]:
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not groups:
        yield words
    for group in groups:
        for name, inner in group.choices.items():
            yield from _commands(inner, f"{words} {name}")


def test_the_search_for_variables_finds_some() -> None:
    assert {"DATABASE_URL", "TRAMA_PORT", "TRAMA_HTTPS", "CHROMIUM"} <= _variables()


@pytest.mark.parametrize("name", sorted(_variables()))
def test_every_environment_variable_is_in_the_table(name: str) -> None:
    assert re.search(rf"^\|[^|]*`{name}`", OPERATIONS, re.MULTILINE)


def test_the_table_names_no_variable_that_is_gone() -> None:
    rows = re.findall(r"^\| (`[A-Z_`, ]+`) \|", OPERATIONS, re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"[A-Z_]+", row)} <= _variables()


@pytest.mark.parametrize("code", list(Exit))
def test_every_exit_code_is_there_and_in_the_help(code: Exit) -> None:
    assert re.search(rf"^\| {code.value} \|", OPERATIONS, re.MULTILINE)
    assert re.search(rf"\b{code.value}  \w", cli.parser().format_help())


def test_commands_named_in_the_documents_exist() -> None:
    known = {command.split()[1] for command in _commands(cli.parser())}
    pages = [paths.ROOT / "README.md", *(paths.ROOT / "docs").rglob("*.md")]
    named = {
        word for page in pages for word in re.findall(r"`trama ([a-z]+)", page.read_text(encoding="utf-8"))
    }
    assert named <= known
