"""What the services share: the row under a lock, the step that may follow."""

from collections.abc import Collection, Iterable
from typing import Final
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from trama.access.actor import Actor
from trama.common.errors import DomainError
from trama.network.models import NetworkMembership
from trama.protocol.meetings.models import ActionItem, Meeting
from trama.protocol.meetings.states import ACTION_STEPS, MEETING_STEPS, ActionState, MeetingState

LONGEST_AGENDA: Final = 40


def take_meeting(actor: Actor, meeting_id: UUID) -> Meeting:
    """The meeting, locked for this transaction. Raises Http404."""
    row = Meeting.objects.select_for_update().filter(network=actor.network_id, pk=meeting_id).first()
    if row is None:
        raise Http404
    return row


def take_action(actor: Actor, action_id: UUID) -> ActionItem:
    """As `take_meeting`, of an action with its meeting and group."""
    rows = ActionItem.objects.select_for_update(of=("self",)).select_related("meeting__group", "organisation")
    row = rows.filter(network=actor.network_id, pk=action_id).first()
    if row is None:
        raise Http404
    return row


def step_meeting(meeting: Meeting, to: MeetingState) -> None:
    """Set the state. Raises DomainError where it cannot follow."""
    if to not in MEETING_STEPS[meeting.current]:
        raise DomainError(
            "no_such_step",
            _("L’incontro intanto è cambiato: ora è “%(state)s”.") % {"state": meeting.current.label},
        )
    meeting.state = to.value


def step_action(item: ActionItem, to: ActionState) -> None:
    """As `step_meeting`."""
    if to not in ACTION_STEPS[item.current]:
        raise DomainError(
            "no_such_step",
            _("L’azione intanto è cambiata: ora è “%(state)s”.") % {"state": item.current.label},
        )
    item.state = to.value


def lines(texts: Iterable[str]) -> list[str]:
    """Without what is empty."""
    return [text.strip() for text in texts if text.strip()]


def bodies_of_network(actor: Actor, wanted: Collection[UUID]) -> set[UUID]:
    """Those of `wanted` that belong to the network. Raises DomainError if one does not."""
    rows = NetworkMembership.objects.filter(network=actor.network_id, organisation__in=wanted)
    found = set(rows.values_list("organisation_id", flat=True))
    if found != set(wanted):
        raise DomainError("unknown_body", _("Uno degli enti non è di questa rete."))
    return found
