"""Meetings in the states that tests begin from, made by the services as the lead body would."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from trama.access.actor import Actor
from trama.access.context import acting
from trama.protocol.meetings import services
from trama.protocol.meetings.models import (
    ActionItem,
    Meeting,
    Minutes,
    NetworkTable,
    TableSession,
    WorkingGroup,
)
from trama.protocol.meetings.services import tables
from trama.protocol.meetings.services.minutes import Part
from trama.protocol.meetings.states import Attendance, MeetingKind
from trama.testing.cast import Cast, Person

PRESENT = Attendance.PRESENT.value
SIGNED = ("aurora", "iris", "ginestra", "sociale", "capofila", "municipio")


def noon(days: int = 0) -> datetime:
    """Noon by the wall clock, `days` from today."""
    return (timezone.localtime() + timedelta(days=days)).replace(hour=12, minute=0, second=0, microsecond=0)


def planned(
    cast: Cast, days: int = 7, *, kind: str = MeetingKind.OPERATIONAL.value, group: WorkingGroup | None = None,
    starts_at: datetime | None = None, bodies: tuple[str, ...] = SIGNED,
) -> Meeting:  # fmt: skip
    starts = starts_at or noon(days)
    with acting(cast.tea.actor):
        return services.plan_meeting(
            actor=cast.tea.actor, kind=kind, title="Incontro di prova", starts_at=starts,
            ends_at=starts + timedelta(hours=2), bodies={cast.organisations[name] for name in bodies},
            agenda=["Dati dell’anno", "Formazione"], place="Sala grande", group_id=group.pk if group else None,
        )  # fmt: skip


def convened(cast: Cast, days: int = 7, **kwargs: Any) -> Meeting:
    meeting = planned(cast, days, **kwargs)
    with acting(cast.tea.actor):
        return services.convene_meeting(actor=cast.tea.actor, meeting_id=meeting.pk)


def held(
    cast: Cast, days: int = -7, *, present: tuple[str, ...] = ("aurora", "capofila"), **kwargs: Any
) -> Meeting:
    meeting = convened(cast, days, **kwargs)
    codes = {body: PRESENT if name in present else "absent" for name, body in cast.organisations.items()}
    with acting(cast.tea.actor):
        return services.record_attendance(actor=cast.tea.actor, meeting_id=meeting.pk, attendance=codes)


def written(cast: Cast, meeting: Meeting) -> Minutes:
    with acting(cast.tea.actor):
        return services.write_minutes(
            actor=cast.tea.actor, meeting_id=meeting.pk, parts=[Part("Dati dell’anno", "Si guardano insieme.")],
            decisions=["Un corso in primavera"], courts="Le denunce crescono.",
        )  # fmt: skip


def given(cast: Cast, meeting: Meeting, owner: str = "aurora", days: int = 30) -> ActionItem:
    with acting(cast.tea.actor):
        return services.give_action(
            actor=cast.tea.actor, meeting_id=meeting.pk, text="Scrivere il programma del corso",
            owner=cast.organisations[owner], due_on=timezone.localdate() + timedelta(days=days),
        )  # fmt: skip


def approved(cast: Cast, days: int = -7) -> Meeting:
    meeting = held(cast, days)
    written(cast, meeting)
    with acting(cast.tea.actor):
        services.approve_minutes(actor=cast.tea.actor, meeting_id=meeting.pk)
    return meeting


def a_table(cast: Cast, *members: str) -> NetworkTable:
    """Held by Aurora; Ginestra sits too unless somebody else is named."""
    names = members or ("ginestra",)
    with acting(cast.franca.actor):
        return tables.open_table(
            actor=cast.franca.actor, name="Tavolo delle priorità", about="Che cosa viene prima.",
            members={cast.organisations[name] for name in names},
        )  # fmt: skip


def a_session(cast: Cast, table: NetworkTable, days: int = -3) -> TableSession:
    with acting(cast.franca.actor):
        return tables.call_session(
            actor=cast.franca.actor, table_id=table.pk, title="Seduta di prova", starts_at=noon(days),
            ends_at=noon(days) + timedelta(hours=2), place="Da noi", agenda=["Priorità"],
        )  # fmt: skip


@contextmanager
def as_(person: Person) -> Iterator[Actor]:
    with acting(person.actor):
        yield person.actor


def ids_of(cast: Cast, *names: str) -> set[UUID]:
    return {cast.organisations[name] for name in names}
