"""Work done later, in PostgreSQL: the one module that knows procrastinate.

    @job(name="referrals.warn", cron="0 * * * *")
    def warn_unread() -> None: ...

    @job(name="referrals.expire")
    def expire(referral_id: UUID) -> None: ...

    defer(expire, referral_id=referral.pk)  # in the caller's transaction: it exists only if that commits

Jobs live in `<app>/tasks.py`, which is imported at start. A job holds no key and is told ids only: what it
is told lies in clear in the database. It may run twice (a worker that died is taken over), so it must look
before it acts.
"""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, ParamSpec
from uuid import UUID

from django.db import connections
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Status
from procrastinate.manager import JobManager
from procrastinate.periodic import PeriodicRegistry
from procrastinate.tasks import configure_task

P = ParamSpec("P")

DEFAULT_QUEUE: Final = "default"
# A nightly job whose hour passed while no worker ran is made up for at the next start, not skipped.
CATCH_UP_SECONDS: Final = 8 * 24 * 3600
# A job that was running when its worker died is taken over, but not for ever: it may be what kills the worker.
MOST_RESCUES: Final = 10
# How long a job that is running may still work when its worker is told to stop.
GRACE_SECONDS: Final = 20


class JobArgumentError(TypeError):
    """A job was declared for, or given, something that is not an id. The message never quotes it."""


@dataclass(frozen=True)
class Job(Generic[P]):
    """A function that can run now, as a function, or later, by `defer`."""

    name: str
    queue: str
    act: Callable[P, None]

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        self.act(*args, **kwargs)


def job(
    *, name: str, cron: str | None = None, queue: str = DEFAULT_QUEUE, attempts: int = 5
) -> Callable[[Callable[P, None]], Job[P]]:
    """Make a function a job; with `cron` (minute hour day month weekday, UTC) it also runs by itself.

    A failure is tried again after 3, 9, 27, 81… seconds, `attempts` times in all. A periodic job takes no arguments,
    never overlaps itself and does not pile up; its next turn is its second attempt.
    """

    def declare(act: Callable[P, None]) -> Job[P]:
        kinds = _kinds(act)
        if cron and kinds:
            raise JobArgumentError(f"{name}: a periodic job takes no arguments")

        def run(**stored: Any) -> None:
            stored.pop("timestamp", None)  # procrastinate tells a periodic job its instant
            try:
                whole: Callable[..., None] = act
                whole(**{key: kinds[key](value) for key, value in stored.items()})
            finally:
                connections.close_all()  # this thread's, which nobody else would close

        if cron:
            task: Any = app.task(name=name, queue=queue, lock=name, queueing_lock=name)(run)
            app.periodic(cron=cron)(task)
        else:
            app.task(name=name, queue=queue, retry=RetryStrategy(max_attempts=attempts, exponential_wait=3))(
                run
            )
        return Job(name=name, queue=queue, act=act)

    return declare


def defer(job: Job[P], *args: P.args, **kwargs: P.kwargs) -> int:
    """Put `job` in its queue within the caller's transaction; its number.

    Raises JobArgumentError for anything but UUIDs and ints, TypeError for missing or unknown arguments.
    """
    kinds = _kinds(job.act)
    given = inspect.signature(job.act).bind(*args, **kwargs).arguments
    stored = {key: _stored(kinds[key], value) for key, value in given.items()}
    # Not `app`: inside a worker that one has a connection of its own, outside the caller's transaction.
    manager = JobManager(DjangoConnector())
    return configure_task(name=job.name, job_manager=manager, queue=job.queue).defer(**stored)


def run_worker(*, wait: bool = True, queues: Sequence[str] | None = None, concurrency: int = 1) -> None:
    """Do jobs until SIGTERM or SIGINT; with `wait=False` those that stand in the queue, and none that are periodic.

    `queues` is all by default. Several workers, on one host or many, share the work.
    """
    connector = DjangoConnector().get_worker_connector()
    with app.replace_connector(connector) as real:  # `app` is a proxy: what is set on it is set nowhere
        periodic, real.periodic_defaults = real.periodic_registry, {"max_delay": CATCH_UP_SECONDS}
        if not wait:
            real.periodic_registry = PeriodicRegistry()  # type: ignore[no-untyped-call]
        try:
            real.run_worker(
                wait=wait,
                queues=queues,
                concurrency=concurrency,
                listen_notify=wait,
                install_signal_handlers=wait,
                shutdown_graceful_timeout=GRACE_SECONDS,
                delete_jobs="successful",
            )
        finally:
            real.periodic_registry = periodic


def _kinds(act: Callable[..., None]) -> dict[str, type[UUID] | type[int]]:
    """The parameters of a job with their types; raises JobArgumentError where one is no id."""
    kinds = {key: parameter.annotation for key, parameter in inspect.signature(act).parameters.items()}
    for key, kind in kinds.items():
        if kind not in (UUID, int):
            raise JobArgumentError(f"{act.__qualname__}: parameter {key} must be a UUID or an int")
    return kinds


def _stored(kind: type[UUID] | type[int], value: object) -> str | int:
    """`value` as it is kept: a UUID in its canonical writing, or an int."""
    if kind is int and type(value) is int:
        return value
    if kind is UUID and isinstance(value, UUID | str):
        try:
            return str(value if isinstance(value, UUID) else UUID(value))
        except ValueError:
            pass
    raise JobArgumentError("a job is given ids only")


@app.periodic(cron="*/2 * * * *")
@app.task(name="jobs.rescue", queue=DEFAULT_QUEUE, queueing_lock="jobs.rescue", pass_context=True)
async def rescue(context: JobContext, timestamp: int = 0) -> None:
    """Give the jobs of workers that died (no heartbeat for 30 s) back to the queue."""
    manager = context.app.job_manager
    for found in await manager.get_stalled_jobs():
        if found.attempts >= MOST_RESCUES:
            await manager.finish_job(job=found, status=Status.FAILED, delete_job=False)
        else:
            await manager.retry_job(job=found)
