"""What is written of her: how she is called, how to reach her, her coded profile and the author's."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from trama.access.actions import Action
from trama.access.actor import Actor
from trama.audit.services import record
from trama.cases.codes import AUTHOR, AUTHOR_QUESTIONS, Section, checked
from trama.cases.contacts import Contacts
from trama.cases.models import Path, PhoneKey, Woman
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
from trama.vault.keyring import Keyring

# `seen`: the imprint of what stood there when the page was shown. Raises DomainError("changed") if it no longer does.


def call_her(
    *, actor: Actor, keyring: Keyring, path_id: UUID, name: str, at: datetime | None = None, seen: str = ""
) -> Path:
    """Write how she wants to be called now."""
    path = take(actor, path_id, Action.WRITE_PATH)
    require_unchanged(seen, _stored(keyring, path, "name"))
    path.woman.name = box_of(keyring, path).seal(
        path.woman, "name", text(name, NAME_MAX, field="name", required=True)
    )
    return _written(actor, path, "name", at)


def write_contacts(
    *,
    actor: Actor,
    keyring: Keyring,
    path_id: UUID,
    contacts: Contacts,
    at: datetime | None = None,
    seen: str = "",
) -> Path:
    """Write how she may be reached, rules and numbers together."""
    path = take(actor, path_id, Action.WRITE_PATH)
    require_unchanged(seen, Contacts.from_json(_stored(keyring, path, "contacts")).as_json())
    contacts.checked()
    for field in ("telephone", "email", "language", "interpreter"):
        text(getattr(contacts, field), LINE_MAX, field=field)
    for field in ("times", "who_answers", "caution", "address"):
        text(getattr(contacts, field), TEXT_MAX, field=field)
    path.woman.contacts = box_of(keyring, path).seal(path.woman, "contacts", contacts.as_json())
    index_phones(keyring, path.woman, contacts)
    return _written(actor, path, "contacts", at)


def index_phones(keyring: Keyring, woman: Woman, contacts: Contacts) -> None:
    """Replace the keyed hashes of her numbers; text without a number leaves none."""
    PhoneKey.objects.filter(woman=woman).delete()
    PhoneKey.objects.bulk_create(
        PhoneKey(organisation_id=woman.organisation_id, woman=woman, key=key)
        for key in keyring.phone_hashes(contacts.telephone)
    )


def answer_section(
    *, actor: Actor, keyring: Keyring, path_id: UUID, section: Section, answers: Mapping[str, object],
    at: datetime | None = None, seen: str = "",
) -> Path:  # fmt: skip
    """Write the answers of one section of her profile; those of the other sections stay. Empty ones are taken away."""
    path = take(actor, path_id, Action.WRITE_PATH)
    questions = {question.name: question for question in section.questions}
    stored = _stored(keyring, path, "profile")
    answered = stored if isinstance(stored, dict) else {}
    require_unchanged(seen, answers_in(section, answered))
    kept = {name: answer for name, answer in answered.items() if name not in questions}
    path.woman.profile = box_of(keyring, path).seal(
        path.woman, "profile", {**kept, **checked(questions, answers)}
    )
    return _written(actor, path, "profile", at)


def answer_author(
    *,
    actor: Actor,
    keyring: Keyring,
    path_id: UUID,
    answers: Mapping[str, object],
    at: datetime | None = None,
    seen: str = "",
) -> Path:
    """Write what is known of the author: codes only."""
    path = take(actor, path_id, Action.WRITE_PATH)
    stored = _stored(keyring, path, "author")
    require_unchanged(seen, answers_in(AUTHOR, stored if isinstance(stored, dict) else {}))
    path.woman.author = box_of(keyring, path).seal(path.woman, "author", checked(AUTHOR_QUESTIONS, answers))
    return _written(actor, path, "author", at)


def answers_in(section: Section, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Those of one section."""
    return {
        question.name: answers[question.name] for question in section.questions if question.name in answers
    }


def _stored(keyring: Keyring, path: Path, field: str) -> object:
    """What is written now: her row as it is behind the path's lock, and not as it was before somebody else's."""
    path.woman.refresh_from_db(fields=[field])
    return box_of(keyring, path).open(path.woman, field)


def _written(actor: Actor, path: Path, field: str, at: datetime | None) -> Path:
    path.woman.save(update_fields=[field])
    touch(path, instant(at))
    record(actor, Action.WRITE_PATH.code, path.pk, detail=field)
    return path
