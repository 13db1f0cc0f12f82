"""Reading minutes and actions."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import Http404
from django.utils import timezone

from trama.access.actor import Actor
from trama.network.models import Organisation
from trama.protocol.meetings.models import ActionItem, Decision, Meeting, Minutes, MinutesSection
from trama.protocol.meetings.models.minutes import SectionKind
from trama.protocol.meetings.selectors.meetings import signing_order
from trama.protocol.meetings.states import ActionState, Attendance, MinutesState


def snapshot(meeting: Meeting) -> dict[str, Any]:
    """Who was there, by body, and who does what by when: what approval freezes. Two queries."""
    rows = meeting.invitations.exclude(attendance="").order_by("organisation_id")
    attendance = rows.values_list("organisation_id", "attendance", "office")
    actions = meeting.actions.exclude(state=ActionState.DROPPED).order_by("due_on", "made_at", "pk")
    return {
        "attendance": [[str(body), code, office] for body, code, office in attendance],
        "actions": [
            [str(row.organisation_id), row.text, row.due_on.isoformat(), str(row.pk)] for row in actions
        ],
    }


@dataclass(frozen=True)
class Agreed:
    """An action as the minutes print it."""

    owner: str
    text: str
    due_on: date


@dataclass(frozen=True)
class MinutesPage:
    """One version with its parts; who was there and what was given to whom, as approved (or as it is, of a draft)."""

    meeting: Meeting
    minutes: Minutes
    versions: list[Minutes]
    sections: list[MinutesSection]
    decisions: list[str]
    actions: list[Agreed]
    attendance: dict[Attendance, list[str]]
    courts_by: list[str]

    @cached_property
    def points(self) -> list[MinutesSection]:
        return [one for one in self.sections if one.kind == SectionKind.DISCUSSION]

    @cached_property
    def courts(self) -> MinutesSection | None:
        return next((one for one in self.sections if one.kind == SectionKind.COURTS), None)

    @property
    def is_latest(self) -> bool:
        return self.minutes.version == self.versions[0].version


def draft_saved_at(meeting: Meeting) -> datetime | None:
    """When the draft was last saved; None: there is no draft."""
    rows = Minutes.objects.filter(meeting=meeting, state=MinutesState.DRAFT)
    return rows.values_list("changed_at", flat=True).first()


def versions_of(meeting: Meeting) -> list[Minutes]:
    """Newest first; a draft only for the lead body (the wall)."""
    return list(Minutes.objects.filter(network=meeting.network_id, meeting=meeting).order_by("-version"))


def minutes_page(actor: Actor, meeting: Meeting, version: int | None = None) -> MinutesPage:
    """The version asked for; else the last one that is approved, else the draft. Raises Http404."""
    versions = versions_of(meeting)
    wanted = [one for one in versions if one.version == version] if version else _standing(versions)
    if not wanted:
        raise Http404
    minutes = wanted[0]
    said = minutes.snapshot or snapshot(meeting)
    sections = list(
        MinutesSection.objects.filter(network=actor.network_id, minutes=minutes).order_by("order")
    )
    decisions = Decision.objects.filter(network=actor.network_id, minutes=minutes).order_by("order")
    given_by = {body for one in sections for body in one.given_by}
    names = _names(actor, {UUID(row[0]) for rows in said.values() for row in rows} | given_by)
    return MinutesPage(
        meeting=meeting,
        minutes=minutes,
        versions=versions,
        sections=sections,
        decisions=list(decisions.values_list("text", flat=True)),
        actions=[Agreed(names[row[0]], row[1], date.fromisoformat(row[2])) for row in said["actions"]],
        attendance=_by_code(said["attendance"], names),
        courts_by=[name for body, name in names.items() if UUID(body) in given_by],
    )


def _by_code(rows: list[list[str]], names: dict[str, str]) -> dict[Attendance, list[str]]:
    """Names in the order of the agreement, with the office that a body sent."""
    said = {body: (code, office) for body, code, office in rows}
    found: dict[Attendance, list[str]] = {code: [] for code in Attendance}
    for body, name in names.items():
        if body in said:
            code, office = said[body]
            found[Attendance(code)].append(f"{name} ({office})" if office else name)
    return found


def _standing(versions: list[Minutes]) -> list[Minutes]:
    approved = [one for one in versions if one.current is MinutesState.APPROVED]
    return approved or versions


def _names(actor: Actor, wanted: set[UUID]) -> dict[str, str]:
    """Names by id as text, in the order of the agreement. Two queries."""
    order = signing_order(actor)
    rows = list(Organisation.objects.filter(pk__in=wanted))
    rows.sort(key=lambda one: (order.get(one.pk, 999), one.sort_key))
    return {str(one.pk): one.short_name for one in rows}


def actions(
    actor: Actor, *, mine: bool = False, late: bool = False, still: bool = True, today: date | None = None
) -> QuerySet[ActionItem]:
    """Of the network; `mine`: of the actor's body; `late`: open and past their day; `still`: not yet verified.

    What is late comes first, then by day; verified and dropped ones last.
    """
    today = today or timezone.localdate()
    rows = ActionItem.objects.filter(network=actor.network_id).select_related(
        "organisation", "meeting__group"
    )
    if mine:
        rows = rows.filter(organisation=actor.organisation_id)
    if late:
        rows = rows.filter(state=ActionState.OPEN, due_on__lt=today)
    elif still:
        rows = rows.filter(state__in=[ActionState.OPEN, ActionState.DONE])
    closed = Case(
        When(state__in=[ActionState.OPEN, ActionState.DONE], then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return rows.order_by(closed, "due_on", "made_at", "pk")


def find_action(actor: Actor, action_id: UUID) -> ActionItem:
    """Raises Http404."""
    rows = ActionItem.objects.select_related("organisation", "meeting__group")
    found = rows.filter(network=actor.network_id, pk=action_id).first()
    if found is None:
        raise Http404
    return found


def is_late(item: ActionItem, today: date | None = None) -> bool:
    """Open, and its day is past. What is done waits for somebody else: it is not late."""
    return item.current is ActionState.OPEN and item.due_on < (today or timezone.localdate())
