"""The trail through a dump and a restore: whole when nothing came after, told and accepted when something did."""

import argparse
from pathlib import Path

import pytest
from django.db import DatabaseError, connections
from pytest_django import Settings

from trama.audit.report import Kind
from trama.audit.sealing import SealingRefusedError, rewind, seal_pending
from trama.audit.tests.cast import write
from trama.audit.tests.tampering import query, start_again
from trama.audit.verification import verify
from trama.config import backup


@pytest.fixture
def dump(committed: str, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dump of a database with five sealed rows and one that is not."""
    settings.WITNESS_DIR = tmp_path / "witness"
    monkeypatch.setenv("TRAMA_DATABASE", committed)
    start_again()
    write(5)
    seal_pending()
    write(1)
    backup.run_dump(argparse.Namespace(file=None, plain=tmp_path / "dump"))
    return tmp_path / "dump"


def restore(file: Path) -> None:
    for alias in connections:
        connections[alias].close()
    backup.run_restore(argparse.Namespace(file=file, key=None, yes=True, accept_older=None))


def test_a_dump_brings_the_trail_back_with_its_seals_guards_and_functions(dump: Path) -> None:
    before = query("SELECT * FROM audit_event ORDER BY id")
    restore(dump)
    assert query("SELECT * FROM audit_event ORDER BY id") == before
    report = verify()
    assert (report.ok, report.rows, report.unsealed) == (True, 5, 1), report.findings
    with pytest.raises(DatabaseError):
        query("DELETE FROM audit_event RETURNING id")
    write(1)
    assert seal_pending() == 2
    assert verify().ok


def test_an_older_dump_is_told_and_goes_on_once_a_person_accepts_it(dump: Path) -> None:
    seal_pending()
    restore(dump)
    assert {finding.kind for finding in verify().findings} == {Kind.TRUNCATED}
    with pytest.raises(SealingRefusedError):
        seal_pending()
    rewind("Il disco si è rotto domenica")
    assert seal_pending() == 1
    assert verify().ok
