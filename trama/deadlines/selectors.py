"""Reading the agenda: what is open, for whom, in the order of the day. Nobody's speed is counted anywhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import Http404
from django.utils import timezone

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.access.prepared import prepared
from trama.accounts.models import Membership
from trama.deadlines.agenda import (
    HOURS,
    AgendaItem,
    Group,
    NoticeItem,
    about,
    agenda_sources,
    notice_sources,
    reworded,
)
from trama.deadlines.calendar import end_of_day, local_day
from trama.deadlines.models import Deadline, Notice
from trama.deadlines.notices import notice_rule
from trama.deadlines.rules import Tone
from trama.deadlines.subjects import known
from trama.vault.keyring import Keyring

PAGE = 60
NOTICES = 40
HORIZON_DAYS = 30
_WITH_AGENDA = [role.value for role in Action.READ_AGENDA.roles]
_RED = [tone.value for tone in Tone if tone.is_red]


class Whose(StrEnum):
    """Whose agenda is read."""

    MINE = "mine"
    SERVICE = "service"


@dataclass(frozen=True)
class Agenda:
    """One page of the agenda. `more`: there is another page after this one."""

    groups: list[tuple[Group, list[AgendaItem]]]
    notices: list[NoticeItem]
    page: int
    more: bool
    more_notices: bool

    @property
    def is_empty(self) -> bool:
        return not self.groups

    @property
    def is_quiet(self) -> bool:
        """Nothing for today."""
        return not {Group.FIRST, Group.HOURS, Group.TODAY}.intersection(
            group for group, _items in self.groups
        )


def agenda(
    actor: Actor,
    keyring: Keyring,
    *,
    now: datetime | None = None,
    whose: Whose = Whose.MINE,
    days: int | None = HORIZON_DAYS,
    snoozed: bool = False,
    page: int = 1,
) -> Agenda:
    """What is open within `days` (None: all), red and due first, then by hour and date; with the facts to read."""
    require(actor, Action.READ_AGENDA)
    now = now or timezone.now()
    rows = _open(actor, now, whose, snoozed)
    if days is not None:
        rows = rows.filter(due_at__lte=end_of_day(local_day(now) + timedelta(days=days)))
    start = (page - 1) * PAGE
    found = list(rows[start : start + PAGE + 1])
    facts = _unread(actor, whose) if page == 1 else []
    items = resolve(actor, keyring, found[:PAGE])
    return Agenda(
        groups=_grouped(items, now),
        notices=resolve_notices(actor, keyring, facts[:NOTICES]),
        page=page,
        more=len(found) > PAGE,
        more_notices=len(facts) > NOTICES,
    )


def visible_deadline(actor: Actor, keyring: Keyring, pk: UUID) -> AgendaItem:
    """The item of one deadline, open or closed, as `actor` sees it. Raises Http404 as the list leaves it out."""
    row = Deadline.objects.filter(known(actor), organisation_id=actor.organisation_id, pk=pk).first()
    for item in resolve(actor, keyring, [row] if row else []):
        if item.deadline.pk == pk:
            return item
    raise Http404


def visible_notice(actor: Actor, keyring: Keyring, pk: UUID) -> NoticeItem:
    """One notice as `actor` sees it. Raises Http404 as the list leaves it out."""
    row = Notice.objects.filter(known(actor), organisation_id=actor.organisation_id, pk=pk).first()
    for item in resolve_notices(actor, keyring, [row] if row else []):
        if item.notice.pk == pk:
            return item
    raise Http404


def due_about(actor: Actor, subject: UUID) -> list[AgendaItem]:
    """What is open about one subject, soonest first, for her own page; who reads that page may know."""
    return reworded([about(row, url="") for row in _about(actor.organisation_id, subject)])


def ask_due_ahead(actor: Actor, subject: UUID) -> None:
    """Inside `asking.one_journey`: what `due_about` will ask."""
    _about.ahead(actor.organisation_id, subject)


@prepared
def _about(organisation: UUID, subject: UUID) -> QuerySet[Deadline]:
    mine = Deadline.objects.filter(organisation_id=organisation, subject=subject)
    return mine.filter(state=Deadline.State.OPEN).order_by("due_at", "pk")


def resolve(actor: Actor, keyring: Keyring, deadlines: Sequence[Deadline]) -> list[AgendaItem]:
    """Items of `deadlines` by due date. A kind that no app explains is shown by its rule alone: never in silence."""
    items: list[AgendaItem] = []
    explained: set[str] = set()
    for source in agenda_sources:
        explained.update(source.kinds)
        if own := [row for row in deadlines if row.kind in source.kinds]:
            items.extend(source.items(actor, keyring, own))
    items.extend(about(row, url="") for row in deadlines if row.kind not in explained)
    return reworded(items)


def resolve_notices(actor: Actor, keyring: Keyring, notices: Sequence[Notice]) -> list[NoticeItem]:
    """As `resolve`, oldest first."""
    items: list[NoticeItem] = []
    explained: set[str] = set()
    for source in notice_sources:
        explained.update(source.codes)
        if own := [row for row in notices if row.code in source.codes]:
            items.extend(source.items(actor, keyring, own))
    items.extend(NoticeItem(row, notice_rule(row.code).label) for row in notices if row.code not in explained)
    return sorted(items, key=lambda item: item.notice.made_at)


def _open(actor: Actor, now: datetime, whose: Whose, snoozed: bool) -> QuerySet[Deadline]:
    tonight = end_of_day(local_day(now))
    rows = Deadline.objects.filter(
        known(actor), organisation_id=actor.organisation_id, state=Deadline.State.OPEN
    )
    if not snoozed:
        rows = rows.filter(Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=now))
    # What is red and overdue is everybody's: who it is assigned to may be away.
    overdue = Q(tone__in=_RED, due_at__lt=now)
    rows = rows.filter(_for(actor, whose) | (overdue & _in_services(actor)))
    ends_of_days = [tonight, end_of_day(local_day(now) + timedelta(days=1))]
    first = Case(
        When(tone__in=_RED, due_at__lte=tonight, then=Value(0)),
        When(~Q(due_at__in=ends_of_days), due_at__range=(now, now + HOURS), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return rows.order_by(first, "due_at", "pk")


def _unread(actor: Actor, whose: Whose) -> list[Notice]:
    rows = Notice.objects.filter(known(actor), organisation_id=actor.organisation_id, read_at__isnull=True)
    return list(rows.filter(_for(actor, whose)).order_by("made_at", "pk")[: NOTICES + 1])


def _in_services(actor: Actor) -> Q:
    """Of no service in particular, or of one of hers; who is in no service sees the whole organisation's."""
    if not actor.service_ids:
        return Q(pk__isnull=False)
    return Q(service__isnull=True) | Q(service__in=actor.service_ids)


def _for(actor: Actor, whose: Whose) -> Q:
    mine = Q(assignee_id=actor.membership_id)
    if whose is Whose.SERVICE:
        return mine | _in_services(actor)
    nobody_s = Q(assignee_id__isnull=True) | Q(assignee_id__in=away(actor.organisation_id))
    return mine | (nobody_s & _in_services(actor))


def away(organisation: UUID) -> QuerySet[Membership, UUID]:
    """Who has no agenda here any more: she left, waits for a custodian, does other work. It is everybody's now."""
    members = Membership.objects.filter(organisation=organisation)
    at_work = Q(admitted_at__isnull=False, ended_at__isnull=True, roles__overlap=_WITH_AGENDA)
    return members.exclude(at_work).values_list("pk", flat=True)


def _grouped(items: Iterable[AgendaItem], now: datetime) -> list[tuple[Group, list[AgendaItem]]]:
    order = list(Group)
    placed = sorted(((order.index(item.group(now)), item.due_at, n, item) for n, item in enumerate(items)))
    return [(order[key], [item for *_keys, item in run]) for key, run in groupby(placed, key=lambda p: p[0])]
