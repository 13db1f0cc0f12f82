"""Many at once: everybody's act is done, once."""

import threading
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connections
from pytest_django import Settings

from tests.concurrency.whole import check, query
from trama.access.context import acting
from trama.cases import services as cases
from trama.testing.cast import Cast

MANY = 50


def at_once(number: int, act: Callable[[int], None]) -> list[BaseException]:
    """Run `act` in so many threads that start together; what went wrong."""
    errors: list[BaseException] = []
    gate = threading.Barrier(number)

    def run(index: int) -> None:
        try:
            gate.wait()
            act(index)
        except BaseException as error:  # noqa: BLE001 - shown by who asked
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[index]) for index in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


@pytest.fixture
def _witness(committed: str, tmp_path: Path, settings: Settings) -> None:
    settings.WITNESS_DIR = tmp_path / "witness"


@pytest.mark.usefixtures("_witness")
def test_fifty_open_a_path_at_once(everybody: Cast) -> None:
    ada = everybody.ada
    ids = [uuid4() for _index in range(MANY)]
    keyring = ada.unlock()

    def open_one(index: int) -> None:
        with acting(ada.actor):
            cases.open_path(actor=ada.actor, keyring=keyring, name="Zoë", path_id=ids[index])

    assert at_once(MANY, open_one) == []
    assert query("SELECT count(*) FROM cases_path") == [(MANY,)]
    check(ids, ada)


@pytest.mark.usefixtures("_witness")
def test_a_form_sent_ten_times_at_once_opens_one_path(everybody: Cast) -> None:
    ada, path_id = everybody.ada, uuid4()
    keyring = ada.unlock()

    def send(index: int) -> None:
        with acting(ada.actor):
            cases.open_path(actor=ada.actor, keyring=keyring, name="Zoë", path_id=path_id)

    assert at_once(10, send) == []
    check([path_id], ada)
    assert query("SELECT count(*) FROM cases_path") == [(1,)]
