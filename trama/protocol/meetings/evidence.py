"""Meetings as evidence of commitments: counted once where the protocol asks three times, offered for others."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Final
from uuid import UUID

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

    def tallies(self, actor: Actor, year: int) -> Mapping[Rule, Tally]:
        """Two queries."""
        operational, review = (
            _tally(actor, year, kind) for kind in (MeetingKind.OPERATIONAL, MeetingKind.COMMISSION)
        )
        return {
            Rule.MEETINGS_HELD: operational,
            Rule.MEETINGS_ATTENDED: operational,
            Rule.YEARLY_REVIEW: review,
        }


def _tally(actor: Actor, year: int, kind: MeetingKind) -> Tally:
    """Every meeting is held by the body that called it, even where nobody came."""
    rows = Meeting.objects.filter(of_year(year), network=actor.network_id, kind=kind.value, state__in=AFTER)
    came: dict[UUID, set[date]] = {}
    held: set[date] = set()
    for starts_at, body, attendance in rows.values_list(
        "starts_at", "invitations__organisation", "invitations__attendance"
    ):
        day = timezone.localdate(starts_at)
        held.add(day)
        if attendance == Attendance.PRESENT:
            came.setdefault(body, set()).add(day)
    return Tally(frozenset(held), {body: frozenset(days) for body, days in came.items()})


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
