"""What meetings register elsewhere: the menu, evidence of commitments."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from trama.access.actions import Action
from trama.access.actor import Actor
from trama.protocol.commitments.sources import evidence_sources, meeting_counters
from trama.protocol.meetings.evidence import GroupsAndCourts, Meetings
from trama.protocol.meetings.selectors.meetings import waiting_for
from trama.ui.menu import MenuItem, menu


def register(group: object) -> None:
    """Once, from `AppConfig.ready`; `group` is the heading of the menu."""
    menu.register(
        MenuItem(
            _("Incontri"), "protocol:meetings", Action.READ_PROTOCOL, 84, icon="people", group=str(group),
            count=_waiting,
        )
    )  # fmt: skip
    meeting_counters.register(Meetings())
    evidence_sources.register(GroupsAndCourts())


def _waiting(request: HttpRequest) -> int:
    """Invitations to answer and actions past their day, of the body; no query for who answers for none."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return waiting_for(actor) if Action.ANSWER_MEETING.allows(actor) else 0
