"""The files beside the database: serials seen, keys destroyed."""

import multiprocessing
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.common import appendlog
from trama.vault.errors import UntrustedKey
from trama.vault.shredlog import ShredLog
from trama.vault.trust.witness import SerialWitness, is_new


def test_an_older_serial_than_the_one_seen_is_refused(tmp_path: Path) -> None:
    witness = SerialWitness(tmp_path / "serials")
    witness.check("manifest:a", 1, "h1")
    witness.advance("manifest:a", 3, "h3")
    witness.check("manifest:a", 3, "h3")
    witness.check("manifest:a", 4, "h4")
    witness.check("manifest:b", 1, "h1")
    with pytest.raises(UntrustedKey):
        witness.check("manifest:a", 2, "h2")


def test_a_reader_who_asked_before_somebody_elses_commit_is_not_refused(tmp_path: Path) -> None:
    """Her database snapshot may be the one before: that is a race, not a replay. The next question is answered no."""
    witness = SerialWitness(tmp_path / "serials")
    witness.advance("manifest:a", 4, "h4")
    before = witness.seen()
    witness.advance("manifest:a", 5, "h5")
    assert not is_new(before, "manifest:a", 4, "h4")
    with pytest.raises(UntrustedKey):
        is_new(witness.seen(), "manifest:a", 4, "h4")


def test_a_fork_under_the_serial_seen_is_refused(tmp_path: Path) -> None:
    witness = SerialWitness(tmp_path / "serials")
    witness.advance("manifest:a", 3, "h3")
    with pytest.raises(UntrustedKey):
        witness.check("manifest:a", 3, "another")


def test_another_process_sees_what_was_seen_and_nobody_goes_back(tmp_path: Path) -> None:
    one, other = SerialWitness(tmp_path / "serials"), SerialWitness(tmp_path / "serials")
    other.check("manifest:a", 1, "h1")
    one.advance("manifest:a", 5, "h5")
    other.advance("manifest:a", 4, "h4")
    for witness in (one, other):
        with pytest.raises(UntrustedKey):
            witness.check("manifest:a", 4, "h4")


def test_going_back_after_a_restore_is_an_act_that_stays_written(tmp_path: Path) -> None:
    witness = SerialWitness(tmp_path / "serials")
    witness.advance("manifest:a", 5, "h5")
    witness.rewind("manifest:a", 3, "h3", "restored\nfrom the backup of Sunday")
    witness.check("manifest:a", 3, "h3")
    assert "restored from the backup of Sunday" in (tmp_path / "serials").read_text()


@given(st.integers(1, 40))
def test_a_line_torn_by_a_crash_is_left_out_and_the_next_ones_are_read(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    log = ShredLog(tmp_path_factory.mktemp("shred") / "shred.log")
    first, torn, last = uuid4(), uuid4(), uuid4()
    log.add([first])
    whole = log.path.read_bytes()
    log.add([torn])
    log.path.write_bytes(log.path.read_bytes()[: len(whole) + cut])
    log.add([last])
    assert log.ids() == {first, last}


def test_shred_log_starts_empty_and_keeps_everything(tmp_path: Path) -> None:
    log = ShredLog(tmp_path / "deep" / "shred.log")
    assert log.ids() == set()
    log.add([])
    ids = {uuid4() for _ in range(5)}
    log.add(ids)
    log.add([next(iter(ids))])
    assert log.ids() == ids
    assert log.path.stat().st_mode & 0o777 == 0o600


def _write(path: Path, number: int) -> None:
    for index in range(50):
        appendlog.append(path, f"shred {UUID(int=number * 1000 + index)}")


def test_processes_that_write_at_once_lose_no_line(tmp_path: Path) -> None:
    path = tmp_path / "shred.log"
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_write, args=(path, number)) for number in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert len(ShredLog(path).ids()) == 150
