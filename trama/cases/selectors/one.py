"""One path as its page shows it: two queries for everything that is sealed under her key, consents and risk too."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeAlias
from uuid import UUID

from django.db.models import CharField, DateField, DateTimeField, Exists, OuterRef, QuerySet, UUIDField, Value
from django.db.models.functions import Cast
from django.http import Http404

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.access.asking import one_journey
from trama.access.prepared import prepared
from trama.audit.services import record
from trama.cases.codes import Answers, label
from trama.cases.contacts import Contacts
from trama.cases.models import Activation, Call, Child, Entry, MustNotKnow, Path, PathMember
from trama.cases.policies import member_id, visible_paths
from trama.cases.selectors.people import keeps_alone
from trama.consent.models import Consent
from trama.consent.selectors import Entry as LedgerEntry
from trama.consent.selectors import entry_of as consent_of
from trama.network.owned import OwnedModel
from trama.risk.models import Assessment
from trama.risk.selectors import OpenAssessment, assessment_of
from trama.vault.columns import as_bytes
from trama.vault.errors import KeyNotHeld
from trama.vault.keyring import Box, Keyring
from trama.vault.models import RecordKey

NEWEST = 60  # entries on the page before "show all"
Beside: TypeAlias = Iterable[Callable[[Actor, UUID], None]]


class EntryView(NamedTuple):
    """An entry, opened. `words` are missing (None) when it is a specialist's own note of another circle."""

    id: UUID
    at: datetime
    author_id: UUID | None
    created_at: datetime
    corrects_id: UUID | None
    own_notes: bool
    content: dict[str, Any] | None
    is_current: bool = True


class Item(NamedTuple):
    """An activation, a child, a call or a member, opened."""

    id: UUID
    at: datetime
    who_id: UUID | None
    content: dict[str, Any]
    key_id: UUID | None = None


@dataclass
class PathPage:
    """All of one path that is sealed under her key, opened for one person."""

    path: Path
    name: str
    contacts: Contacts
    profile: Answers
    author: Answers
    closing: dict[str, Any]
    has_hidden: bool  # somebody must not know: who is a matter for the list's own page
    entries: list[EntryView] = field(default_factory=list)
    activations: list[Item] = field(default_factory=list)
    children: list[Item] = field(default_factory=list)
    calls: list[Item] = field(default_factory=list)
    members: list[Item] = field(default_factory=list)
    judged: list[OpenAssessment] = field(default_factory=list)  # the latest first, as the next
    consents: list[LedgerEntry] = field(default_factory=list)
    more_entries: bool = False


def find_path(actor: Actor, path_id: UUID) -> Path:
    """The path, if it is there for `actor`. Raises Http404."""
    path = next(iter(_path(actor, path_id)), None)
    if path is None:
        raise Http404
    return path


@prepared
def _path(actor: Actor, path_id: UUID) -> QuerySet[Path]:
    paths = visible_paths(actor).select_related("woman__record_key__compartment", "circle")
    hidden = Exists(MustNotKnow.objects.filter(path=OuterRef("pk")))
    return paths.annotate(has_hidden=hidden).filter(pk=path_id)


def record_box(keyring: Keyring, path: Path) -> Box:
    """Her record's box. Raises Http404 for who does not hold it."""
    try:
        return keyring.box(path.woman.record_key)
    except KeyNotHeld:
        raise Http404 from None


def open_record(actor: Actor, keyring: Keyring, path_id: UUID) -> PathPage:
    """Her record without the timeline, for the forms on it. Not audited here: showing a form is, and the writing."""
    require(actor, Action.READ_PATH)
    path = find_path(actor, path_id)
    return _record(record_box(keyring, path), path)


def _record(box: Box, path: Path) -> PathPage:
    woman = path.woman
    return PathPage(
        path=path,
        name=str(box.open(woman, "name")),
        contacts=Contacts.from_json(box.open(woman, "contacts")),
        profile=_answers(box.open(woman, "profile")),
        author=_answers(box.open(woman, "author")),
        closing=_answers(box.open(path, "closing")),
        has_hidden=bool(getattr(path, "has_hidden", False)),
    )


def _answers(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def open_page(
    actor: Actor, keyring: Keyring, path_id: UUID, *, everything: bool = False, beside: Beside = ()
) -> PathPage:
    """The whole page, the newest entries or (`everything`) all. One audit row: her record was opened.

    `beside`: what else the page will ask of this path, sent ahead in the same journey.
    """
    require(actor, Action.READ_PATH)
    path = find_path(actor, path_id)
    newest = None if everything else NEWEST + 1
    with one_journey():
        keyring.ask_ahead()
        _everything_on.ahead(path_id, newest)
        record(actor, Action.READ_PATH.code, path_id)
        for ask in beside:
            ask(actor, path_id)
    box = record_box(keyring, path)
    page = _record(box, path)
    _fill(page, box, keyring, _everything_on(path_id, newest))
    if not everything and len(page.entries) > NEWEST:
        page.entries, page.more_entries = page.entries[:NEWEST], True
    return page


_NO_ID = Cast(Value(None), UUIDField())
_NO_INSTANT = Cast(Value(None), DateTimeField())
_NO_DAY = Cast(Value(None), DateField())
_NO_CODE = Cast(Value(None), CharField())
_CONTENT, _TERMS = as_bytes("content"), as_bytes("terms")
# What each kind of row is sealed as.
_SEALED: Final[dict[str, tuple[type[OwnedModel], str]]] = {
    "entry": (Entry, "content"),
    "activation": (Activation, "content"),
    "child": (Child, "content"),
    "call": (Call, "content"),
    "member": (PathMember, "content"),
    "assessment": (Assessment, "content"),
    "consent": (Consent, "terms"),
}


@prepared
def _everything_on(path: UUID, newest: int | None) -> QuerySet[Any, tuple[Any, ...]]:
    """(which, id, at, who, made or ended, sealed, key, corrected, day, code) of all that is sealed, in one query."""
    none = (_NO_ID, _NO_DAY, _NO_CODE)
    entries = Entry.objects.filter(path=path, is_current=True).order_by("-at", "-created_at")
    rows = entries.values_list(
        Value("entry"), "pk", "at", "author_id", "created_at", _CONTENT, "record_key_id", "corrects_id",
        _NO_DAY, _NO_CODE,
    )[:newest]  # fmt: skip
    activations = Activation.objects.filter(path=path).values_list(
        Value("activation"), "pk", "at", "author_id", _NO_INSTANT, _CONTENT, _NO_ID, *none
    )
    children = Child.objects.filter(path=path).values_list(
        Value("child"), "pk", "created_at", _NO_ID, _NO_INSTANT, _CONTENT, _NO_ID, *none
    )
    calls = Call.objects.filter(path=path).values_list(
        Value("call"), "pk", "at", "by_id", _NO_INSTANT, _CONTENT, _NO_ID, *none
    )
    members = PathMember.objects.filter(path=path).values_list(
        Value("member"), "pk", "since", "membership_id", "until", _CONTENT, "notes_key_id", *none
    )
    judged = Assessment.objects.filter(subject=path).values_list(
        Value("assessment"), "pk", "assessed_at", "assessed_by", _NO_INSTANT, _CONTENT, _NO_ID, _NO_ID,
        "next_review_on", _NO_CODE,
    )  # fmt: skip
    said = Consent.objects.filter(subject=path).values_list(
        Value("consent"),
        "pk",
        "given_at",
        _NO_ID,
        "withdrawn_at",
        _TERMS,
        _NO_ID,
        _NO_ID,
        "expires_on",
        "state",
    )
    return rows.union(activations, children, calls, members, judged, said, all=True)


def _fill(page: PathPage, box: Box, keyring: Keyring, rows: list[tuple[Any, ...]]) -> None:
    lists = {"activation": page.activations, "child": page.children, "call": page.calls}
    organisation, subject = page.path.organisation_id, page.path.pk
    own = _own_boxes(keyring, {row[6] for row in rows if row[0] == "entry" and row[6]})
    for which, pk, at, who, other, sealed, key_id, corrects, day, code in rows:
        model, field = _SEALED[which]
        opener = own.get(key_id) if which == "entry" and key_id is not None else box
        content = (
            None if opener is None else _answers(opener.open_value(model, organisation, pk, field, sealed))
        )
        if which == "entry":
            page.entries.append(EntryView(pk, at, who, other, corrects, key_id is not None, content))
        elif which == "assessment":
            page.judged.append(assessment_of(pk, subject, at, who, day, content))
        elif which == "consent":
            page.consents.append(consent_of(pk, subject, code, at, day, other, content))
        elif which != "member":
            lists[which].append(Item(pk, at, who, content or {}, key_id))
        elif other is None:
            page.members.append(Item(pk, at, who, content or {}, key_id))
    page.entries.sort(key=lambda entry: (entry.at, entry.created_at), reverse=True)
    page.activations.sort(key=lambda item: item.at, reverse=True)
    page.children.sort(key=lambda item: item.at)
    page.judged.sort(key=lambda one: (one.assessed_at, one.id), reverse=True)
    page.consents.sort(key=lambda entry: entry.consent.given_at, reverse=True)


def _own_boxes(keyring: Keyring, key_ids: Iterable[UUID]) -> dict[UUID, Box]:
    """The boxes of specialists' own notes that the asker opens; no query where there are no such notes."""
    wanted = set(key_ids)
    return keyring.boxes(RecordKey.objects.filter(pk__in=wanted)) if wanted else {}


def has_own_notes(actor: Actor, path: Path) -> bool:
    """Whether the asker is a specialist of this path who has notes of her own."""
    mine = PathMember.objects.filter(path=path, membership_id=member_id(actor), until__isnull=True)
    return mine.filter(notes_key__isnull=False).exists()


def alone_with_notes(keyring: Keyring, key_id: UUID | None) -> bool:
    """Whether a specialist is left without a colleague who keeps her notes with her; no query where there are none."""
    key = RecordKey.objects.select_related("compartment").filter(pk=key_id).first() if key_id else None
    return key is not None and keeps_alone(keyring, key)


def activation_of(keyring: Keyring, path: Path, activation_id: UUID) -> dict[str, Any]:
    """One activation of the path, opened, with its service in words. Raises Http404."""
    row = Activation.objects.filter(pk=activation_id, path=path).first()
    if row is None:
        raise Http404
    content = _answers(record_box(keyring, path).open(row, "content"))
    return {**content, "label": label("service", content["service"])}


def open_children(box: Box, children: QuerySet[Child]) -> list[dict[str, Any]]:
    """`children` of one path, opened."""
    return [_answers(box.open(row, "content")) for row in children.order_by("created_at")]


def child_of(keyring: Keyring, path: Path, child_id: UUID) -> dict[str, Any]:
    """One child of the path, opened. Raises Http404."""
    row = Child.objects.filter(pk=child_id, path=path).first()
    if row is None:
        raise Http404
    return _answers(record_box(keyring, path).open(row, "content"))


def entry_versions(actor: Actor, keyring: Keyring, path_id: UUID, entry_id: UUID) -> list[EntryView]:
    """An entry and its earlier versions, newest first. Raises Http404."""
    require(actor, Action.READ_PATH)
    path = find_path(actor, path_id)
    box = record_box(keyring, path)
    by_id = {entry.pk: entry for entry in _same_chain(path, entry_id)}
    found: list[EntryView] = []
    step = by_id.get(entry_id)
    while step is not None:
        opener = (
            box
            if step.record_key is None
            else _own_boxes(keyring, [step.record_key.pk]).get(step.record_key.pk)
        )
        content = None if opener is None else _answers(opener.open(step, "content"))
        found.append(
            EntryView(
                step.pk,
                step.at,
                step.author_id,
                step.created_at,
                step.corrects_id,
                step.record_key is not None,
                content,
                step.is_current,
            )
        )
        step = by_id.get(step.corrects_id) if step.corrects_id else None
    if not found:
        raise Http404
    record(actor, Action.READ_PATH.code, path.pk, entry_id, detail="entry")
    return found


def _same_chain(path: Path, entry_id: UUID) -> list[Entry]:
    """The entry and whatever is no longer current on the path: few rows, among which its earlier versions are."""
    entries = Entry.objects.filter(path=path).select_related("record_key")
    return list(entries.filter(pk=entry_id)) + list(entries.filter(is_current=False).exclude(pk=entry_id))
