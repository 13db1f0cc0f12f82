"""No step but those written beside the models: the database refuses the others, whatever is tried."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise, product
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trama.access.context import acting
from trama.common.errors import DomainError
from trama.protocol.meetings import services
from trama.protocol.meetings.loading import load_groups
from trama.protocol.meetings.models import ActionItem, Meeting, Milestone
from trama.protocol.meetings.states import (
    ACTION_STEPS,
    MEETING_STEPS,
    STAGE_STEPS,
    ActionState,
    MeetingState,
    Stage,
)
from trama.protocol.meetings.tests import making
from trama.testing.cast import Cast

pytestmark = pytest.mark.django_db


def accepted(sql: str, *values: UUID | str) -> bool:
    """Whether the database takes the statement, for one row."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            return bool(cursor.rowcount == 1)
    except DatabaseError:
        return False


def test_the_database_knows_the_same_steps_of_a_meeting(cast: Cast) -> None:
    """Raw SQL, every pair: a meeting brought to each state is tried towards each other."""
    wrong = []
    for before, after in product(MeetingState, MeetingState):
        if before is after:
            continue
        with transaction.atomic():
            meeting = brought_to(cast, before)
            with acting(cast.tea.actor):
                done = accepted(
                    "UPDATE protocol_meeting SET state = %s, sequence = sequence + 1,"
                    " convened_at = coalesce(convened_at, now()),"
                    " cancelled_because = CASE WHEN %s = 'cancelled' THEN 'x' ELSE '' END WHERE id = %s",
                    after.value, after.value, meeting.pk,
                )  # fmt: skip
        # A draft that nobody approved holds the last step back: the services' test goes through it.
        allowed = after in MEETING_STEPS[before] and after is not MeetingState.APPROVED
        if done != allowed:
            wrong.append((before.value, after.value, done))
    assert wrong == []


def brought_to(cast: Cast, state: MeetingState) -> Meeting:
    if state is MeetingState.CANCELLED:
        meeting = making.planned(cast)
        with acting(cast.tea.actor):
            return services.cancel_meeting(actor=cast.tea.actor, meeting_id=meeting.pk, because="Neve")
    make: dict[MeetingState, Callable[[Cast], Meeting]] = {
        MeetingState.PLANNED: making.planned,
        MeetingState.CONVENED: making.convened,
        MeetingState.HELD: making.held,
        MeetingState.APPROVED: making.approved,
    }
    return make[state](cast)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(list(MeetingState)), max_size=6))
def test_whatever_is_tried_a_meeting_walks_only_the_written_steps(
    cast: Cast, steps: list[MeetingState]
) -> None:
    with transaction.atomic():
        meeting = making.planned(cast, -1)
        walked = [MeetingState.PLANNED]
        for step in steps:
            try:
                with transaction.atomic():
                    attempt(cast, meeting, step)
            except DomainError:
                continue
            with acting(cast.tea.actor):
                meeting.refresh_from_db()
            if meeting.current is not walked[-1]:
                walked.append(meeting.current)
        assert all(after in MEETING_STEPS[before] for before, after in pairwise(walked))
        transaction.set_rollback(True)


def attempt(cast: Cast, meeting: Meeting, step: MeetingState) -> None:
    """The service that leads to `step`, from wherever the meeting is."""
    tea = cast.tea.actor
    with acting(tea):
        if step is MeetingState.PLANNED:
            services.change_meeting(
                actor=tea, meeting_id=meeting.pk, title="Altro", starts_at=making.noon(-2),
                ends_at=making.noon(-2) + timedelta(hours=1), bodies=making.ids_of(cast, "aurora"), agenda=["Uno"],
                place="Altrove",
            )  # fmt: skip
        elif step is MeetingState.CONVENED:
            services.convene_meeting(actor=tea, meeting_id=meeting.pk)
        elif step is MeetingState.HELD:
            services.record_attendance(
                actor=tea, meeting_id=meeting.pk, attendance={cast.organisations["aurora"]: "present"}
            )
        elif step is MeetingState.APPROVED:
            services.write_minutes(actor=tea, meeting_id=meeting.pk, parts=[], decisions=["Sì"])
            services.approve_minutes(actor=tea, meeting_id=meeting.pk)
        else:
            services.cancel_meeting(actor=tea, meeting_id=meeting.pk, because="Neve")


def test_the_database_knows_the_same_steps_of_an_action(cast: Cast) -> None:
    """As whoever may most: the owner does, another body's coordinator verifies."""
    meeting = making.held(cast)
    wrong = []
    for before, after in product(ActionState, ActionState):
        if before is after:
            continue
        with transaction.atomic():
            item = making.given(cast, meeting, "aurora")
            bring_action(cast, item, before)
            person = cast.franca if after is ActionState.DONE else cast.tea
            with acting(person.actor):
                done = accepted(*_statement(item, after, person.user_id))
        if done != (after in ACTION_STEPS[before]):
            wrong.append((before.value, after.value, done))
    assert wrong == []


def _statement(item: ActionItem, after: ActionState, user: object) -> tuple[str, str, UUID]:
    sets = {
        ActionState.OPEN: "done_by = NULL, done_at = NULL, verified_by = NULL, verified_at = NULL",
        ActionState.DONE: f"done_by = '{user}', done_at = now(), verified_by = NULL, verified_at = NULL",
        ActionState.VERIFIED: f"verified_by = '{user}', verified_at = now()",
        ActionState.DROPPED: "done_by = NULL, done_at = NULL, verified_by = NULL, verified_at = NULL",
    }
    return f"UPDATE protocol_actionitem SET state = %s, {sets[after]} WHERE id = %s", after.value, item.pk


def bring_action(cast: Cast, item: ActionItem, state: ActionState) -> None:
    if state in {ActionState.DONE, ActionState.VERIFIED}:
        with acting(cast.franca.actor):
            services.do_action(actor=cast.franca.actor, action_id=item.pk, note="Fatto")
    with acting(cast.tea.actor):
        if state is ActionState.VERIFIED:
            services.verify_action(actor=cast.tea.actor, action_id=item.pk)
        if state is ActionState.DROPPED:
            services.drop_action(actor=cast.tea.actor, action_id=item.pk, because="Non serve")


def test_the_database_knows_the_same_steps_of_a_milestone(cast: Cast) -> None:
    with acting(cast.tea.actor):
        group = load_groups(actor=cast.tea.actor)["vademecum"]
        ways = {Stage.PROPOSED: (), Stage.DRAFT: (Stage.DRAFT,), Stage.AGREED: (Stage.DRAFT, Stage.AGREED)}
        ways[Stage.IN_FORCE] = (*ways[Stage.AGREED], Stage.IN_FORCE)
        for before, after in product(Stage, Stage):
            if before is after:
                continue
            row = services.add_milestone(actor=cast.tea.actor, group_id=group.pk, title="Ascolto")
            for stage in ways[before]:
                services.move_milestone(actor=cast.tea.actor, milestone_id=row.pk, stage=stage)
            done = accepted("UPDATE protocol_milestone SET stage = %s WHERE id = %s", after.value, row.pk)
            assert done == (after in STAGE_STEPS[before]), (before, after)
            Milestone.objects.filter(pk=row.pk).update(note="fine")
