"""Reading meetings: the list of a year, one with all that belongs to it, what is missing in the year."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from trama.access.actor import Actor
from trama.network.models import Network, NetworkMembership, Organisation, Referent
from trama.protocol.agreement.models import Signatory
from trama.protocol.agreement.selectors import signatories, version_in_force
from trama.protocol.meetings.models import ActionItem, GroupMember, Invitation, Meeting
from trama.protocol.meetings.selectors.years import of_year, year_of
from trama.protocol.meetings.states import (
    AFTER,
    BEFORE,
    ActionState,
    Answer,
    Attendance,
    MeetingKind,
    MeetingState,
)

YEARLY_OPERATIONAL: Final = 2  # art. 3, 4 and 6 of the protocol: the same two, counted once


def meetings(actor: Actor, *, year: int | None = None, kind: str = "") -> QuerySet[Meeting]:
    """Of the actor's network, newest first, with the group and how many were there."""
    rows = Meeting.objects.filter(network=actor.network_id).select_related("group")
    if year is not None:
        rows = rows.filter(of_year(year))
    if kind:
        rows = rows.filter(kind=kind)
    return rows.annotate(
        invited=Count("invitations"),
        present=Count("invitations", filter=Q(invitations__attendance=Attendance.PRESENT)),
    ).order_by("-starts_at", "pk")


def years_with_meetings(actor: Actor) -> list[int]:
    """From the first meeting's year to next year, newest first. One query."""
    found = Meeting.objects.filter(network=actor.network_id).aggregate(
        first=Min("starts_at"), last=Max("starts_at")
    )
    this = timezone.localdate().year
    first = min(this, year_of(found["first"])) if found["first"] else this
    last = max(this, year_of(found["last"])) if found["last"] else this
    return list(range(last, first - 1, -1))


@dataclass(frozen=True)
class Year:
    """The operational meetings of a calendar year against the two that the protocol asks for."""

    year: int
    held: int
    planned: int  # on the calendar, still to be held
    wanted: int = YEARLY_OPERATIONAL

    @property
    def missing(self) -> int:
        """Neither held nor on the calendar."""
        return max(0, self.wanted - self.held - self.planned)

    @property
    def is_kept(self) -> bool:
        return self.held >= self.wanted

    @property
    def is_late(self) -> bool:
        """The year is over and the meetings were not held."""
        return self.year < timezone.localdate().year and not self.is_kept


def year_count(actor: Actor, year: int) -> Year:
    """One query."""
    rows = Meeting.objects.filter(of_year(year), network=actor.network_id, kind=MeetingKind.OPERATIONAL)
    found = rows.aggregate(
        held=Count("pk", filter=Q(state__in=AFTER)), planned=Count("pk", filter=Q(state__in=BEFORE))
    )
    return Year(year, found["held"], found["planned"])


def meetings_held(actor: Actor, year: int, kind: MeetingKind = MeetingKind.OPERATIONAL) -> QuerySet[Meeting]:
    """The meetings of a kind that were held in a calendar year, oldest first: evidence of A3-02a, A6-01, DIR-07a."""
    rows = Meeting.objects.filter(of_year(year), network=actor.network_id, kind=kind.value, state__in=AFTER)
    return rows.order_by("starts_at", "pk")


def find_meeting(actor: Actor, meeting_id: UUID) -> Meeting:
    """Raises Http404."""
    row = Meeting.objects.select_related("group", "organisation").filter(
        network=actor.network_id, pk=meeting_id
    )
    found = row.first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class MeetingPage:
    """A meeting with its agenda and whom it invites, in the order of the agreement."""

    meeting: Meeting
    agenda: list[str]
    invitations: list[Invitation]

    @cached_property
    def present(self) -> int:
        return sum(one.attended is Attendance.PRESENT for one in self.invitations)

    @cached_property
    def coming(self) -> int:
        return sum(one.answered in {Answer.COMES, Answer.SENDS} for one in self.invitations)

    @cached_property
    def silent(self) -> int:
        return sum(one.answered is None for one in self.invitations)

    def of(self, organisation: UUID) -> Invitation | None:
        return next((one for one in self.invitations if one.organisation_id == organisation), None)

    def answered_before_the_change(self, invitation: Invitation) -> bool:
        """Whether time or place changed after a body answered."""
        moved = self.meeting.moved_at
        return bool(moved and invitation.answered_at and invitation.answered_at < moved)


def meeting_page(actor: Actor, meeting_id: UUID) -> MeetingPage:
    """Four queries. Raises Http404."""
    meeting = find_meeting(actor, meeting_id)
    order = signing_order(actor)
    invitations = list(meeting.invitations.select_related("organisation"))
    invitations.sort(key=lambda one: (order.get(one.organisation_id, 999), one.organisation.sort_key))
    return MeetingPage(
        meeting, list(meeting.agenda.order_by("order").values_list("title", flat=True)), invitations
    )


def signing_order(actor: Actor) -> dict[UUID, int]:
    """The place of each body in the agreement in force. One query."""
    rows = Signatory.objects.filter(network=actor.network_id, version__state="in_force")
    return dict(rows.values_list("organisation_id", "order"))


def own_invitations(actor: Actor, now: datetime) -> list[Invitation]:
    """What the actor's body is called to and did not answer, soonest first."""
    rows = Invitation.objects.filter(
        network=actor.network_id,
        organisation=actor.organisation_id,
        answer="",
        meeting__state=MeetingState.CONVENED,
        meeting__ends_at__gte=now,
    )
    return list(rows.select_related("meeting").order_by("meeting__starts_at"))


@dataclass(frozen=True)
class Invitable:
    """Whom a meeting may invite: a body, and in which lists of commitments it stands."""

    organisation: Organisation
    groups: tuple[str, ...]


def bodies(actor: Actor) -> list[Invitable]:
    """All signatories in the order of the agreement, then bodies of the network that did not sign. Three queries."""
    version = version_in_force(actor)
    rows = list(signatories(version).filter(withdrawn_on__isnull=True)) if version else []
    found = [Invitable(row.organisation, tuple(row.groups)) for row in rows]
    signed = {one.organisation.pk for one in found}
    others = NetworkMembership.objects.filter(network=actor.network_id).select_related("organisation")
    rest = sorted(
        (row.organisation for row in others if row.organisation_id not in signed),
        key=lambda one: one.sort_key,
    )
    return found + [Invitable(one, ()) for one in rest]


def in_groups(found: Collection[Invitable], *groups: str) -> set[UUID]:
    return {one.organisation.pk for one in found if set(groups) & set(one.groups)}


def sitting_in(actor: Actor, group_id: UUID) -> set[UUID]:
    """The bodies that sit in a working group now."""
    rows = GroupMember.objects.filter(network=actor.network_id, group=group_id, until__isnull=True)
    return set(rows.values_list("organisation_id", flat=True))


def network_name(actor: Actor) -> str:
    return Network.objects.get(pk=actor.network_id).name


def office_address(actor: Actor, organisation: UUID) -> str:
    """The mail of a body's referent office, as it stands in the directory; "" where there is none."""
    return _addresses(actor, {organisation}).get(organisation, "")


def office_addresses(actor: Actor, page: MeetingPage) -> list[str]:
    """The office mails of whom a meeting invites, in its order, each once. One query."""
    known = _addresses(actor, {one.organisation_id for one in page.invitations})
    found = (known[one.organisation_id] for one in page.invitations if one.organisation_id in known)
    return list(dict.fromkeys(found))


def without_address(actor: Actor, page: MeetingPage) -> list[str]:
    """Names of invited bodies that have no office mail in the directory."""
    known = _addresses(actor, {one.organisation_id for one in page.invitations})
    return [one.organisation.short_name for one in page.invitations if one.organisation_id not in known]


def _addresses(actor: Actor, organisations: Collection[UUID]) -> dict[UUID, str]:
    rows = Referent.objects.filter(network=actor.network_id, organisation__in=organisations).exclude(email="")
    today = timezone.localdate()
    standing = rows.filter(Q(until__isnull=True) | Q(until__gte=today)).order_by("-since")
    return dict(standing.values_list("organisation_id", "email"))


def waiting_for(actor: Actor) -> int:
    """How many invitations the actor's body did not answer, and how many of its actions are late. One query."""
    invitations = Invitation.objects.filter(
        network=actor.network_id,
        organisation=actor.organisation_id,
        answer="",
        meeting__state=MeetingState.CONVENED,
        meeting__ends_at__gte=timezone.now(),
    )
    late = ActionItem.objects.filter(
        network=actor.network_id,
        organisation=actor.organisation_id,
        state=ActionState.OPEN,
        due_on__lt=timezone.localdate(),
    )
    return len(invitations.values_list("pk").union(late.values_list("pk"), all=True))
