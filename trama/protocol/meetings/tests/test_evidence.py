"""Meetings count once for the three commitments that ask for them; groups and courts offer theirs."""

import pytest
from django.utils import timezone

from trama.access.context import acting
from trama.protocol.commitments.rules import Rule
from trama.protocol.commitments.sources import offers, tallies
from trama.protocol.meetings import services
from trama.protocol.meetings.loading import load_groups
from trama.protocol.meetings.models import WorkingGroup
from trama.protocol.meetings.states import MeetingKind
from trama.protocol.meetings.tests import making
from trama.testing.cast import Cast

pytestmark = pytest.mark.django_db


def test_one_operational_meeting_is_one_for_the_three_places_that_ask(cast: Cast) -> None:
    meeting = making.held(cast, present=("aurora",))
    making.held(cast, -3, kind=MeetingKind.COMMISSION.value, present=("iris",))
    day = timezone.localdate(meeting.starts_at)
    with acting(cast.ada.actor):
        found = tallies(cast.ada.actor, day.year)
    assert found[Rule.MEETINGS_HELD] is found[Rule.MEETINGS_ATTENDED]
    assert found[Rule.MEETINGS_HELD].held == {day}
    assert dict(found[Rule.MEETINGS_ATTENDED].attended) == {cast.organisations["aurora"]: frozenset({day})}
    assert set(found[Rule.YEARLY_REVIEW].attended) == {cast.organisations["iris"]}


def test_a_meeting_where_nobody_was_recorded_is_held_all_the_same(cast: Cast) -> None:
    meeting = making.held(cast, present=())
    with acting(cast.ada.actor):
        tally = tallies(cast.ada.actor, timezone.localdate(meeting.starts_at).year)[Rule.MEETINGS_HELD]
    assert (len(tally.held), dict(tally.attended)) == (1, {})


def test_who_was_at_a_groups_meeting_is_offered_it_for_what_the_group_answers(cast: Cast) -> None:
    with acting(cast.tea.actor):
        group = load_groups(actor=cast.tea.actor)["art403"]
    meeting = making.held(cast, kind="group", group=group, present=("aurora",))
    year = timezone.localdate(meeting.starts_at).year
    with acting(cast.ada.actor):
        (offer,) = offers(cast.ada.actor, cast.organisations["aurora"], ["TMP-07", "CAV-01"], year)
        assert (offer.key, offer.codes) == (meeting.pk, frozenset({"TMP-07"}))
        assert not offers(cast.ada.actor, cast.organisations["iris"], ["TMP-07"], year), "it was not there"


def test_what_a_court_told_is_offered_when_the_minutes_are_approved(cast: Cast) -> None:
    meeting = making.held(cast, present=("sociale",))
    tea, court = cast.tea.actor, cast.organisations["sociale"]
    with acting(tea):
        services.write_minutes(
            actor=tea, meeting_id=meeting.pk, parts=[], decisions=[], courts="In crescita.", courts_by=[court]
        )
        year = timezone.localdate(meeting.starts_at).year
        assert not [one for one in offers(tea, court, ["TOP-02a"], year) if one.source == "meeting"]
        services.approve_minutes(actor=tea, meeting_id=meeting.pk)
        (offer,) = [one for one in offers(tea, court, ["TOP-02a"], year) if one.source == "meeting"]
    assert offer.codes == {"TOP-02a"}


def test_the_groups_of_the_protocol_are_loaded_once(cast: Cast) -> None:
    with acting(cast.tea.actor):
        first = load_groups(actor=cast.tea.actor)
        load_groups(actor=cast.tea.actor)
        assert WorkingGroup.objects.count() == 2
        sitting = set(first["art403"].members.values_list("organisation_id", flat=True))
        assert sitting == making.ids_of(cast, "capofila", "aurora", "iris", "ginestra", "sociale")
        assert first["vademecum"].milestones.count() == 1
