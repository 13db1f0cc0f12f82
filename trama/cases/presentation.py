"""A path in words: items of the timeline, the profile at a glance."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.cases.codes import AUTHOR, PROFILE, Answers, Question, label, labels, words_of
from trama.cases.models import Path
from trama.cases.registries import EventKind, events
from trama.cases.selectors.one import EntryView, Item, PathPage
from trama.cases.selectors.people import name_of
from trama.cases.states import State
from trama.common.links import link, linker
from trama.ui.dates import day_words
from trama.ui.timeline import TimelineItem
from trama.ui.tones import Tone

Names = dict[UUID, str]
TITLE_MAX = 90

ICONS: Final = {
    "interview": "comment",
    "call": "telephone",
    "message": "mail",
    "note": "note",
    "letter": "document",
    "accompaniment": "hands",
    "meeting": "people",
    "handover": "arrow-right",
    "state": "path",
    "assignment": "user",
    "landing": "inbox",
}
STATUS_TONES: Final[dict[str, Tone]] = {
    "delivered": "ok",
    "requested": "info",
    "offered": "info",
    "declined": "closed",
    "unavailable": "attention",
    "referred": "neutral",
}
STATE_TONES: Final[dict[State, Tone]] = {
    State.CONTACT: "info",
    State.RECEPTION: "info",
    State.IN_PATH: "ok",
    State.REOPENED: "ok",
    State.SUSPENDED: "neutral",
    State.CLOSED: "closed",
}


def heading_and_rest(text: str) -> tuple[str, str]:
    """The first line as a title; what does not fit stays whole below it."""
    first, _break, rest = text.partition("\n")
    if len(first) <= TITLE_MAX:
        return first, rest.strip()
    return first[:TITLE_MAX].rsplit(" ", 1)[0] + "…", text


def timeline_items(page: PathPage, names: Names) -> list[TimelineItem]:
    """Everything of this app on the timeline, in any order."""
    path_id, kinds = page.path.pk, words_of("entry_kind")
    entry_url, activation_url = linker("cases:entry", path_id), linker("cases:activation", path_id)
    together = _Together(_("Insieme"), _("Con"), words_of("service"), words_of("service_status"))
    return [
        *(_entry_item(entry, names, entry_url(entry.id), kinds) for entry in page.entries),
        *(_activation_item(item, names, activation_url(item.id), together) for item in page.activations),
        *(_call_item(item, names) for item in page.calls),
    ]


def _entry_item(entry: EntryView, names: Names, url: str, kinds: Mapping[str, str]) -> TimelineItem:
    who = name_of(names, entry.author_id)
    if entry.content is None:
        return TimelineItem(
            entry.at, _("Nota riservata"), _("Nota di una specialista"), "locked", who, tone="private",
            visible_to=_only_two(),
        )  # fmt: skip
    kind = entry.content["kind"]
    if kind in _EVENTS:
        return _EVENTS[kind](entry, names, who)
    for event in events:
        if event.code == kind:
            return _event_item(event, entry, who)
    title, rest = heading_and_rest(entry.content["text"])
    return TimelineItem(
        entry.at, kinds.get(kind, kind), title, ICONS[kind], who, rest,
        url=url,
        tone="private" if entry.own_notes else "neutral",
        visible_to=_only_two() if entry.own_notes else "",
        badges=((_("Corretta"), "neutral"),) if entry.corrects_id else (),
    )  # fmt: skip


def _only_two() -> str:
    return _("La legge solo chi l’ha scritta, con la persona che la custodisce con lei")


def _state_item(entry: EntryView, names: Names, who: str) -> TimelineItem:
    content: Mapping[str, Any] = entry.content or {}
    after = State(content["after"])
    titles = {
        State.RECEPTION: _("Comincia l’accoglienza"),
        State.IN_PATH: _("Comincia il percorso"),
        State.SUSPENDED: _("Il percorso è in pausa"),
        State.CLOSED: _("Il percorso si conclude"),
        State.REOPENED: _("Il percorso riprende"),
    }
    title = titles.get(after, after.label)
    if after is State.IN_PATH and content["before"] == State.SUSPENDED:
        title = _("Il percorso riprende dopo la pausa")
    details = ((_("Come"), label("closure_reason", content["reason"])),) if content.get("reason") else ()
    tone: Tone = "closed" if after is State.CLOSED else "ok"
    return TimelineItem(
        entry.at,
        _("Percorso"),
        title,
        ICONS["state"],
        who,
        content.get("note", ""),
        tone=tone,
        details=details,
    )


def _assignment_item(entry: EntryView, names: Names, who: str) -> TimelineItem:
    content: Mapping[str, Any] = entry.content or {}
    after = content.get("after")
    title = (
        _("Da ora la segue %(name)s") % {"name": name_of(names, UUID(after))}
        if after
        else _("Per ora non la segue nessuna")
    )
    return TimelineItem(entry.at, _("Chi la segue"), title, ICONS["assignment"], who, content.get("note", ""))


def _landing_item(entry: EntryView, names: Names, who: str) -> TimelineItem:
    content: Mapping[str, Any] = entry.content or {}
    title = _("Arriva con un invio di %(sender)s") % {"sender": content["sender"]}
    return TimelineItem(
        entry.at, _("Invio"), title, ICONS["landing"], who, content.get("text", ""), tone="info"
    )


def _event_item(event: EventKind, entry: EntryView, who: str) -> TimelineItem:
    """Written by an app above, in its own words."""
    words = event.words(entry.content or {})
    return TimelineItem(
        entry.at, event.label, words.title, event.icon, who, words.text, url=words.url, tone=words.tone,
        details=words.details,
    )  # fmt: skip


_EVENTS: Final = {"state": _state_item, "assignment": _assignment_item, "landing": _landing_item}


class _Together(NamedTuple):
    """The words of what was activated together, looked up once a page."""

    kind: str
    partner: str
    services: Mapping[str, str]
    statuses: Mapping[str, str]


def _activation_item(item: Item, names: Names, url: str, words: _Together) -> TimelineItem:
    content = item.content
    service, status = content["service"], content["status"]
    details = ((words.partner, content["partner"]),) if content["partner"] else ()
    return TimelineItem(
        item.at, words.kind, words.services.get(service, service), "thread", name_of(names, item.who_id),
        content["note"], url=url, details=details,
        badges=((words.statuses.get(status, status), STATUS_TONES.get(status, "neutral")),),
    )  # fmt: skip


def _call_item(item: Item, names: Names) -> TimelineItem:
    content = item.content
    details = (
        ((_("Cercava"), ", ".join(labels("contact_reason", content["reasons"]))),)
        if content["reasons"]
        else ()
    )
    return TimelineItem(
        item.at, _("Telefonata"), label("call_kind", content["kind"]), "telephone", name_of(names, item.who_id),
        content["note"], url=link("cases:call", item.id), details=details,
    )  # fmt: skip


def version_items(versions: Iterable[EntryView], names: Names) -> list[TimelineItem]:
    """An entry and its earlier versions, each with when it was written."""
    found = []
    for version in versions:
        content = version.content or {}
        kind = content.get("kind", "")
        found.append(
            TimelineItem(
                version.created_at,
                label("entry_kind", kind) if content else _("Nota riservata"),
                _("Come si legge adesso") if version.is_current else _("Come era scritta prima"),
                ICONS.get(kind, "locked"),
                name_of(names, version.author_id),
                content.get("text", ""),
                tone="neutral" if version.is_current else "closed",
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Glance:
    """One section of her profile, in words; `answers` only what was answered."""

    slug: str
    title: str
    answers: list[tuple[str, str]]
    icon: str = "user"
    within: str = ""  # the title within a phrase, where it differs
    always: bool = False  # shown to who may not write it too, though nothing is said yet


def _answered(questions: Iterable[Question], answers: Answers) -> list[tuple[str, str]]:
    return [
        (str(question.words), question.answer_in_words(answers[question.name]))
        for question in questions
        if question.name in answers
    ]


def profile_at_a_glance(profile: Answers) -> list[Glance]:
    return [
        Glance(section.slug, str(section.title), _answered(section.questions, profile)) for section in PROFILE
    ]


def author_at_a_glance(author: Answers) -> Glance:
    answers = _answered(AUTHOR.questions, author)
    return Glance(
        AUTHOR.slug, str(AUTHOR.title), answers, "warning", _("chi agisce la violenza"), always=True
    )


def lead_of(path: Path, assignee: str) -> str:
    """Below her name: where the path stands, since when, who follows it."""
    who = _("la segue %(name)s") % {"name": assignee} if assignee else _("per ora non la segue nessuna")
    return f"{path.current_state.label} · {_('dal %(day)s') % {'day': day_words(path.opened_at)}} · {who}"


@dataclass(frozen=True, slots=True)
class ChildView:
    id: UUID
    name: str
    details: str
    note: str


def children_of(page: PathPage) -> list[ChildView]:
    """Her children as one line each: "Nina, 8 anni, con lei"."""
    return [_child_view(item) for item in page.children]


def _child_view(item: Item) -> ChildView:
    content = item.content
    parts = []
    if content["birth_year"]:
        age = timezone.localdate().year - int(content["birth_year"])
        parts.append(
            ngettext("%(age)s anno", "%(age)s anni", age) % {"age": age}
            if age
            else _("nata o nato quest’anno")
        )
    if content["lives_with"]:
        parts.append(label("lives_with", content["lives_with"]))
    if content["exposure"] and content["exposure"] != "none":
        parts.append(label("child_exposure", content["exposure"]))
    return ChildView(item.id, content["name"] or _("Senza nome"), " · ".join(parts), content["note"])


@dataclass(frozen=True, slots=True)
class MemberView:
    id: UUID
    membership_id: UUID | None
    name: str
    expertise: str


def specialists_of(page: PathPage, names: Names) -> list[MemberView]:
    return [
        MemberView(
            item.id, item.who_id, name_of(names, item.who_id), label("expertise", item.content["expertise"])
        )
        for item in page.members
    ]
