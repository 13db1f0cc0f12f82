"""What stands on the agenda. Apps register how their deadlines and notices read; the rows know only codes and ids."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Final, Protocol
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trama.access.actor import Actor
from trama.common.registry import Registry
from trama.deadlines.calendar import end_of_day, local_day
from trama.deadlines.models import Deadline, Notice
from trama.deadlines.notices import notice_rule
from trama.deadlines.rules import Status, Text, Tone
from trama.deadlines.subjects import SubjectHandle, open_subjects
from trama.ui.agenda import AgendaItem as UiItem
from trama.vault.keyring import Keyring

HOURS: Final = timedelta(hours=24)  # what is due at an hour within these stands by the hour, not by the day


class Group(Enum):
    """The parts of the agenda, in their order."""

    FIRST = "first"
    HOURS = "hours"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"

    @property
    def label(self) -> Promise:
        return _GROUPS[self]

    @property
    def presses(self) -> bool:
        """Whether it stands above what is only to be read."""
        return self in {Group.FIRST, Group.HOURS}


_GROUPS = {
    Group.FIRST: _("Prima di tutto"),
    Group.HOURS: _("Nelle prossime ore"),
    Group.TODAY: _("Oggi"),
    Group.WEEK: _("Nei prossimi sette giorni"),
    Group.LATER: _("Più avanti"),
}


@dataclass(frozen=True)
class AgendaItem:
    """One thing to look at. `who` is how she is called: for the page only, never into a log, a message or a URL."""

    title: Text
    url: str
    due_at: datetime
    tone: Tone
    deadline: Deadline
    source: Text  # who says that it is due then
    source_status: Status
    who: str = ""
    detail: Text = ""
    icon: str = "clock"

    @property
    def can_snooze(self) -> bool:
        return self.deadline.rule.can_snooze

    @property
    def by_hand(self) -> bool:
        return self.deadline.rule.by_hand

    @property
    def movable(self) -> bool:
        return self.deadline.rule.movable

    @property
    def is_proposal(self) -> bool:
        """Whether its term is only a default that was never verified: it is shown as such."""
        return self.source_status is Status.UNVERIFIED and self.deadline.rule.term is not None

    @property
    def pressing(self) -> bool:
        """Red, and due by tonight."""
        return self.group(timezone.now()) is Group.FIRST

    @property
    def tone_label(self) -> str:
        return UiItem(self.title, self.tone.value, self.url).tone_label

    @property
    def has_hour(self) -> bool:
        """Whether it is due at an hour, and not by the end of a day."""
        return self.due_at != end_of_day(local_day(self.due_at))

    def when(self) -> str:
        """In words: "scaduto da 2 giorni", "fra 3 ore (alle 16.30)", "oggi", "domani". A day has no hour."""
        due = self.due_at if self.has_hour else local_day(self.due_at)
        return UiItem(self.title, self.tone.value, self.url, due).when()

    def group(self, now: datetime) -> Group:
        """Where it stands at `now`: what is red and due by tonight comes first, then what is due within hours, though
        it be tomorrow; a suggestion is never late.
        """
        days = (local_day(self.due_at) - local_day(now)).days
        if self.tone.is_red and days <= 0:
            return Group.FIRST
        if self.has_hour and now <= self.due_at <= now + HOURS:
            return Group.HOURS
        if days <= 0:
            return Group.TODAY
        return Group.WEEK if days <= 7 else Group.LATER


@dataclass(frozen=True)
class NoticeItem:
    """A fact to read."""

    notice: Notice
    title: Text
    url: str = ""
    who: str = ""
    detail: Text = ""

    @property
    def tone(self) -> Tone:
        return notice_rule(self.notice.code).tone


class AgendaSource(Protocol):
    """How one app's kinds of deadline read."""

    @property
    def kinds(self) -> Collection[str]:
        """Codes of rules."""
        ...

    def items(self, actor: Actor, keyring: Keyring, deadlines: Sequence[Deadline]) -> Iterable[AgendaItem]:
        """An item for each of `deadlines` that this actor may know of; those left out are not shown to her.

        In bulk: a fixed number of queries, whatever their number.
        """
        ...


class NoticeSource(Protocol):
    """How one app's notices read."""

    @property
    def codes(self) -> Collection[str]:
        """Codes of notices."""
        ...

    def items(self, actor: Actor, keyring: Keyring, notices: Sequence[Notice]) -> Iterable[NoticeItem]:
        """As `AgendaSource.items`."""
        ...


agenda_sources: Registry[AgendaSource] = Registry("agenda")
notice_sources: Registry[NoticeSource] = Registry("notices")

# What else a row says, and how loudly, once what it waited for has happened: it stays until a person closes it, and
# tells no untruth meanwhile. By the row's id; at most one query, none where no row is of the app's kinds.
Rewording = Callable[[Sequence[Deadline]], Mapping[UUID, tuple[Text, Tone]]]
rewordings: Registry[Rewording] = Registry("words of what has happened")

# The page that a row asks for, and more words for it (never her name).
PageOf = Callable[[Deadline, SubjectHandle], str]
NoticePageOf = Callable[[Notice, SubjectHandle], str]


def about(
    deadline: Deadline, *, url: str, who: str = "", detail: Text = "", icon: str = "clock"
) -> AgendaItem:
    """The item of `deadline` in the words of its rule."""
    rule = deadline.rule
    return AgendaItem(
        title=rule.label,
        url=url,
        due_at=deadline.due_at,
        tone=Tone(deadline.tone),
        deadline=deadline,
        source=rule.source,
        source_status=rule.status,
        who=who,
        detail=detail,
        icon=icon,
    )


def reworded(items: Sequence[AgendaItem]) -> list[AgendaItem]:
    """`items`, in the words of what has happened meanwhile."""
    rows = [item.deadline for item in items]
    said = {row: words for reword in rewordings for row, words in reword(rows).items()}
    return [
        replace(item, title=said[item.deadline.pk][0], tone=said[item.deadline.pk][1])
        if item.deadline.pk in said
        else item
        for item in items
    ]


@dataclass(frozen=True)
class SubjectAgenda:
    """The usual source: each item says how she is called and leads to a page about her."""

    kinds: tuple[str, ...]
    page: PageOf
    icon: str = "clock"

    def items(self, actor: Actor, keyring: Keyring, deadlines: Sequence[Deadline]) -> Iterable[AgendaItem]:
        handles = open_subjects(actor, keyring, {deadline.subject for deadline in deadlines})
        for deadline in deadlines:
            if handle := handles.get(deadline.subject):
                yield about(deadline, url=self.page(deadline, handle), who=handle.label, icon=self.icon)


@dataclass(frozen=True)
class SubjectNotices:
    """The usual source of notices: her name, and a page about her."""

    codes: tuple[str, ...]
    page: NoticePageOf

    def items(self, actor: Actor, keyring: Keyring, notices: Sequence[Notice]) -> Iterable[NoticeItem]:
        handles = open_subjects(actor, keyring, {notice.subject for notice in notices})
        for notice in notices:
            if handle := handles.get(notice.subject):
                label = notice_rule(notice.code).label
                yield NoticeItem(notice, label, self.page(notice, handle), handle.label)
