"""Minutes: a draft of the lead body, frozen when approved, corrected by a new version; actions from hand to hand."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.http import Http404
from django.utils import timezone

from trama.access.actions import Forbidden
from trama.access.context import acting
from trama.common.errors import DomainError
from trama.protocol.meetings import services
from trama.protocol.meetings.models import ActionItem, Decision, Minutes, MinutesSection
from trama.protocol.meetings.selectors import minutes as selectors
from trama.protocol.meetings.services.minutes import Part
from trama.protocol.meetings.states import ActionState, Attendance, MeetingState
from trama.protocol.meetings.tests import making
from trama.testing.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_draft_is_the_lead_bodys_until_it_is_approved(cast: Cast) -> None:
    meeting = making.held(cast)
    making.written(cast, meeting)
    with acting(cast.franca.actor), connection.cursor() as cursor:
        for table in ("protocol_minutes", "protocol_minutessection", "protocol_decision"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table
        with pytest.raises(Http404):
            selectors.minutes_page(cast.franca.actor, meeting)
    with acting(cast.tea.actor):
        services.approve_minutes(actor=cast.tea.actor, meeting_id=meeting.pk)
    with acting(cast.franca.actor):
        found = selectors.minutes_page(cast.franca.actor, meeting)
        assert found.decisions == ["Un corso in primavera"]
        assert found.courts
        assert found.courts.text == "Le denunce crescono."
        assert len(found.attendance[Attendance.PRESENT]) == 2


FROZEN = (
    "UPDATE protocol_minutes SET because = 'x', version = 2",
    "DELETE FROM protocol_minutes",
    "UPDATE protocol_minutessection SET text = 'altro'",
    "DELETE FROM protocol_minutessection",
    "UPDATE protocol_decision SET text = 'altro'",
    "DELETE FROM protocol_decision",
    "UPDATE protocol_invitation SET attendance = 'excused'",
    "UPDATE protocol_meeting SET title = 'altro'",
    "UPDATE protocol_actionitem SET text = 'altro'",
)


@pytest.mark.parametrize("statement", FROZEN)
def test_approved_minutes_are_frozen_for_the_lead_body_too(cast: Cast, statement: str) -> None:
    meeting = making.held(cast)
    making.written(cast, meeting)
    making.given(cast, meeting)
    with acting(cast.tea.actor):
        services.approve_minutes(actor=cast.tea.actor, meeting_id=meeting.pk)
    with pytest.raises(DatabaseError), acting(cast.tea.actor), connection.cursor() as cursor:
        cursor.execute(statement)


def test_nothing_is_slipped_into_approved_minutes(cast: Cast) -> None:
    meeting = making.approved(cast)
    with acting(cast.tea.actor):
        frozen = Minutes.objects.get(meeting=meeting)
    for model, said in ((Decision, {"text": "altro"}), (MinutesSection, {"title": "altro"})):
        with pytest.raises(DatabaseError, match="frozen"), acting(cast.tea.actor):
            model.objects.create(
                organisation_id=frozen.organisation_id,
                network_id=cast.network_id,
                minutes=frozen,
                order=9,
                **said,
            )


def test_a_correction_is_a_new_version_and_the_first_stays(cast: Cast) -> None:
    meeting = making.approved(cast)
    tea = cast.tea.actor
    with acting(tea):
        services.correct_minutes(actor=tea, meeting_id=meeting.pk, because="Mancava Iris")
        services.record_attendance(
            actor=tea, meeting_id=meeting.pk, attendance={cast.organisations["iris"]: "present"}
        )
        services.write_minutes(actor=tea, meeting_id=meeting.pk, parts=[], decisions=["Due corsi"])
        services.approve_minutes(actor=tea, meeting_id=meeting.pk)
    with acting(cast.franca.actor):
        first = selectors.minutes_page(cast.franca.actor, meeting, 1)
        second = selectors.minutes_page(cast.franca.actor, meeting)
        assert (first.decisions, second.decisions) == (["Un corso in primavera"], ["Due corsi"])
        assert len(first.attendance[Attendance.PRESENT]) == 2, "as it was when approved"
        assert len(second.attendance[Attendance.PRESENT]) == 3
        assert (first.is_latest, second.minutes.because) == (False, "Mancava Iris")


def test_a_correction_given_up_leaves_everything_as_approved(cast: Cast) -> None:
    meeting = making.approved(cast)
    tea, iris = cast.tea.actor, cast.organisations["iris"]
    with acting(tea):
        services.correct_minutes(actor=tea, meeting_id=meeting.pk, because="Mancava Iris")
        services.record_attendance(actor=tea, meeting_id=meeting.pk, attendance={iris: "present"})
        item = making.given(cast, meeting)
        with pytest.raises(DomainError) as refused:
            services.discard_correction(actor=tea, meeting_id=meeting.pk)
        assert refused.value.code == "actions"
        services.drop_action(actor=tea, action_id=item.pk, because="Ripensato")
        services.discard_correction(actor=tea, meeting_id=meeting.pk)
        assert meeting.invitations.get(organisation=iris).attendance == "absent"
        assert Minutes.objects.filter(meeting=meeting).count() == 1


def test_who_saves_over_a_colleague_is_told(cast: Cast) -> None:
    meeting = making.held(cast)
    seen = making.written(cast, meeting).changed_at
    with acting(cast.tilde.actor):
        services.write_minutes(
            actor=cast.tilde.actor,
            meeting_id=meeting.pk,
            parts=[Part("Uno", "Tilde")],
            decisions=[],
            seen=seen,
        )
    with acting(cast.tea.actor), pytest.raises(DomainError) as refused:
        services.write_minutes(
            actor=cast.tea.actor, meeting_id=meeting.pk, parts=[Part("Uno", "Tea")], decisions=[], seen=seen
        )
    assert refused.value.code == "changed"


def test_minutes_are_not_approved_before_it_is_known_who_was_there(cast: Cast) -> None:
    meeting = making.convened(cast, -1)
    with acting(cast.tea.actor):
        services.record_attendance(actor=cast.tea.actor, meeting_id=meeting.pk, attendance={})
        making.written(cast, meeting)
        with pytest.raises(DomainError) as refused:
            services.approve_minutes(actor=cast.tea.actor, meeting_id=meeting.pk)
    assert refused.value.code == "no_attendance"
    assert meeting.current is not MeetingState.APPROVED


def test_an_action_is_done_by_its_owner_and_verified_by_another(cast: Cast) -> None:
    item = making.given(cast, making.held(cast), "aurora")
    with acting(cast.ivana.actor), pytest.raises(Http404):
        services.do_action(actor=cast.ivana.actor, action_id=item.pk, note="Fatto")
    with acting(cast.tea.actor), pytest.raises(Forbidden):
        services.do_action(actor=cast.tea.actor, action_id=item.pk, note="Fatto")
    with acting(cast.franca.actor):
        services.do_action(actor=cast.franca.actor, action_id=item.pk, note="Programma scritto")
        with pytest.raises(DomainError) as refused:
            services.verify_action(actor=cast.franca.actor, action_id=item.pk)
        assert refused.value.code == "own_action"
    with acting(cast.tea.actor):
        services.send_back_action(actor=cast.tea.actor, action_id=item.pk, note="Manca la data")
    with acting(cast.franca.actor):
        services.do_action(actor=cast.franca.actor, action_id=item.pk, note="Con la data")
    with acting(cast.tea.actor):
        assert services.verify_action(actor=cast.tea.actor, action_id=item.pk).current is ActionState.VERIFIED


def test_the_lead_bodys_own_action_needs_a_second_person(cast: Cast) -> None:
    item = making.given(cast, making.held(cast), "capofila")
    with acting(cast.tea.actor):
        services.do_action(actor=cast.tea.actor, action_id=item.pk, note="Fatto")
        with pytest.raises(DomainError) as refused:
            services.verify_action(actor=cast.tea.actor, action_id=item.pk)
        assert refused.value.code == "own_action"
    with acting(cast.tilde.actor):
        services.verify_action(actor=cast.tilde.actor, action_id=item.pk)


def test_raw_sql_cannot_verify_ones_own_nor_sign_for_another(cast: Cast) -> None:
    item = making.given(cast, making.held(cast), "capofila")
    with acting(cast.tea.actor):
        services.do_action(actor=cast.tea.actor, action_id=item.pk, note="Fatto")
    for user in (cast.tea.user_id, cast.tilde.user_id):
        with (
            pytest.raises(DatabaseError, match="verif"),
            acting(cast.tea.actor),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "UPDATE protocol_actionitem SET state = 'verified', verified_by = %s, verified_at = now()",
                [user],
            )


def test_the_chair_of_a_group_verifies_its_actions_and_no_others(cast: Cast) -> None:
    with acting(cast.tea.actor):
        group = services.open_group(
            actor=cast.tea.actor, name="Formazione", members=making.ids_of(cast, "iris", "aurora"),
            chair=cast.organisations["iris"],
        )  # fmt: skip
    inside = making.given(cast, making.held(cast, kind="group", group=group), "aurora")
    outside = making.given(cast, making.held(cast, -3), "aurora")
    with acting(cast.franca.actor):
        for item in (inside, outside):
            services.do_action(actor=cast.franca.actor, action_id=item.pk, note="Fatto")
    with acting(cast.ivana.actor):
        services.verify_action(actor=cast.ivana.actor, action_id=inside.pk)
        with pytest.raises(Http404):
            services.verify_action(actor=cast.ivana.actor, action_id=outside.pk)


def test_late_is_what_is_open_past_its_day(cast: Cast) -> None:
    meeting = making.held(cast)
    late = making.given(cast, meeting, "aurora", days=-1)
    making.given(cast, meeting, "aurora", days=0)
    making.given(cast, meeting, "iris", days=-5)
    with acting(cast.franca.actor):
        found = selectors.actions(cast.franca.actor, mine=True, late=True)
        assert [one.pk for one in found] == [late.pk]
        services.do_action(actor=cast.franca.actor, action_id=late.pk, note="Fatto")
        assert not selectors.actions(cast.franca.actor, mine=True, late=True).exists(), "done is not late"


def test_a_day_is_moved_by_the_lead_body_and_the_minutes_keep_the_first(cast: Cast) -> None:
    meeting = making.held(cast)
    making.written(cast, meeting)
    item = making.given(cast, meeting)
    agreed = item.due_on
    tea = cast.tea.actor
    with acting(tea):
        services.approve_minutes(actor=tea, meeting_id=meeting.pk)
        later = timezone.localdate() + timedelta(days=90)
        services.move_action(actor=tea, action_id=item.pk, due_on=later)
        assert ActionItem.objects.get(pk=item.pk).due_on == later
        assert selectors.minutes_page(tea, meeting).actions[0].due_on == agreed
