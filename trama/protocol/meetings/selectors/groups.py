"""Reading working groups."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet
from django.http import Http404

from trama.access.actor import Actor
from trama.protocol.meetings.models import GroupMember, Meeting, Milestone, WorkingGroup
from trama.protocol.meetings.selectors.meetings import meetings, signing_order
from trama.protocol.meetings.states import AFTER


def groups(actor: Actor) -> QuerySet[WorkingGroup]:
    """Open ones first, with how many bodies sit in them and when they last met. One query."""
    return (
        WorkingGroup.objects.filter(network=actor.network_id)
        .select_related("chair")
        .annotate(
            sitting=Count("members", filter=Q(members__until__isnull=True), distinct=True),
            last_met=Max("meetings__starts_at", filter=Q(meetings__state__in=AFTER)),
            met=Count("meetings", filter=Q(meetings__state__in=AFTER), distinct=True),
        )
        .order_by(F("closed_on").desc(nulls_first=True), "name", "pk")
    )


def find_group(actor: Actor, group_id: UUID) -> WorkingGroup:
    """Raises Http404."""
    group = WorkingGroup.objects.filter(network=actor.network_id, pk=group_id).select_related("chair").first()
    if group is None:
        raise Http404
    return group


def find_milestone(actor: Actor, milestone_id: UUID) -> Milestone:
    """With its group. Raises Http404."""
    rows = Milestone.objects.filter(network=actor.network_id, pk=milestone_id).select_related("group")
    found = rows.first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class GroupPage:
    """A group with who sits in it, its roadmap and its meetings."""

    group: WorkingGroup
    members: list[GroupMember]
    milestones: list[Milestone]
    meetings: list[Meeting]


def group_page(actor: Actor, group_id: UUID) -> GroupPage:
    """Five queries. Raises Http404."""
    group = find_group(actor, group_id)
    order = signing_order(actor)
    members = list(group.members.filter(until__isnull=True).select_related("organisation"))
    members.sort(key=lambda one: (order.get(one.organisation_id, 999), one.organisation.sort_key))
    return GroupPage(
        group,
        members,
        list(group.milestones.order_by("order", "pk")),
        list(meetings(actor).filter(group=group)[:20]),
    )
