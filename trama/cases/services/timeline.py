"""What happened along the path: entries and their corrections, what was activated together, children."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actions import Action, Forbidden
from trama.access.actor import Actor
from trama.access.roles import Role
from trama.audit.services import record
from trama.cases.codes import LISTS, require_code
from trama.cases.models import Activation, Child, Entry, Path, PathMember
from trama.cases.policies import member_id
from trama.cases.quiet import heard
from trama.cases.registries import events
from trama.cases.services.common import (
    LINE_MAX,
    NAME_MAX,
    TEXT_MAX,
    box_of,
    instant,
    require_unchanged,
    take,
    text,
    touch,
)
from trama.cases.services.once import once
from trama.common.errors import DomainError
from trama.vault.errors import KeyNotHeld
from trama.vault.keyring import Box, Keyring
from trama.vault.models import RecordKey


def add_entry(
    *, actor: Actor, keyring: Keyring, path_id: UUID, kind: str, words: str, at: datetime | None = None,
    own_notes: bool = False, entry_id: UUID | None = None,
) -> Entry:  # fmt: skip
    """Write what happened. `own_notes`: a specialist's note, which only her circle opens."""
    path = take(actor, path_id, Action.WRITE_NOTE)
    content = {
        "kind": require_code("entry_kind", kind, field="kind"),
        "text": text(words, TEXT_MAX, field="words", required=True),
    }
    key = _notes_key(actor, path) if own_notes else None
    box = box_of(keyring, path) if key is None else _box(keyring, key)
    moment, entry_id = instant(at), entry_id or uuid4()

    def make() -> Entry:
        entry = _entry(actor, path, box, content, moment, entry_id=entry_id, record_key=key)
        touch(path, moment)
        heard(actor, path)
        record(actor, Action.WRITE_NOTE.code, path.pk, entry.pk)
        return entry

    return once(Entry, entry_id, make)


def write_event(actor: Actor, box: Box, path: Path, content: dict[str, Any], at: datetime) -> Entry:
    """An entry that a service writes by itself: a change of state, a handover. Not audited: its service is."""
    if content["kind"] not in {event.code for event in events}:
        require_code("event_kind", content["kind"], field="kind")
    return _entry(actor, path, box, content, at)


def _entry(
    actor: Actor, path: Path, box: Box, content: dict[str, Any], at: datetime, *, entry_id: UUID | None = None,
    record_key: RecordKey | None = None, corrects: Entry | None = None,
) -> Entry:  # fmt: skip
    entry = Entry(
        id=entry_id or uuid4(), organisation_id=path.organisation_id, path=path, at=at, author_id=actor.membership_id,
        record_key=record_key, corrects=corrects,
    )  # fmt: skip
    entry.content = box.seal(entry, "content", content)
    entry.save(force_insert=True)
    return entry


def _notes_key(actor: Actor, path: Path) -> RecordKey:
    member = PathMember.objects.filter(path=path, membership_id=member_id(actor), until__isnull=True)
    found = member.select_related("notes_key").first()
    key: RecordKey | None = found.notes_key if found else None
    if key is None:
        raise DomainError(
            "no_own_notes", _("Prima scegli chi custodisce con te le tue note."), field="own_notes"
        )
    return key


def _box(keyring: Keyring, key: RecordKey) -> Box:
    try:
        return keyring.box(key)
    except KeyNotHeld:
        raise Http404 from None


def may_correct(actor: Actor, *, author_id: UUID | None, own_notes: bool) -> bool:
    """Who wrote it; a colleague of the centre too, unless it is a specialist's own note."""
    if author_id is not None and author_id == actor.membership_id:
        return True
    return not own_notes and actor.has(Role.OPERATOR, Role.COORDINATOR)


def correct_entry(
    *, actor: Actor, keyring: Keyring, path_id: UUID, entry_id: UUID, words: str, kind: str = "",
    at: datetime | None = None, new_id: UUID | None = None,
) -> Entry:  # fmt: skip
    """Write `words` in place of an entry's; the earlier version stays, sealed, and can be read again."""
    path = take(actor, path_id, Action.WRITE_NOTE)
    new_id = new_id or uuid4()
    if (again := Entry.objects.filter(pk=new_id, path=path).first()) is not None:
        return again
    entry = (
        Entry.objects.filter(pk=entry_id, path=path)
        .select_for_update(of=("self",))
        .select_related("record_key")
        .first()
    )
    if entry is None:
        raise Http404
    if not may_correct(actor, author_id=entry.author_id, own_notes=entry.record_key_id is not None):
        raise Forbidden(Action.WRITE_NOTE)
    if not entry.is_current:
        raise DomainError(
            "already_corrected",
            _("Nel frattempo questa voce è stata corretta: rileggila prima di cambiarla."),
        )
    box = box_of(keyring, path) if entry.record_key is None else _box(keyring, entry.record_key)
    content = _corrected(box.open(entry, "content"), words, kind)
    Entry.objects.filter(pk=entry.pk).update(is_current=False)
    new = _entry(
        actor,
        path,
        box,
        content,
        instant(at or entry.at),
        entry_id=new_id,
        record_key=entry.record_key,
        corrects=entry,
    )
    touch(path, timezone.now())
    record(actor, Action.WRITE_NOTE.code, path.pk, new.pk, detail="correction")
    return new


def _corrected(content: Any, words: str, kind: str) -> dict[str, Any]:
    if content["kind"] not in LISTS["entry_kind"]:
        raise DomainError(
            "not_an_entry", _("Questa voce l’ha scritta il sistema: aggiungi una nota, se serve.")
        )
    kind = require_code("entry_kind", kind, field="kind") if kind else content["kind"]
    return {"kind": kind, "text": text(words, TEXT_MAX, field="words", required=True)}


def activate(
    *, actor: Actor, keyring: Keyring, path_id: UUID, service: str, status: str, partner: str = "", note: str = "",
    at: datetime | None = None, activation_id: UUID | None = None,
) -> Activation:  # fmt: skip
    """Write what was activated together, or what she asked for, or what she did not choose."""
    path = take(actor, path_id, Action.WRITE_PATH)
    content = {"service": require_code("service", service, field="service"), **_status(status, partner, note)}
    box, moment, activation_id = box_of(keyring, path), instant(at), activation_id or uuid4()

    def make() -> Activation:
        row = Activation(
            id=activation_id,
            organisation_id=path.organisation_id,
            path=path,
            at=moment,
            author_id=actor.membership_id,
        )
        row.content = box.seal(row, "content", content)
        row.save(force_insert=True)
        touch(path, moment)
        heard(actor, path)
        record(actor, Action.WRITE_PATH.code, path.pk, row.pk, detail="activation")
        return row

    return once(Activation, activation_id, make)


def update_activation(
    *, actor: Actor, keyring: Keyring, path_id: UUID, activation_id: UUID, status: str, partner: str = "",
    note: str = "", at: datetime | None = None, seen: str = "",
) -> Activation:  # fmt: skip
    """Write how it is going. `seen` as in `record`."""
    path = take(actor, path_id, Action.WRITE_PATH)
    row = Activation.objects.filter(pk=activation_id, path=path).first()
    if row is None:
        raise Http404
    box = box_of(keyring, path)
    stored: Any = box.open(row, "content")
    require_unchanged(seen, stored)
    row.content = box.seal(row, "content", {**stored, **_status(status, partner, note)})
    row.save(update_fields=["content"])
    touch(path, instant(at))
    record(actor, Action.WRITE_PATH.code, path.pk, row.pk, detail="activation")
    return row


def _status(status: str, partner: str, note: str) -> dict[str, str]:
    return {
        "status": require_code("service_status", status, field="status"),
        "partner": text(partner, LINE_MAX, field="partner"),
        "note": text(note, TEXT_MAX, field="note"),
    }


def add_child(
    *, actor: Actor, keyring: Keyring, path_id: UUID, name: str = "", birth_year: int | None = None, exposure: str = "",
    lives_with: str = "", note: str = "", child_id: UUID | None = None, at: datetime | None = None,
) -> Child:  # fmt: skip
    """Write of a son or a daughter what she wants to say; nothing is required, not even a name."""
    path = take(actor, path_id, Action.WRITE_PATH)
    content = _child(name, birth_year, exposure, lives_with, note)
    box, child_id, moment = box_of(keyring, path), child_id or uuid4(), instant(at)

    def make() -> Child:
        row = Child(id=child_id, organisation_id=path.organisation_id, path=path)
        row.content = box.seal(row, "content", content)
        row.save(force_insert=True)
        touch(path, moment)
        record(actor, Action.WRITE_PATH.code, path.pk, row.pk, detail="child")
        return row

    return once(Child, child_id, make)


def update_child(
    *, actor: Actor, keyring: Keyring, path_id: UUID, child_id: UUID, name: str = "", birth_year: int | None = None,
    exposure: str = "", lives_with: str = "", note: str = "", seen: str = "",
) -> Child:  # fmt: skip
    """`seen` as in `record`."""
    path = take(actor, path_id, Action.WRITE_PATH)
    row = Child.objects.filter(pk=child_id, path=path).first()
    if row is None:
        raise Http404
    box = box_of(keyring, path)
    require_unchanged(seen, box.open(row, "content"))
    row.content = box.seal(row, "content", _child(name, birth_year, exposure, lives_with, note))
    row.save(update_fields=["content"])
    touch(path, timezone.now())
    record(actor, Action.WRITE_PATH.code, path.pk, row.pk, detail="child")
    return row


def _child(name: str, birth_year: int | None, exposure: str, lives_with: str, note: str) -> dict[str, Any]:
    if birth_year is not None and not 1900 <= birth_year <= timezone.localdate().year:
        raise DomainError(
            "impossible_year",
            _("Questo anno non è possibile: scrivi un anno già passato."),
            field="birth_year",
        )
    return {
        "name": text(name, NAME_MAX, field="name"),
        "birth_year": birth_year,
        "exposure": exposure and require_code("child_exposure", exposure, field="exposure"),
        "lives_with": lives_with and require_code("lives_with", lives_with, field="lives_with"),
        "note": text(note, TEXT_MAX, field="note"),
    }
