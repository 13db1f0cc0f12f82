"""`trama audit …` as its operator sees it."""

import json
from argparse import Namespace
from pathlib import Path

import pytest

from trama.audit import commands
from trama.audit.models import Covered
from trama.audit.tests.cast import write
from trama.audit.tests.tampering import cut, tamper
from trama.common.commands import CommandError, Exit
from trama.config.cli import main

PLAIN, AS_JSON = Namespace(json=False), Namespace(json=True)


def test_a_whole_trail(trail: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(3)
    assert commands.seal(PLAIN) == Exit.OK
    assert commands.verify(PLAIN) == Exit.OK
    told = capsys.readouterr().out
    assert told.startswith("Righe sigillate: 3.\n3 righe sotto 1 sigilli; testa ")
    assert told.endswith("\n0 righe non ancora sigillate\nÈ intero.\n")


def test_a_broken_trail_says_what_and_where(trail: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(2)
    commands.seal(PLAIN)
    event_id = Covered.objects.earliest("event_id").event_id
    tamper(f"UPDATE audit_event SET action = 'x' WHERE id = {event_id}")
    assert commands.verify(PLAIN) == Exit.FAILED
    assert f"edited: 1 righe sigillate sono state cambiate. (righe {event_id})" in capsys.readouterr().out
    assert commands.verify(AS_JSON) == Exit.FAILED
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is False
    assert [(one["kind"], one["ids"]) for one in report["findings"]] == [("edited", [event_id])]


def test_going_on_after_a_restore(trail: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _turn in range(2):
        write(1)
        commands.seal(PLAIN)
    cut(last=1)
    with pytest.raises(CommandError, match="trama audit verify"):
        commands.seal(PLAIN)
    assert commands.rewind(Namespace(reason="backup  del\n3 marzo")) == Exit.OK
    assert commands.verify(PLAIN) == Exit.OK
    assert "Ripresa dal sigillo 1: backup del 3 marzo" in capsys.readouterr().out


def test_a_damaged_key_is_a_matter_of_the_machine(trail: Path) -> None:
    (trail / "secrets").mkdir()
    (trail / "secrets" / "audit.key").write_text("?")
    for command in (commands.verify, commands.seal):
        with pytest.raises(CommandError) as refused:
            command(PLAIN)
        assert refused.value.code == Exit.ENVIRONMENT


def test_the_command_line_knows_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["audit", "verify", "--help"])
    assert ended.value.code == 0
    assert "Finisce con 0 se è intero, con 1 se qualcosa è cambiato" in " ".join(
        capsys.readouterr().out.split()
    )
