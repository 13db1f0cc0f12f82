"""Calling a meeting, changing it after the call, answering, saying who was there."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from django.utils import timezone

from trama.access.actions import Forbidden
from trama.access.context import acting
from trama.access.roles import Role
from trama.common.errors import DomainError
from trama.protocol.meetings import services
from trama.protocol.meetings.models import Invitation, Meeting
from trama.protocol.meetings.selectors import meetings as selectors
from trama.protocol.meetings.selectors.attendance import attendance_by_body, attendance_of
from trama.protocol.meetings.states import Attendance, MeetingKind, MeetingState
from trama.protocol.meetings.tests import making
from trama.testing.cast import Cast

pytestmark = pytest.mark.django_db
ROME = ZoneInfo("Europe/Rome")


def test_sent_twice_a_plan_is_one_meeting(cast: Cast) -> None:
    meeting = making.planned(cast)
    with acting(cast.tea.actor):
        again = services.plan_meeting(
            actor=cast.tea.actor, kind="operational", title="Altro", starts_at=making.noon(1), ends_at=making.noon(2),
            bodies=set(), meeting_id=meeting.pk,
        )  # fmt: skip
        assert again.title == meeting.title
        assert Meeting.objects.count() == 1


def test_it_is_not_called_without_a_place_an_agenda_or_anybody(cast: Cast) -> None:
    with acting(cast.tea.actor):
        for missing, code in (
            ({"place": ""}, "nowhere"),
            ({"agenda": []}, "no_agenda"),
            ({"bodies": set()}, "nobody"),
        ):
            said: dict[str, Any] = {
                "place": "Sala",
                "agenda": ["Uno"],
                "bodies": making.ids_of(cast, "iris"),
                **missing,
            }
            meeting = services.plan_meeting(
                actor=cast.tea.actor, kind="operational", title="Prova", starts_at=making.noon(3),
                ends_at=making.noon(4), **said,
            )  # fmt: skip
            with pytest.raises(DomainError) as refused:
                services.convene_meeting(actor=cast.tea.actor, meeting_id=meeting.pk)
            assert refused.value.code == code


def test_a_change_after_the_call_makes_the_sequence_grow_and_asks_again(cast: Cast) -> None:
    meeting = making.convened(cast)
    with acting(cast.ivana.actor):
        services.answer_invitation(actor=cast.ivana.actor, meeting_id=meeting.pk, answer="comes")
    with acting(cast.tea.actor):
        said: dict[str, Any] = {
            "title": meeting.title, "ends_at": meeting.ends_at.replace(hour=20), "place": meeting.place,
            "agenda": ["Dati dell’anno", "Formazione"], "bodies": making.ids_of(cast, "iris"),
        }  # fmt: skip
        moved = services.change_meeting(
            actor=cast.tea.actor, meeting_id=meeting.pk, starts_at=meeting.starts_at.replace(hour=18), **said
        )
        assert moved.sequence == 1
        same = services.change_meeting(
            actor=cast.tea.actor, meeting_id=meeting.pk, starts_at=meeting.starts_at.replace(hour=18), **said
        )
        assert same.sequence == 1, "nothing changed: calendars have nothing to learn"
        page = selectors.meeting_page(cast.tea.actor, meeting.pk)
        assert len(page.invitations) == 6, "who was called stays invited"
        iris = page.of(cast.organisations["iris"])
        assert iris
        assert page.answered_before_the_change(iris)


def test_raw_sql_cannot_move_a_called_meeting_behind_the_calendars(cast: Cast) -> None:
    meeting = making.convened(cast)
    with (
        pytest.raises(DatabaseError, match="sequence"),
        acting(cast.tea.actor),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE protocol_meeting SET place = 'altrove' WHERE id = %s", [meeting.pk])


def test_only_the_body_that_leads_calls(cast: Cast) -> None:
    pretender = cast.franca.actor.__class__(
        **{**cast.franca.actor.__dict__, "roles": frozenset({Role.NETWORK_COORDINATOR})}
    )
    with acting(pretender), pytest.raises(Forbidden):
        services.plan_meeting(
            actor=pretender, kind="operational", title="Nostro", starts_at=making.noon(1), ends_at=making.noon(2),
            bodies=set(),
        )  # fmt: skip


def test_a_body_answers_for_itself_and_for_nobody_else(cast: Cast) -> None:
    meeting = making.convened(cast, bodies=("aurora", "iris"))
    with acting(cast.ivana.actor), connection.cursor() as cursor:
        own = services.answer_invitation(
            actor=cast.ivana.actor, meeting_id=meeting.pk, answer="sends", office="Sportello legale"
        )
        assert own.organisation_id == cast.organisations["iris"]
        cursor.execute(
            "UPDATE protocol_invitation SET answer = 'declines', answered_at = now() WHERE id <> %s", [own.pk]
        )
        assert cursor.rowcount == 0, "the wall hides no row here, and lets none be written"
    with pytest.raises(DatabaseError, match="answers for itself"), acting(cast.tea.actor):
        Invitation.objects.filter(organisation=cast.organisations["aurora"]).update(
            answer="comes", answered_at=timezone.now()
        )
    with acting(cast.sofia.actor), pytest.raises(Http404):
        services.answer_invitation(actor=cast.sofia.actor, meeting_id=meeting.pk, answer="comes")


def test_a_body_does_not_write_whether_it_was_there(cast: Cast) -> None:
    meeting = making.held(cast, present=("capofila",))
    with (
        pytest.raises(DatabaseError, match="lead body"),
        acting(cast.franca.actor),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE protocol_invitation SET attendance = 'present' WHERE meeting_id = %s", [meeting.pk]
        )


def test_a_body_cannot_invite_itself(cast: Cast) -> None:
    meeting = making.convened(cast, bodies=("aurora",))
    with pytest.raises(DatabaseError, match="row-level security"), acting(cast.ivana.actor):
        Invitation.objects.create(
            organisation_id=cast.organisations["iris"], network_id=cast.network_id, meeting=meeting
        )


def test_a_meeting_is_not_held_before_it_begins(cast: Cast) -> None:
    meeting = making.convened(cast, 7)
    with acting(cast.tea.actor), pytest.raises(DomainError) as refused:
        services.record_attendance(actor=cast.tea.actor, meeting_id=meeting.pk, attendance={})
    assert refused.value.code == "too_early"


def test_a_year_counts_once_what_is_held_and_says_what_is_missing(cast: Cast) -> None:
    this = timezone.localdate().year
    making.held(cast, starts_at=datetime(this - 1, 1, 1, 0, 30, tzinfo=ROME))
    making.held(cast, starts_at=datetime(this - 1, 12, 31, 22, 0, tzinfo=ROME))
    making.held(
        cast, starts_at=datetime(this - 1, 5, 1, 9, 0, tzinfo=ROME), kind=MeetingKind.COMMISSION.value
    )
    with acting(cast.ada.actor):
        last = selectors.year_count(cast.ada.actor, this - 1)
        assert (last.held, last.planned, last.missing, last.is_late) == (2, 0, 0, False), (
            "by the wall clock of Rome"
        )
        before = selectors.year_count(cast.ada.actor, this - 2)
        assert (before.missing, before.is_late) == (2, True)
        assert selectors.meetings_held(cast.ada.actor, this - 1).count() == 2
        assert selectors.meetings_held(cast.ada.actor, this - 1, MeetingKind.COMMISSION).count() == 1


def test_a_cancelled_meeting_counts_for_nothing(cast: Cast) -> None:
    meeting = making.convened(cast)
    year = timezone.localtime(meeting.starts_at).year
    with acting(cast.tea.actor):
        assert selectors.year_count(cast.tea.actor, year).planned == 1
        services.cancel_meeting(actor=cast.tea.actor, meeting_id=meeting.pk, because="Neve")
        assert selectors.year_count(cast.tea.actor, year).planned == 0


def test_attendance_is_of_every_body_in_the_order_of_the_agreement(cast: Cast) -> None:
    meeting = making.held(cast, present=("iris",))
    year = timezone.localtime(meeting.starts_at).year
    with acting(cast.ada.actor):
        rows = attendance_by_body(cast.ada.actor, year)
        assert [row.organisation.pk for row in rows] == [cast.organisations[name] for name in making.SIGNED]
        came = {row.organisation.pk: row.present for row in rows}
        assert came[cast.organisations["iris"]] == 1
        assert sum(came.values()) == 1
        (own,) = attendance_of(cast.ada.actor, cast.organisations["iris"], year)
        assert own.attended is Attendance.PRESENT


def test_another_network_reads_nothing(cast: Cast) -> None:
    making.approved(cast)
    elsewhere = cast.ada.actor.__class__(
        **{**cast.ada.actor.__dict__, "network_id": cast.organisations["aurora"]}
    )
    with acting(elsewhere):
        assert not Meeting.objects.exists()
        assert not Invitation.objects.exists()


def test_a_held_meeting_stays_when_and_where_it_was(cast: Cast) -> None:
    meeting = making.held(cast)
    for column, value in ("place", "'altrove'"), ("starts_at", "now()"), ("kind", "'commission'"):
        with pytest.raises(DatabaseError), acting(cast.tea.actor), connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE protocol_meeting SET {column} = {value}, sequence = sequence + 1 WHERE id = %s",
                [meeting.pk],
            )
    with transaction.atomic(), acting(cast.tea.actor):
        assert Meeting.objects.get(pk=meeting.pk).current is MeetingState.HELD
