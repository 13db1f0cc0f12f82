"""What opens, closes, moves and waits; and that no machine ever closes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from trama.access.actions import Forbidden
from trama.access.actor import Actor
from trama.access.context import acting
from trama.access.roles import Role
from trama.audit.models import Event
from trama.common.errors import DomainError
from trama.deadlines import services
from trama.deadlines.models import Deadline, Notice
from trama.deadlines.rules import rules
from trama.deadlines.tests.conftest import person

HER = uuid4()
SOON = timezone.now() + timedelta(days=3)

UNFINISHED = {"state": "done", "closed_at": SOON, "closed_by": uuid4()}


def opened(actor: Actor, kind: str = "referral_sent", due_at: datetime = SOON) -> Deadline:
    return services.open_deadline(actor=actor, kind=kind, subject=HER, source=uuid4(), due_at=due_at)


def acts(action: str) -> int:
    return Event.objects.filter(action=action).count()


def test_a_double_submit_opens_one_deadline_and_writes_one_audit_row(as_ada: Actor) -> None:
    source = uuid4()
    first, second = (
        services.open_deadline(actor=as_ada, kind="risk_review", subject=HER, source=source, due_at=due)
        for due in (SOON, SOON + timedelta(days=9))
    )
    assert first.pk == second.pk
    assert second.due_at == SOON
    assert acts("deadline.open") == 1


def test_an_unknown_kind_is_a_programming_error(as_ada: Actor) -> None:
    with pytest.raises(KeyError):
        opened(as_ada, kind="rank_the_centres")


def test_ada_closes_and_the_trail_has_it_once(as_ada: Actor) -> None:
    deadline = opened(as_ada)
    for _click in range(2):
        closed = services.close_deadline(actor=as_ada, deadline=deadline)
    assert (closed.state, closed.closed_by) == ("done", as_ada.user_id)
    assert acts("deadline.close") == 1


def test_the_same_thing_can_come_up_again_after_it_was_closed(as_ada: Actor) -> None:
    deadline = opened(as_ada)
    services.close_deadline(actor=as_ada, deadline=deadline)
    again = services.open_deadline(
        actor=as_ada, kind=deadline.kind, subject=HER, source=deadline.source, due_at=SOON
    )
    assert again.pk != deadline.pk


def test_a_slip_is_undone(as_ada: Actor) -> None:
    deadline = services.close_deadline(actor=as_ada, deadline=opened(as_ada))
    reopened = services.reopen_deadline(actor=as_ada, deadline=deadline)
    assert (reopened.state, reopened.closed_by) == ("open", None)
    assert acts("deadline.reopen") == 1


def test_undoing_is_refused_when_a_new_date_has_taken_over(as_ada: Actor) -> None:
    deadline = services.close_deadline(actor=as_ada, deadline=opened(as_ada))
    services.open_deadline(actor=as_ada, kind=deadline.kind, subject=HER, source=deadline.source, due_at=SOON)
    with pytest.raises(DomainError, match="deadline_replaced"):
        services.reopen_deadline(actor=as_ada, deadline=deadline)


def test_what_is_done_by_doing_it_is_not_ticked_off(as_ada: Actor) -> None:
    with pytest.raises(DomainError, match="deadline_by_deed"):
        services.tick_off(actor=as_ada, deadline=opened(as_ada, kind="referral_answer"))


# --- no machine closes ---


def test_a_job_opens_and_is_refused_to_close_move_or_put_off(job: Actor) -> None:
    with acting(job):
        deadline = opened(job, kind="risk_review")
        later = SOON + timedelta(days=30)
        refused: list[Callable[[], object]] = [
            lambda: services.close_deadline(actor=job, deadline=deadline),
            lambda: services.move_deadline(actor=job, deadline=deadline, due_at=later),
            lambda: services.snooze(actor=job, deadline=deadline, until=later),
            lambda: services.reopen_deadline(actor=job, deadline=deadline),
        ]
        for act in refused:
            with pytest.raises(Forbidden):
                act()


@pytest.mark.parametrize(
    "change",
    [
        "state = 'done', closed_at = now(), closed_by = gen_random_uuid()",
        "state = 'replaced', closed_at = now(), closed_by = gen_random_uuid()",
        "state = 'done'",
        "due_at = due_at + interval '100 years'",
        "snoozed_until = now() + interval '1 day'",
        "subject = gen_random_uuid()",
        "tone = 'suggestion'",
    ],
)
def test_the_database_refuses_a_job_that_tries_by_raw_sql(job: Actor, db: None, change: str) -> None:
    with acting(job):
        deadline = opened(job)
        if "tone" in change:
            deadline = opened(job, kind="risk_review")
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE deadlines_deadline SET {change} WHERE id = %s", [deadline.pk])


def test_the_database_refuses_to_close_in_somebody_elses_name(as_ada: Actor) -> None:
    deadline = opened(as_ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        Deadline.objects.filter(pk=deadline.pk).update(**UNFINISHED)


def test_the_database_refuses_a_deadline_born_closed(as_ada: Actor) -> None:
    row = {"kind": "risk_review", "tone": "safety", "subject": HER, "source": uuid4(), "due_at": SOON}
    with pytest.raises(IntegrityError), transaction.atomic():
        Deadline.objects.create(organisation_id=as_ada.organisation_id, **row, **UNFINISHED)


@pytest.mark.parametrize("table", ["deadlines_deadline", "deadlines_notice"])
def test_nobody_deletes_one(as_ada: Actor, table: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


# --- red stays, suggestions wait ---


@pytest.mark.parametrize("kind", sorted(r.code for r in rules))
def test_only_suggestions_are_put_off_and_no_reason_is_asked(as_ada: Actor, kind: str) -> None:
    deadline = opened(as_ada, kind=kind)
    if deadline.tone == "suggestion":
        assert services.snooze(actor=as_ada, deadline=deadline, until=SOON).snoozed_until == SOON
        assert services.wake(actor=as_ada, deadline=deadline).snoozed_until is None
    else:
        with pytest.raises(DomainError, match="deadline_red"):
            services.snooze(actor=as_ada, deadline=deadline, until=SOON)
        with pytest.raises(IntegrityError), transaction.atomic():
            Deadline.objects.filter(pk=deadline.pk).update(snoozed_until=SOON)


def test_what_is_due_at_an_hour_is_back_by_then(as_ada: Actor) -> None:
    tonight = timezone.now() + timedelta(hours=5)
    deadline = opened(as_ada, kind="referral_answer", due_at=tonight)
    put_off = services.snooze(actor=as_ada, deadline=deadline, until=SOON)
    assert put_off.snoozed_until == tonight


def test_people_choose_the_date_of_a_risk_review_and_not_that_of_a_law(as_ada: Actor) -> None:
    later = SOON + timedelta(days=5)
    review = opened(as_ada, kind="risk_review")
    assert services.move_deadline(actor=as_ada, deadline=review, due_at=later).due_at == later
    with pytest.raises(DomainError, match="deadline_fixed"):
        services.move_deadline(actor=as_ada, deadline=opened(as_ada, kind="consent_withdrawn"), due_at=later)


def test_a_closed_one_is_neither_moved_nor_put_off(as_ada: Actor) -> None:
    deadline = services.close_deadline(actor=as_ada, deadline=opened(as_ada))
    with pytest.raises(DomainError, match="deadline_closed"):
        services.snooze(actor=as_ada, deadline=deadline, until=SOON)


def test_a_new_assessment_replaces_the_date_of_the_old_one(as_ada: Actor) -> None:
    old, other = opened(as_ada, kind="risk_review"), opened(as_ada, kind="consent_expiry")
    assert services.close_for_subject(actor=as_ada, subject=HER, kinds=("risk_review",), replaced=True) == 1
    old.refresh_from_db()
    other.refresh_from_db()
    assert (old.state, other.state) == ("replaced", "open")


def test_her_deadlines_follow_whoever_walks_with_her(as_ada: Actor) -> None:
    open_one, closed = opened(as_ada), opened(as_ada)
    services.close_deadline(actor=as_ada, deadline=closed)
    new = uuid4()
    assert services.reassign(actor=as_ada, subject=HER, assignee=new, service=None) == 1
    open_one.refresh_from_db()
    closed.refresh_from_db()
    assert (open_one.assignee_id, closed.assignee_id) == (new, None)


# --- walls ---


def test_another_centre_sees_and_touches_nothing(ada: Actor, gaia: Actor) -> None:
    with acting(ada):
        deadline = opened(ada)
    with acting(gaia):
        assert not Deadline.objects.exists()
        with pytest.raises(Deadline.DoesNotExist):
            services.close_deadline(actor=gaia, deadline=deadline)
        with pytest.raises(DatabaseError), transaction.atomic():
            services.open_deadline(actor=ada, kind="risk_review", subject=HER, source=uuid4(), due_at=SOON)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.REFERENT, Role.NETWORK_COORDINATOR, Role.SHIFT])
def test_who_has_no_agenda_closes_nothing(as_ada: Actor, role: Role) -> None:
    outsider = person(as_ada.network_id, as_ada.organisation_id, role)
    deadline = opened(as_ada)
    with pytest.raises(Forbidden):
        services.close_deadline(actor=outsider, deadline=deadline)


# --- notices ---


def test_a_fact_is_told_once_until_it_is_read(as_ada: Actor, job: Actor) -> None:
    source = uuid4()
    first, second = (
        services.tell(actor=job, code="test_fact", subject=HER, source=source) for _time in range(2)
    )
    assert first.pk == second.pk
    assert acts("notice.tell") == 1
    for _click in range(2):
        read = services.mark_read(actor=as_ada, notice=first)
    assert read.read_by == as_ada.user_id
    assert acts("notice.read") == 1
    assert services.tell(actor=job, code="test_fact", subject=HER, source=source).pk != first.pk


def test_a_job_reads_no_notice(job: Actor) -> None:
    with acting(job):
        notice = services.tell(actor=job, code="test_fact", subject=HER, source=uuid4())
        with pytest.raises(Forbidden):
            services.mark_read(actor=job, notice=notice)
        with pytest.raises(IntegrityError), transaction.atomic():
            Notice.objects.filter(pk=notice.pk).update(read_at=SOON, read_by=uuid4())
