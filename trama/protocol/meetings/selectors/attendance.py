"""Who came, by body and year."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from trama.access.actor import Actor
from trama.network.models import Organisation
from trama.protocol.meetings.models import Invitation
from trama.protocol.meetings.selectors.meetings import bodies
from trama.protocol.meetings.selectors.years import of_year
from trama.protocol.meetings.states import AFTER, Attendance, MeetingKind


@dataclass(frozen=True)
class Came:
    """A body in a year: to how many meetings held it was invited, and to how many it came."""

    organisation: Organisation
    invited: int = 0
    present: int = 0
    excused: int = 0
    absent: int = 0


def attendance_by_body(actor: Actor, year: int, kind: str = MeetingKind.OPERATIONAL) -> list[Came]:
    """Every body in the order of the agreement, whether it was ever invited or not. Four queries."""
    rows = Invitation.objects.filter(
        of_year(year, "meeting__starts_at"), network=actor.network_id, meeting__state__in=AFTER
    )
    if kind:
        rows = rows.filter(meeting__kind=kind)
    names = ("invited", *(code.value for code in Attendance))
    counted = rows.values("organisation_id").annotate(
        invited=Count("pk"),
        **{code.value: Count("pk", filter=Q(attendance=code.value)) for code in Attendance},
    )
    counts: dict[UUID, tuple[int, ...]] = {
        body: tuple(numbers) for body, *numbers in counted.values_list("organisation_id", *names)
    }
    return [Came(one.organisation, *counts.get(one.organisation.pk, ())) for one in bodies(actor)]


def attendance_of(
    actor: Actor, organisation: UUID, year: int, kind: MeetingKind = MeetingKind.OPERATIONAL
) -> list[Invitation]:
    """The meetings of a kind held in the year to which a body was invited, with whether it was there: evidence."""
    rows = Invitation.objects.filter(
        of_year(year, "meeting__starts_at"),
        network=actor.network_id,
        organisation=organisation,
        meeting__kind=kind.value,
        meeting__state__in=AFTER,
    )
    return list(rows.select_related("meeting").order_by("meeting__starts_at", "pk"))
