"""Real transactions at the same instant: two clicks make one row, and nothing is lost between two people."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connections

from trama.cases import services
from trama.cases.models import Call, Entry, Path, PhoneKey, Woman
from trama.cases.tests.conftest import CONTACTS, at_work
from trama.common.errors import DomainError
from trama.testing.cast import Cast
from trama.vault.models import RecordKey


@pytest.fixture
def world(committed: str, everybody: Cast) -> Cast:
    return everybody


def at_once(number: int, act: Callable[[], object]) -> list[object]:
    """What `number` threads get, or the error that a service refused them with."""

    def one(_index: int) -> object:
        try:
            return act()
        except DomainError as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


def test_one_form_sent_many_times_at_once_opens_one_path(world: Cast) -> None:
    same = uuid4()

    def send() -> object:
        with at_work(world.ada) as ada:
            return services.open_path(**ada.who, name="Zoë", contacts=CONTACTS, path_id=same).pk

    assert set(at_once(6, send)) == {same}
    with at_work(world.ada):
        counts = [model._default_manager.count() for model in (Path, Woman, PhoneKey)]
        keys = RecordKey.objects.filter(pk__in=Woman.objects.values("record_key")).count()
    assert (counts, keys) == ([1, 1, 1], 1)


def test_one_call_logged_by_two_clicks_is_one_call(world: Cast) -> None:
    same = uuid4()

    def send() -> object:
        with at_work(world.ada) as ada:
            return services.log_call(**ada.who, kind="silent", call_id=same).pk

    assert set(at_once(4, send)) == {same}
    with at_work(world.ada):
        assert Call.objects.count() == 1


def test_of_two_people_who_close_at_once_one_closes(world: Cast) -> None:
    with at_work(world.ada) as ada:
        path = services.open_path(**ada.who, name="Zoë")

    def close() -> object:
        with at_work(world.ada) as ada:
            return services.close_path(**ada.who, path_id=path.pk, reason="agreed").pk

    answers = at_once(4, close)
    assert [answer for answer in answers if answer == path.pk] == [path.pk]
    assert {str(answer) for answer in answers if isinstance(answer, DomainError)} == {"path_closed"}
    with at_work(world.ada):
        assert Entry.objects.count() == 1


def test_two_corrections_of_one_entry_at_once_leave_one_and_tell_the_other(world: Cast) -> None:
    with at_work(world.ada) as ada:
        path = services.open_path(**ada.who, name="Zoë")
        entry = services.add_entry(**ada.who, path_id=path.pk, kind="note", words="Prima")

    def correct() -> object:
        with at_work(world.ada) as ada:
            return services.correct_entry(**ada.who, path_id=path.pk, entry_id=entry.pk, words="Dopo").pk

    answers = at_once(3, correct)
    assert sum(isinstance(answer, DomainError) for answer in answers) == 2
    with at_work(world.ada):
        assert Entry.objects.filter(is_current=True).count() == 1
        assert Entry.objects.count() == 2
