"""What is written of her: how she is called, how to reach her, her coded profile and the author's."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from trama.access.actions import Action
from trama.access.actor import Actor
from trama.audit.services import record
from trama.cases.codes import AUTHOR_QUESTIONS, Section, checked
from trama.cases.contacts import Contacts
from trama.cases.models import Path, PhoneKey, Woman
from trama.cases.services.common import LINE_MAX, NAME_MAX, TEXT_MAX, box_of, instant, take, text, touch
from trama.vault.keyring import Keyring


def call_her(*, actor: Actor, keyring: Keyring, path_id: UUID, name: str, at: datetime | None = None) -> Path:
    """Write how she wants to be called now."""
    path = take(actor, path_id, Action.WRITE_PATH)
    path.woman.name = box_of(keyring, path).seal(
        path.woman, "name", text(name, NAME_MAX, field="name", required=True)
    )
    return _written(actor, path, "name", at)


def write_contacts(
    *, actor: Actor, keyring: Keyring, path_id: UUID, contacts: Contacts, at: datetime | None = None
) -> Path:
    """Write how she may be reached, rules and numbers together."""
    path = take(actor, path_id, Action.WRITE_PATH)
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
    at: datetime | None = None,
) -> Path:  # fmt: skip
    """Write the answers of one section of her profile; those of the other sections stay. Empty ones are taken away."""
    path = take(actor, path_id, Action.WRITE_PATH)
    questions = {question.name: question for question in section.questions}
    box = box_of(keyring, path)
    stored = box.open(path.woman, "profile")
    kept = {
        name: answer
        for name, answer in (stored if isinstance(stored, dict) else {}).items()
        if name not in questions
    }
    path.woman.profile = box.seal(path.woman, "profile", {**kept, **checked(questions, answers)})
    return _written(actor, path, "profile", at)


def answer_author(
    *,
    actor: Actor,
    keyring: Keyring,
    path_id: UUID,
    answers: Mapping[str, object],
    at: datetime | None = None,
) -> Path:
    """Write what is known of the author: codes only."""
    path = take(actor, path_id, Action.WRITE_PATH)
    path.woman.author = box_of(keyring, path).seal(path.woman, "author", checked(AUTHOR_QUESTIONS, answers))
    return _written(actor, path, "author", at)


def _written(actor: Actor, path: Path, field: str, at: datetime | None) -> Path:
    path.woman.save(update_fields=[field])
    touch(path, instant(at))
    record(actor, Action.WRITE_PATH.code, path.pk, detail=field)
    return path
