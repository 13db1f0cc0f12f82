"""Meetings as evidence of commitments: counted once where the protocol asks three times, offered for others."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, reduce
from operator import or_
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from trama.access.actor import Actor
from trama.protocol.commitments.kinds import EvidenceKind
from trama.protocol.commitments.rules import Rule
from trama.protocol.commitments.sources import Offer, Tally
from trama.protocol.meetings.models import Invitation, Meeting
from trama.protocol.meetings.models.minutes import MinutesSection, SectionKind
from trama.protocol.meetings.selectors.years import of_year
from trama.protocol.meetings.states import AFTER, Attendance, MeetingKind, MinutesState

# Courts and prosecutors give the figures of the phenomenon at the referents' meetings (protocol, art. 4).
COURTS_GIVE: Final = frozenset({"TOP-02a", "TMP-02a"})


class Meetings:
    """One tally of operational meetings, one of the commission's yearly review."""

    def tallies(self, actor: Actor, years: Collection[int]) -> Mapping[int, Mapping[Rule, Tally]]:
        """One query."""
        met = _met(actor, years)
        return {
            year: {
                Rule.MEETINGS_HELD: met[year, MeetingKind.OPERATIONAL].tally,
                Rule.MEETINGS_ATTENDED: met[year, MeetingKind.OPERATIONAL].tally,
                Rule.YEARLY_REVIEW: met[year, MeetingKind.COMMISSION].tally,
            }
            for year in years
        }


@dataclass
class _Met:
    """Meetings of one kind in one year, by day: every one is held by the body that called it, even if nobody came."""

    held: set[date] = field(default_factory=set)
    came: dict[UUID, set[date]] = field(default_factory=lambda: defaultdict(set))

    @cached_property
    def tally(self) -> Tally:
        return Tally(frozenset(self.held), {body: frozenset(days) for body, days in self.came.items()})


def _met(actor: Actor, years: Collection[int]) -> dict[tuple[int, str], _Met]:
    found: dict[tuple[int, str], _Met] = defaultdict(_Met)
    asked = reduce(or_, (of_year(year) for year in years), Q(pk__in=[]))
    rows = Meeting.objects.filter(
        asked, network=actor.network_id, kind__in=[MeetingKind.OPERATIONAL, MeetingKind.COMMISSION],
        state__in=AFTER,
    )  # fmt: skip
    for kind, starts_at, body, attendance in rows.values_list(
        "kind", "starts_at", "invitations__organisation", "invitations__attendance"
    ):
        day = timezone.localdate(starts_at)
        met = found[day.year, kind]
        met.held.add(day)
        if attendance == Attendance.PRESENT:
            met.came[body].add(day)
    return found


class GroupsAndCourts:
    """Meetings of working groups for the commitments they answer; what courts and prosecutors told at a meeting."""

    code: Final = "meeting"

    def offers(self, actor: Actor, organisation: UUID, codes: Collection[str], year: int) -> Iterable[Offer]:
        """Two queries. Only meetings where the body was present."""
        rows = Invitation.objects.filter(
            of_year(year, "meeting__starts_at"),
            network=actor.network_id,
            organisation=organisation,
            attendance=Attendance.PRESENT,
            meeting__state__in=AFTER,
        ).select_related("meeting__group")
        told = _told_by(actor, organisation, year) if COURTS_GIVE & set(codes) else set()
        for row in rows:
            asked = set(row.meeting.group.commitments) if row.meeting.group else set()
            if row.meeting_id in told:
                asked |= COURTS_GIVE
            if proves := frozenset(asked & set(codes)):
                yield _offer(row.meeting, proves)


def _told_by(actor: Actor, organisation: UUID, year: int) -> set[UUID]:
    """Meetings in whose approved minutes the body gave its figures."""
    rows = MinutesSection.objects.filter(
        of_year(year, "minutes__meeting__starts_at"),
        network=actor.network_id,
        kind=SectionKind.COURTS,
        minutes__state=MinutesState.APPROVED,
        given_by__contains=[organisation],
    )
    return set(rows.values_list("minutes__meeting_id", flat=True))


def _offer(meeting: Meeting, proves: frozenset[str]) -> Offer:
    return Offer(
        "meeting",
        meeting.pk,
        EvidenceKind.MEETING,
        meeting.title,
        timezone.localdate(meeting.starts_at),
        proves,
        url=reverse("protocol:meeting", args=[meeting.pk]),
    )
