"""Sealing, undisturbed: crashes, transactions that commit late, two sealers at once. No false alarm."""

import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.core import mail
from django.db import connection, connections, transaction
from procrastinate.contrib.django import app
from pytest_django.fixtures import Settings

from trama.audit import sealing, witness
from trama.audit.keys import MissingKeyError, audit_key
from trama.audit.models import Covered, Event, Seal
from trama.audit.sealing import seal_pending
from trama.audit.tasks import mail_the_head
from trama.audit.tests.cast import operator, write
from trama.audit.tests.tampering import INSERT, query, start_again
from trama.audit.verification import verify
from trama.common.jobs import run_worker

pytestmark = pytest.mark.usefixtures("trail")


@pytest.fixture
def elsewhere(trail: Path) -> Iterator[psycopg.Connection]:
    """Another process of the application, with a transaction of its own."""
    other = psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor})
    yield other
    other.close()


def lines() -> list[str]:
    return witness.path().read_text().splitlines()


def test_rows_of_every_organisation_are_sealed_and_the_tail_is_told() -> None:
    write(5)
    assert verify().unsealed == 5
    assert seal_pending() == 5
    write(2)
    report = verify()
    assert (report.ok, report.rows, report.seals, report.unsealed) == (True, 5, 1, 2)
    assert report.oldest_unsealed is not None


def test_nothing_to_seal_makes_no_seal() -> None:
    assert seal_pending() == 0
    assert not Seal.objects.exists()
    assert verify().ok


def test_the_chain_is_written_outside_the_database_as_well() -> None:
    for _turn in range(3):
        write(1)
        seal_pending()
    assert [line.split()[:3] for line in lines()] == [
        ["seal", str(seal.number), bytes(seal.mac).hex()] for seal in Seal.objects.order_by("number")
    ]


def test_a_row_that_commits_after_a_later_one_was_sealed_is_sealed_next(
    elsewhere: psycopg.Connection,
) -> None:
    elsewhere.execute(INSERT)  # takes its number, and has not committed
    write(1)
    assert seal_pending() == 1
    elsewhere.commit()
    assert verify().ok
    assert seal_pending() == 1
    first, second = Covered.objects.order_by("seal_id")
    assert second.event_id < first.event_id
    assert verify().ok


def test_a_sealer_killed_between_commit_and_line_is_no_alarm(monkeypatch: pytest.MonkeyPatch) -> None:
    write(1)
    with monkeypatch.context() as patch:
        patch.setattr(witness, "append", interrupted)
        with pytest.raises(KeyboardInterrupt):
            seal_pending()
    report = verify()
    assert (report.ok, report.unwitnessed) == (True, 1)
    write(1)
    seal_pending()
    assert [line.split()[1] for line in lines()] == ["1", "2"]
    assert verify().unwitnessed == 0


def interrupted(seal: Seal) -> None:
    raise KeyboardInterrupt


def test_a_line_torn_by_a_crash_is_no_alarm() -> None:
    for _turn in range(2):
        write(1)
        seal_pending()
    whole = witness.path().read_text()
    witness.path().write_text(whole[:-20])
    assert verify().unwitnessed == 1
    assert verify().ok
    write(1)
    seal_pending()
    assert verify().unwitnessed == 0
    assert verify().ok


def test_nothing_is_sealed_that_cannot_be_witnessed(trail: Path) -> None:
    (trail / "witness").write_text("a file where a folder should be")
    write(1)
    with pytest.raises(OSError, match="witness"):
        seal_pending()
    assert not Seal.objects.exists()
    (trail / "witness").unlink()
    assert verify().unsealed == 1


def test_more_rows_than_one_seal_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 4)
    write(10)
    assert seal_pending() == 10
    assert [(seal.rows, seal.total, seal.complete) for seal in Seal.objects.order_by("number")] == [
        (4, 4, False),
        (4, 8, False),
        (2, 10, True),
    ]
    assert len(lines()) == 3
    assert verify().ok


def test_two_sealers_at_once_make_one_chain() -> None:
    write(20)
    failures: list[BaseException] = []

    def run() -> None:
        try:
            for _turn in range(5):
                write(1)
                seal_pending()
        except BaseException as error:  # noqa: BLE001 - shown by the assertion
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _one in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seal_pending()
    report = verify()
    assert failures == []
    assert (report.ok, report.rows, report.unsealed, report.unwitnessed) == (True, 40, 0, 0)
    assert len(lines()) == report.seals


def test_sealing_inside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        seal_pending()


def test_an_act_that_is_undone_leaves_no_row() -> None:
    with transaction.atomic():
        write(1)
        transaction.set_rollback(True)
    assert query("SELECT count(*) FROM audit_event") == [(0,)]


def test_a_row_has_the_same_hash_whatever_the_session_is_set_to() -> None:
    write(2)
    ask = "SELECT hash FROM trama_audit_uncovered(0, 10, 1::smallint)"
    usual = query(ask)
    with connections["maintenance"].cursor() as cursor:
        cursor.execute("SET timezone = 'Asia/Tokyo'; SET datestyle = 'German'; SET extra_float_digits = 0")
    assert query(ask) == usual


def test_the_key_is_made_once_and_kept_private(trail: Path) -> None:
    assert audit_key() == audit_key()
    assert (trail / "secrets" / "audit.key").stat().st_mode & 0o777 == 0o600


def test_outside_a_demo_a_missing_or_damaged_key_stops_the_sealer(trail: Path, settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(MissingKeyError):
        seal_pending()
    (trail / "secrets").mkdir()
    for text in ("", "zz", "ab" * 31):
        (trail / "secrets" / "audit.key").write_text(text)
        with pytest.raises(MissingKeyError):
            verify()


def test_the_auditor_is_mailed_the_head_and_nothing_else(settings: Settings) -> None:
    actor = operator()
    write(3, actor=actor)
    seal_pending()
    write(1)
    mail_the_head()
    assert mail.outbox == []
    settings.AUDITOR_MAIL = "dpo@example.org"
    mail_the_head()
    (message,) = mail.outbox
    seal = Seal.objects.get()
    assert message.to == ["dpo@example.org"]
    assert bytes(seal.mac).hex() in message.body
    assert "Righe sigillate: 3\nRighe non ancora sigillate: 1\n" in message.body
    assert str(actor.organisation_id) not in message.body
    assert Event.objects.count() == 0


def test_heads_are_thrown_away_only_by_a_demonstration_that_begins_empty(settings: Settings) -> None:
    write(1)
    seal_pending()
    with pytest.raises(RuntimeError):
        witness.start_over()
    start_again()  # another demonstration is loaded in an empty database
    settings.DEMO = False
    with pytest.raises(RuntimeError):
        witness.start_over()
    settings.DEMO = True
    witness.start_over()
    assert verify().ok


def test_a_worker_seals_each_minute_and_mails_each_day() -> None:
    periodic = {name: task.cron for (name, _id), task in app.periodic_registry.periodic_tasks.items()}
    assert (periodic["audit.seal"], periodic["audit.mail_head"]) == ("* * * * *", "10 5 * * *")
    write(2)
    app.configure_task("audit.seal", queue="audit").defer(timestamp=0)
    run_worker(wait=False)
    assert verify().rows == 2
