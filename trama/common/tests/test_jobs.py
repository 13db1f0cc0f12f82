"""Jobs: kept with the act that asked for them, told ids only, done by a real worker."""

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued

from trama.common.jobs import MOST_RESCUES, Job, JobArgumentError, defer, job, run_worker

done: list[object] = []
ME = UUID("9b2f4f2e-6f0a-4d35-8d43-0b7f7a3c2f11")


@job(name="test.note")
def note(subject_id: UUID, number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        done.append((subject_id, number, cursor.fetchone()[0]))


@job(name="test.fails_after_deferring")
def fails_after_deferring(number: int) -> None:
    done.append(number)
    with transaction.atomic():
        assert defer(note, ME, number)
        raise RuntimeError("undone")


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    done.clear()
    yield
    done.clear()


def states() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, status::text, attempts FROM procrastinate_jobs ORDER BY id")
        return list(cursor.fetchall())


def ours() -> list[Any]:
    return [row for row in states() if row[0].startswith("test.")]


def test_a_worker_does_what_was_deferred_as_the_application_role(committed: str) -> None:
    defer(note, subject_id=ME, number=3)
    defer(note, str(ME).upper(), 4)  # type: ignore[arg-type]
    run_worker(wait=False)
    assert done == [(ME, 3, "trama_app"), (ME, 4, "trama_app")]
    assert ours() == []  # what is done leaves nothing behind


def test_a_job_exists_only_if_the_act_that_asked_for_it_was_committed(committed: str) -> None:
    with pytest.raises(RuntimeError, match="undone"):
        fails_after_deferring(1)
    assert ours() == []


def test_a_job_deferred_by_a_job_is_undone_with_it(committed: str) -> None:
    defer(fails_after_deferring, 7)
    run_worker(wait=False)
    assert done == [7]
    assert ours() == [
        ("test.fails_after_deferring", "todo", 1)
    ]  # waits for its next attempt; `note` never was


def test_a_worker_that_does_not_wait_starts_nothing_periodic(committed: str) -> None:
    run_worker(wait=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_periodic_defers")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("value", ["Maria", "3331234567", b"x", 1.5, True, None, ["a"], {"a": 1}])
def test_a_job_is_given_ids_only(value: object) -> None:
    with pytest.raises(JobArgumentError) as refused:
        defer(note, value, 1)  # type: ignore[arg-type]
    assert "Maria" not in str(refused.value)
    with pytest.raises(JobArgumentError):
        defer(note, ME, value)  # type: ignore[arg-type]


def test_missing_and_unknown_arguments_are_refused() -> None:
    with pytest.raises(TypeError):
        defer(note, ME)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        defer(note, ME, 1, name=uuid4())  # type: ignore[call-arg]


def test_a_job_cannot_be_declared_for_text() -> None:
    with pytest.raises(JobArgumentError):

        @job(name="test.text")
        def text(name: str) -> None: ...

    with pytest.raises(JobArgumentError):

        @job(name="test.periodic", cron="* * * * *")
        def periodic(number: int) -> None: ...

    assert "test.text" not in app.tasks
    assert "test.periodic" not in app.tasks


def test_a_job_is_still_a_function() -> None:
    assert isinstance(note, Job)
    with pytest.raises(TypeError):
        note()  # type: ignore[call-arg]


def test_what_a_dead_worker_left_is_taken_over(committed: str) -> None:
    number = defer(note, ME, 5)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker, number]
        )
    app.configure_task("jobs.rescue").defer()
    run_worker(wait=False)
    assert done == [(ME, 5, "trama_app")]


def test_a_job_that_kills_its_workers_is_not_taken_over_for_ever(committed: str) -> None:
    number = defer(note, ME, 6)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', attempts = %s WHERE id = %s",
            [MOST_RESCUES, number],
        )
    app.configure_task("jobs.rescue").defer()
    run_worker(wait=False)
    assert done == []
    assert ours() == [("test.note", "failed", MOST_RESCUES + 1)]


def test_a_periodic_job_is_deferred_once_for_each_turn(committed: str) -> None:
    """As the application's role, by the function that procrastinate's own clock calls."""
    task = app.tasks["jobs.rescue"].configure(task_kwargs={"timestamp": 60})

    async def turn() -> None:
        async with app.open_async():
            for _again in range(2):
                with contextlib.suppress(AlreadyEnqueued):
                    await app.job_manager.defer_periodic_job(job=task.job, periodic_id="", defer_timestamp=60)

    with app.replace_connector(DjangoConnector().get_worker_connector()):
        asyncio.run(turn())
    assert [row[0] for row in states()] == ["jobs.rescue"]
    run_worker(wait=False)
    assert states() == []
