"""Working groups: who sits in them, what they are for, how far their roadmap is."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID, uuid4

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actions import Action
from trama.access.actor import Actor
from trama.access.turns import in_turn
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.protocol.agreement.policies import require_lead
from trama.protocol.meetings.models import GroupMember, Milestone, WorkingGroup
from trama.protocol.meetings.services.common import bodies_of_network
from trama.protocol.meetings.states import STAGE_STEPS, Stage


def open_group(
    *, actor: Actor, name: str, members: Collection[UUID], theme: str = "", charter: str = "",
    chair: UUID | None = None, since: date | None = None, code: str = "", commitments: Sequence[str] = (),
    group_id: UUID | None = None,
) -> WorkingGroup:  # fmt: skip
    """A new group with its members. Sent twice with one `group_id`, it is one. Raises DomainError."""
    require_lead(actor, Action.CALL_MEETING)
    group_id = group_id or uuid4()
    in_turn(group_id)
    again = WorkingGroup.objects.filter(network=actor.network_id, pk=group_id).first()
    if again is not None:
        return again
    day = since or timezone.localdate()
    _check_chair(chair, members)
    group = WorkingGroup.objects.create(
        pk=group_id, organisation_id=actor.organisation_id, network_id=actor.network_id, name=name, theme=theme,
        charter=charter, chair_id=chair, since=day, code=code, commitments=list(commitments),
    )  # fmt: skip
    _sit(actor, group, members, day)
    record(actor, Action.CALL_MEETING.code, group.pk, detail="group")
    return group


def change_group(
    *, actor: Actor, group_id: UUID, name: str, theme: str = "", charter: str = "", chair: UUID | None = None,
    closed_on: date | None = None,
) -> WorkingGroup:  # fmt: skip
    """Name, theme, charter, chair; with `closed_on` it has ended."""
    require_lead(actor, Action.CALL_MEETING)
    group = _take(actor, group_id)
    _check_chair(chair, set(_sitting(group)))
    if closed_on and group.since and closed_on < group.since:
        raise DomainError("closed_before", _("La fine viene dopo l’inizio."), field="closed_on")
    group.name, group.theme, group.charter = name, theme, charter
    group.chair_id, group.closed_on = chair, closed_on
    group.save()
    record(actor, Action.CALL_MEETING.code, group.pk, detail="group_changed")
    return group


def set_members(*, actor: Actor, group_id: UUID, members: Collection[UUID], on: date | None = None) -> None:
    """Who sits in it from `on` (today): who is new enters, who is left out leaves; the past stays written."""
    require_lead(actor, Action.CALL_MEETING)
    group = _take(actor, group_id)
    day = on or timezone.localdate()
    if group.chair_id and group.chair_id not in set(members):
        raise DomainError("chair", _("Chi coordina il gruppo ne fa parte."), field="members")
    group.members.filter(until__isnull=True).exclude(organisation__in=members).update(until=day)
    _sit(actor, group, set(members) - set(_sitting(group)), day)
    record(actor, Action.CALL_MEETING.code, group.pk, detail="members")


def add_milestone(
    *, actor: Actor, group_id: UUID, title: str, expected_on: date | None = None, note: str = "",
    milestone_id: UUID | None = None,
) -> Milestone:  # fmt: skip
    """A piece of the roadmap, proposed; the last one in the order."""
    require_lead(actor, Action.CALL_MEETING)
    group = _take(actor, group_id)
    milestone_id = milestone_id or uuid4()
    in_turn(milestone_id)
    again = Milestone.objects.filter(network=actor.network_id, pk=milestone_id).first()
    if again is not None:
        return again
    milestone = Milestone.objects.create(
        pk=milestone_id, organisation_id=actor.organisation_id, network_id=actor.network_id, group=group,
        order=group.milestones.count() + 1, title=title, expected_on=expected_on, note=note,
        stage_since=timezone.localdate(),
    )  # fmt: skip
    record(actor, Action.CALL_MEETING.code, group.pk, milestone.pk, detail="milestone")
    return milestone


def move_milestone(
    *, actor: Actor, milestone_id: UUID, stage: str, on: date | None = None, note: str = "",
    expected_on: date | None = None,
) -> Milestone:  # fmt: skip
    """How far it is since `on`; the same stage again changes only the note and the day it is expected."""
    require_lead(actor, Action.CALL_MEETING)
    milestone = (
        Milestone.objects.select_for_update().filter(network=actor.network_id, pk=milestone_id).first()
    )
    if milestone is None:
        raise Http404
    to = Stage(stage)
    if to is not milestone.current:
        if to not in STAGE_STEPS[milestone.current]:
            raise DomainError(
                "no_such_step",
                _("Da “%(stage)s” non si passa lì.") % {"stage": milestone.current.label},
                field="stage",
            )
        milestone.stage, milestone.stage_since = to.value, on or timezone.localdate()
    milestone.note, milestone.expected_on = note, expected_on
    milestone.save()
    record(actor, Action.CALL_MEETING.code, milestone.pk, detail=to.value)
    return milestone


def _take(actor: Actor, group_id: UUID) -> WorkingGroup:
    group = WorkingGroup.objects.select_for_update().filter(network=actor.network_id, pk=group_id).first()
    if group is None:
        raise Http404
    return group


def _sitting(group: WorkingGroup) -> list[UUID]:
    return list(group.members.filter(until__isnull=True).values_list("organisation_id", flat=True))


def _sit(actor: Actor, group: WorkingGroup, members: Collection[UUID], day: date) -> None:
    GroupMember.objects.bulk_create(
        GroupMember(organisation_id=body, network_id=actor.network_id, group=group, since=day)
        for body in sorted(bodies_of_network(actor, members))
    )


def _check_chair(chair: UUID | None, members: Collection[UUID]) -> None:
    if chair is not None and chair not in members:
        raise DomainError("chair", _("Chi coordina il gruppo ne fa parte."), field="chair")
