"""Password derivation and the gate before it."""

import multiprocessing
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trama.vault import installation
from trama.vault.crypto.gate import HostGate, default_slots
from trama.vault.crypto.passwords import Params, derive_keys
from trama.vault.crypto.room import STEP_BACK, PasswordRoom
from trama.vault.errors import Busy, Tampered

CHEAP = Params(8, 1, 1)
SALT, PEPPER = bytes(16), bytes(range(32))


@settings(max_examples=20)
@given(st.text(max_size=40), st.text(max_size=40))
def test_same_password_same_keys_other_password_other_keys(one: str, other: str) -> None:
    first = derive_keys(one, salt=SALT, params=CHEAP, pepper=PEPPER)
    assert first == derive_keys(one, salt=SALT, params=CHEAP, pepper=PEPPER)
    assert first.kek != first.verifier


def test_without_the_pepper_neither_verifier_nor_kek_can_be_made() -> None:
    right = derive_keys("la tela", salt=SALT, params=CHEAP, pepper=PEPPER)
    wrong = derive_keys("la tela", salt=SALT, params=CHEAP, pepper=bytes(32))
    assert right.kek != wrong.kek
    assert right.verifier != wrong.verifier


def test_keys_do_not_show_in_repr() -> None:
    keys = derive_keys("la tela", salt=SALT, params=CHEAP, pepper=PEPPER)
    assert repr(keys) == "PasswordKeys()"


def test_too_long_a_password_is_refused_not_cut() -> None:
    with pytest.raises(ValueError, match="too long"):
        derive_keys("x" * 1025, salt=SALT, params=CHEAP, pepper=PEPPER)


def test_default_cost_is_the_one_of_the_design() -> None:
    assert Params().encode() == "argon2id:65536:3:1"
    assert Params.decode("argon2id:65536:3:1") == Params()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "argon2i:8:1:1",
        "argon2id:8:1",
        "argon2id:99999999:1:1",
        "argon2id:8:999:1",
        "argon2id:8:1:64",
        "argon2id:x:1:1",
    ],
)
def test_a_forged_cost_cannot_stop_the_host(text: str) -> None:
    with pytest.raises(Tampered):
        Params.decode(text)


def test_gate_lets_in_as_many_as_it_has_slots_then_says_busy(tmp_path: Path) -> None:
    gate = HostGate(tmp_path, slots=2, patience=0)
    with gate.entered(), gate.entered(), pytest.raises(Busy), gate.entered():
        pass
    with gate.entered():
        pass


def test_gate_waits_for_whoever_is_about_to_leave(tmp_path: Path) -> None:
    inside, leave, entered = threading.Event(), threading.Event(), threading.Event()

    def first() -> None:
        with HostGate(tmp_path, slots=1).entered():
            inside.set()
            leave.wait(10)

    def second() -> None:
        with HostGate(tmp_path, slots=1, patience=10).entered():
            entered.set()

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    threads[0].start()
    assert inside.wait(10)
    threads[1].start()
    assert not entered.is_set()
    leave.set()
    assert entered.wait(10)
    for thread in threads:
        thread.join()


def _hold(folder: Path, ready: "multiprocessing.synchronize.Event") -> None:
    with HostGate(folder, slots=1).entered():
        ready.set()
        threading.Event().wait(60)


def test_gate_holds_across_processes_and_opens_when_one_is_killed(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    process = context.Process(target=_hold, args=(tmp_path, ready))
    process.start()
    assert ready.wait(30)
    with pytest.raises(Busy), HostGate(tmp_path, slots=1, patience=0).entered():
        pass
    process.kill()
    process.join()
    with HostGate(tmp_path, slots=1, patience=5).entered():
        pass


def test_there_is_always_a_slot() -> None:
    assert default_slots() >= 1


def test_runs_step_back_and_the_thread_that_asked_does_not(tmp_path: Path) -> None:
    def mine() -> tuple[str, int]:
        return threading.current_thread().name, os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    before = mine()
    name, priority = PasswordRoom(HostGate(tmp_path, slots=1), seats=1).run(mine)
    assert name.startswith("password")
    assert priority == min(19, before[1] + STEP_BACK) if sys.platform == "linux" else before[1]
    assert mine() == before


@pytest.mark.parametrize(("slots", "seats"), [(1, 8), (2, 8), (3, 5)])
def test_as_many_run_as_there_are_slots_and_as_many_wait_as_there_are_seats(
    tmp_path: Path, slots: int, seats: int
) -> None:
    room = PasswordRoom(HostGate(tmp_path, slots=slots, patience=30), seats=seats)
    running, most, leave, lock = 0, 0, threading.Event(), threading.Lock()
    full = threading.Semaphore(0)

    def work() -> str:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        full.release()
        leave.wait(30)
        with lock:
            running -= 1
        return "done"

    with ThreadPoolExecutor(seats) as people:
        asked = [people.submit(room.run, work) for _person in range(seats)]
        for _slot in range(slots):
            assert full.acquire(timeout=30)
        while room._seats._value:  # those that are still on their way to a seat
            leave.wait(0.01)
        with pytest.raises(Busy):
            room.run(work)
        leave.set()
        assert [one.result(30) for one in asked] == ["done"] * seats
    assert most == slots
    assert room.run(lambda: "free again") == "free again"


def test_a_run_that_fails_gives_its_seat_and_its_slot_back(tmp_path: Path) -> None:
    room = PasswordRoom(HostGate(tmp_path, slots=1, patience=0), seats=1)
    for _time in range(2):
        with pytest.raises(ValueError, match="password too long"):
            room.run(lambda: derive_keys("x" * 2000, salt=SALT, params=CHEAP, pepper=PEPPER))
    assert room.run(lambda: 1) == 1


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # newer Pythons warn of a fork beside threads
def test_a_child_process_has_a_room_of_its_own() -> None:
    assert installation.password_room().run(lambda: 1) == 1
    child = os.fork()
    if child == 0:
        os._exit(installation.password_room().run(lambda: 7))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
