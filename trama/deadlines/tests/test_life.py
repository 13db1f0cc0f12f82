"""The life of a deadline under any order of acts by people and jobs; and when many ask at once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier, Thread
from uuid import uuid4

from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trama.access.actions import Forbidden
from trama.access.actor import Actor
from trama.access.context import acting
from trama.audit.models import Event
from trama.common.errors import DomainError
from trama.deadlines import services
from trama.deadlines.models import Deadline
from trama.deadlines.rules import rules
from trama.testing.cast import Cast

NOW = timezone.now()
ACTS: dict[str, Callable[[Actor, Deadline, datetime], Deadline]] = {
    "close": lambda actor, row, _day: services.close_deadline(actor=actor, deadline=row),
    "replace": lambda actor, row, _day: services.close_deadline(actor=actor, deadline=row, replaced=True),
    "tick_off": lambda actor, row, _day: services.tick_off(actor=actor, deadline=row),
    "reopen": lambda actor, row, _day: services.reopen_deadline(actor=actor, deadline=row),
    "move": lambda actor, row, day: services.move_deadline(actor=actor, deadline=row, due_at=day),
    "snooze": lambda actor, row, day: services.snooze(actor=actor, deadline=row, until=day),
    "wake": lambda actor, row, _day: services.wake(actor=actor, deadline=row),
}


def expected(row: Deadline, act: str, by_job: bool) -> tuple[str, bool]:
    """(state afterwards, whether it is refused)."""
    kind, is_open = row.rule, row.state == "open"
    if act == "tick_off" and not kind.by_hand:
        return row.state, True
    if by_job:
        return row.state, True
    if act in ("close", "tick_off"):
        return ("done" if is_open else row.state), False
    if act == "replace":
        return ("replaced" if is_open else row.state), False
    if act == "reopen":
        return (row.state, True) if row.state == "replaced" else ("open", False)
    allowed = {"move": kind.movable, "snooze": kind.can_snooze, "wake": True}[act]
    return row.state, not (is_open and allowed)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(sorted(rule.code for rule in rules)),
    acts=st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.booleans(), st.integers(1, 400)), max_size=8),
)
def test_any_order_of_acts(ada: Actor, job: Actor, kind: str, acts: list[tuple[str, bool, int]]) -> None:
    with acting(job):
        row = services.open_deadline(actor=job, kind=kind, subject=uuid4(), source=uuid4(), due_at=NOW)
    for act, by_job, days in acts:
        state, refused = expected(row, act, by_job)
        actor = job if by_job else ada
        with acting(actor):
            before = Event.objects.count()
            try:
                row = ACTS[act](actor, row, NOW + timedelta(days=days))
                was_refused = False
            except (DomainError, Forbidden):
                was_refused = True
            row.refresh_from_db()
            written = Event.objects.count() - before
        assert (row.state, was_refused) == (state, refused), (act, by_job)
        assert written <= (0 if refused else 1)
        assert (row.closed_by == ada.user_id) is (row.state != "open")
        assert row.snoozed_until is None or (row.rule.can_snooze and row.state == "open")


def test_ten_clicks_at_once_open_one_deadline(committed: str, everybody: Cast) -> None:
    ada, source, subject = everybody.ada.actor, uuid4(), uuid4()
    start, seen = Barrier(10), []

    def click() -> None:
        try:
            start.wait()
            with acting(ada):
                row = services.open_deadline(
                    actor=ada, kind="risk_review", subject=subject, source=source, due_at=NOW
                )
                seen.append(row.pk)
        finally:
            connection.close()

    threads = [Thread(target=click) for _n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 10
    assert len(set(seen)) == 1
    with acting(ada):
        assert Deadline.objects.filter(source=source).count() == 1
        assert Event.objects.filter(action="deadline.open", subjects__contains=[subject]).count() == 1
