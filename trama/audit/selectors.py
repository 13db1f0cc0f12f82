"""Reading the trail: the auditor's page, and who opened a woman's record."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import TruncDate
from django.utils import timezone

from trama.access.actor import Actor
from trama.audit.details import detail_words
from trama.audit.models import Event
from trama.audit.names import office_names
from trama.audit.words import action_words, role_words

# Codes of acts by which somebody saw what a record holds end so, by convention. A notice holds no content.
_READ = Q(action__endswith=".read") | Q(action__endswith="_read") | Q(action__endswith=".opened")
_SAW = _READ & ~Q(action__startswith="notice.")


@dataclass(frozen=True)
class Search:
    """What part of the trail to show; None and "" ask for nothing."""

    area: str = ""  # the first part of an act's code
    since: date | None = None
    until: date | None = None
    user_id: UUID | None = None
    subject_id: UUID | None = None


@dataclass(frozen=True)
class Opening:
    """On a day, by somebody of some role and office, so many times. Days are those of Italy; no name, no hour."""

    day: date
    roles: str
    offices: str
    times: int


def unsealed_rows() -> int:
    """How many rows no seal covers yet, of all organisations."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rows FROM trama_audit_unsealed(0)")
        return int(cursor.fetchone()[0])


def trail(actor: Actor, search: Search) -> QuerySet[Event]:
    """The rows of the actor's organisation, newest first; counted and cut by the database."""
    rows = Event.objects.filter(organisation_id=actor.organisation_id)
    if search.area:
        # An act may be its area alone: who signs in does nothing else.
        rows = rows.filter(Q(action=search.area) | Q(action__startswith=f"{search.area}."))
    if search.since:
        rows = rows.filter(at__gte=_midnight(search.since))
    if search.until:
        rows = rows.filter(at__lt=_midnight(search.until + timedelta(days=1)))
    if search.user_id:
        rows = rows.filter(user_id=search.user_id)
    if search.subject_id:
        rows = rows.filter(_about([search.subject_id]))
    return rows.order_by("-at", "-pk")


def openings(actor: Actor, subject_ids: Collection[UUID]) -> list[Opening]:
    """Who opened what stands under `subject_ids` (a woman, her paths, what hangs on them), newest day first.

    Covers the actor's organisation only: others keep their own trail of what they took over. Jobs are left out:
    they hold no key and open nothing.
    """
    groups = list(
        Event.objects.filter(_SAW, _about(subject_ids), user_id__isnull=False)
        .annotate(day=TruncDate("at"))
        .values_list("day", "roles", "offices")
        .annotate(times=Count("pk"))
        .order_by("-day", "roles", "offices")
    )
    here = actor.organisation_id
    names = office_names({here, *(office for _day, _roles, offices, _times in groups for office in offices)})
    return [
        Opening(day, role_words(roles), _named(offices, names) or names.get(here, ""), times)
        for day, roles, offices, times in groups
    ]


def _named(offices: Collection[UUID], names: dict[UUID, str]) -> str:
    return ", ".join(sorted(names[office] for office in offices if office in names))


def _about(ids: Collection[UUID]) -> Q:
    """Rows about any of `ids`, by their index: a function of the database looks them up behind the wall."""
    return Q(pk__in=RawSQL("SELECT trama_audit_about(%s)", [list(ids)]))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


@dataclass(frozen=True)
class Row:
    """A row of the trail in words; ids stay ids, nobody is named."""

    at: datetime
    what: str
    detail: str
    user_id: UUID | None
    roles: str
    offices: str
    subjects: tuple[UUID, ...]


def described(events: Iterable[Event]) -> list[Row]:
    """`events` as the page shows them; one look-up for the names of all offices."""
    found = list(events)
    names = office_names(office for event in found for office in event.offices)
    return [
        Row(
            at=event.at,
            what=action_words(event.action),
            detail=detail_words(event.action, event.detail),
            user_id=event.user_id,
            roles=role_words(event.roles) if event.user_id else "",
            offices=_named(event.offices, names),
            subjects=tuple(event.subjects),
        )
        for event in found
    ]
