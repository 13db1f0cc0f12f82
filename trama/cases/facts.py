"""What statistics may read of paths: typed rows of codes, no date finer than a month, nothing typed by hand.

Computed inside the organisation's own session from what the asker can open; rows never leave it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.cases.codes import relationship_group
from trama.cases.models import Activation, Call, Child, ClosedSpan, Path, Woman
from trama.vault.keyring import Keyring


@dataclass(frozen=True, slots=True)
class PathFact:
    """One woman's path in one year. "" and () are "not asked"; months are their first day."""

    subject: UUID
    readable: bool  # False: the asker does not hold the record (who must not know); only the first five columns count
    state: str
    opened: date
    closed: date | None
    is_new: bool  # opened in the year
    closed_in_year: bool
    age_class: str = ""
    citizenship: str = ""
    permit_status: str = ""
    marital_status: str = ""
    education: str = ""
    employment: str = ""
    economic_autonomy: str = ""
    access_channel: str = ""
    entry_urgency: str = ""
    onset: str = ""
    complaint_status: str = ""
    violence_type: tuple[str, ...] = ()
    contact_reason: tuple[str, ...] = ()
    prior_help: tuple[str, ...] = ()
    vulnerability: tuple[str, ...] = ()
    protective_measure: tuple[str, ...] = ()
    relationship: str = ""  # relationship_l53
    relationship_group: str = ""
    author_age_class: str = ""
    author_citizenship: str = ""
    author_dependency: str = ""
    closure_reason: str = ""
    children: int = 0
    minors: int = 0
    children_exposed: int = 0  # witnessed, direct or both
    activated: tuple[str, ...] = ()  # codes of `service` whose status is `delivered`
    requested: tuple[str, ...] = ()  # codes of `service`, whatever their status


_PROFILE = {
    field.name: field.type is str
    for field in fields(PathFact)
    if field.name
    in {
        "age_class", "citizenship", "permit_status", "marital_status", "education", "employment", "economic_autonomy",
        "access_channel", "entry_urgency", "onset", "complaint_status", "violence_type", "contact_reason", "prior_help",
        "vulnerability", "protective_measure",
    }
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CallFact:
    """One logged call."""

    month: date
    kind: str
    reasons: tuple[str, ...]
    urgency: str
    channel: str
    became_a_path: bool


def path_facts(actor: Actor, keyring: Keyring, *, year: int) -> list[PathFact]:
    """The women who were walking with the organisation in `year`: opened before its end, not closed for the whole of
    it, and with something written since its beginning. Nine queries, whatever their number. Raises Forbidden."""
    return path_facts_of(actor, keyring, years=[year])[year]


def path_facts_of(
    actor: Actor, keyring: Keyring, *, years: Collection[int], beside: bool = True
) -> dict[int, list[PathFact]]:
    """`path_facts` of several years, each record opened once: for comparing a year with the one before.

    `beside`: children and what was activated too, some four sealed rows a woman; without, those columns are empty.
    """
    require(actor, Action.READ_OWN_FIGURES)
    paths = _walked(actor, _year(min(years))[0], _year(max(years))[1])
    profiles = keyring.open_columns(Woman.objects.filter(paths__in=paths), "profile", "author")
    closed_ones = paths.filter(closed_at__isnull=False)
    closings = keyring.open_column(closed_ones, "closing", record_key="woman__record_key")
    children = _by_path(keyring, Child.objects.filter(path__in=paths)) if beside else {}
    services = _by_path(keyring, Activation.objects.filter(path__in=paths)) if beside else {}
    spans = _spans(keyring, paths)
    facts: dict[int, list[PathFact]] = {year: [] for year in years}
    bounds = [(year, *_year(year)) for year in years]
    for path in paths.order_by("pk").values_list(*_WORKFLOW, named=True):
        profile, author = profiles.get(path.woman_id, (None, None))
        codes = {
            **_from_profile(_answers(profile)),
            **_from_author(_answers(author)),
            **_from_services(services.get(path.pk, [])),
        }
        readable, month = path.woman_id in profiles, _month(path.opened_at)
        closed = [
            *spans.get(path.pk, []), _Closed(path.closed_at, None, _reason(closings.get(path.pk)))
        ]  # fmt: skip
        for year, start, end in bounds:
            if _is_of(path, closed, start, end):
                born = _from_children(children.get(path.pk, []), year)
                facts[year].append(
                    _fact(path, closed, start, end, readable=readable, opened=month, **codes, **born)
                )
    return facts


@dataclass(frozen=True, slots=True)
class _Closed:
    """A time for which a path was closed; without a beginning it is open, without an end it still is."""

    since: datetime | None
    until: datetime | None
    reason: str = ""

    def covers(self, start: datetime, end: datetime) -> bool:
        """From before `start` until `end` at least."""
        return self.since is not None and self.since < start and (self.until is None or self.until >= end)

    def began_in(self, start: datetime, end: datetime) -> bool:
        """In these months, and they ended with it."""
        return (
            self.since is not None and start <= self.since < end and (self.until is None or self.until >= end)
        )


def _spans(keyring: Keyring, paths: "QuerySet[Path]") -> dict[UUID, list[_Closed]]:
    """Closed and taken up again, by path. One query where there is none, else two."""
    found: dict[UUID, list[_Closed]] = {}
    rows = ClosedSpan.objects.filter(path__in=paths)
    if spans := list(rows.values_list("pk", "path_id", "closed_at", "reopened_at")):
        closings = keyring.open_column(rows, "closing", record_key="path__woman__record_key")
        for pk, path, since, until in spans:
            found.setdefault(path, []).append(_Closed(since, until, _reason(closings.get(pk))))
    return found


def _reason(closing: object) -> str:
    return str(_answers(closing).get("reason", ""))


_WORKFLOW = ("pk", "woman_id", "state", "opened_at", "closed_at", "last_activity_at")


def _walked(actor: Actor, start: datetime, end: datetime) -> "QuerySet[Path]":
    return Path.objects.filter(
        Q(closed_at__isnull=True) | Q(closed_at__gte=start),
        organisation_id=actor.organisation_id,
        opened_at__lt=end,
        last_activity_at__gte=start,
    )


def _is_of(path: Any, closed: Collection[_Closed], start: datetime, end: datetime) -> bool:
    """The same as `_walked`, of one row, without the years in between."""
    away = any(one.covers(start, end) for one in closed)
    return bool(path.opened_at < end and path.last_activity_at >= start and not away)


def _fact(path: Any, closed: Collection[_Closed], start: datetime, end: datetime, **columns: Any) -> PathFact:
    """With how it ended in the year; else with how it ended since, if it is closed now."""
    ended = next((one for one in closed if one.began_in(start, end)), None)
    now = next((one for one in closed if one.until is None), None)
    shown = ended or now
    return PathFact(
        subject=path.pk,
        state=path.state,
        closed=_month(shown.since) if shown and shown.since else None,
        is_new=path.opened_at >= start,
        closed_in_year=ended is not None,
        closure_reason=shown.reason if shown else "",
        **columns,
    )


def call_facts(actor: Actor, keyring: Keyring, *, year: int) -> list[CallFact]:
    """The calls of `year`. Raises Forbidden."""
    require(actor, Action.READ_OWN_FIGURES)
    start, end = _year(year)
    calls = Call.objects.filter(organisation_id=actor.organisation_id, at__gte=start, at__lt=end)
    contents = keyring.open_column(calls, "content")
    return [
        CallFact(
            month=_month(at),
            kind=str(content.get("kind", "")),
            reasons=tuple(content.get("reasons", ())),
            urgency=str(content.get("urgency", "")),
            channel=str(content.get("channel", "")),
            became_a_path=path is not None,
        )
        for pk, at, path in calls.order_by("pk").values_list("pk", "at", "path_id")
        for content in [_answers(contents.get(pk))]
    ]


def _year(year: int) -> tuple[datetime, datetime]:
    return tuple(timezone.make_aware(datetime(each, 1, 1)) for each in (year, year + 1))  # type: ignore[return-value]  # noqa: DTZ001


def _month(at: datetime) -> date:
    return timezone.localtime(at).date().replace(day=1)


def _answers(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _by_path(
    keyring: Keyring, rows: "QuerySet[Child] | QuerySet[Activation]"
) -> dict[UUID, list[dict[str, Any]]]:
    """The opened contents of `rows` by path. Two queries."""
    contents: Mapping[UUID, object] = keyring.open_column(
        rows, "content", record_key="path__woman__record_key"
    )
    found: dict[UUID, list[dict[str, Any]]] = {}
    for pk, path in rows.values_list("pk", "path_id"):
        if pk in contents:
            found.setdefault(path, []).append(_answers(contents[pk]))
    return found


def _from_profile(profile: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: profile.get(name, "") if single else tuple(profile.get(name, ()))
        for name, single in _PROFILE.items()
    }


def _from_author(author: Mapping[str, Any]) -> dict[str, Any]:
    relationship = author.get("relationship_l53", "")
    return {
        "relationship": relationship,
        "relationship_group": relationship_group(relationship),
        "author_age_class": author.get("age_class", ""),
        "author_citizenship": author.get("citizenship", ""),
        "author_dependency": author.get("dependency", ""),
    }


def _from_children(children: list[dict[str, Any]], year: int) -> dict[str, Any]:
    return {
        "children": len(children),
        "minors": sum(
            child.get("birth_year") is not None and year - child["birth_year"] < 18 for child in children
        ),
        "children_exposed": sum(
            child.get("exposure") in ("witnessed", "direct", "both") for child in children
        ),
    }


def _from_services(services: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "activated": tuple(sorted({row["service"] for row in services if row["status"] == "delivered"})),
        "requested": tuple(sorted({row["service"] for row in services})),
    }
