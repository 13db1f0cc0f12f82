"""First contact: a woman, her path, and nothing more than how she wants to be called."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.http import Http404

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.audit.services import record
from trama.cases.codes import AUTHOR_QUESTIONS, PROFILE_QUESTIONS, checked
from trama.cases.contacts import Contacts
from trama.cases.models import Path, Woman
from trama.cases.policies import visible_calls
from trama.cases.services.common import NAME_MAX, instant, text
from trama.cases.services.once import once
from trama.cases.services.record import index_phones
from trama.cases.states import BEGINNINGS, State
from trama.common.errors import DomainError
from trama.vault.keyring import Keyring


def open_path(
    *, actor: Actor, keyring: Keyring, name: str, contacts: Contacts | None = None, state: State = State.CONTACT,
    profile: Mapping[str, object] | None = None, author: Mapping[str, object] | None = None,
    from_call: UUID | None = None, assign_to_me: bool = True, at: datetime | None = None, path_id: UUID | None = None,
) -> Path:  # fmt: skip
    """Open her path. Only `name` is needed, and it may be invented. `path_id`: the id the form carries."""
    require(actor, Action.OPEN_PATH)
    if state not in BEGINNINGS:
        raise DomainError("not_a_beginning", "A path begins with a contact or a reception.")
    name = text(name, NAME_MAX, field="name", required=True)
    contacts = (contacts or Contacts()).checked()
    answers = checked(PROFILE_QUESTIONS, profile or {})
    about_author = checked(AUTHOR_QUESTIONS, author or {})
    path_id = path_id or uuid4()
    moment = instant(at)

    def make() -> Path:
        key = keyring.new_record()
        box = keyring.box(key)
        woman = Woman(organisation_id=actor.organisation_id, record_key=key)
        woman.name = box.seal(woman, "name", name)
        woman.contacts = box.seal(woman, "contacts", contacts.as_json())
        woman.profile = box.seal(woman, "profile", answers)
        woman.author = box.seal(woman, "author", about_author)
        woman.save(force_insert=True)
        index_phones(keyring, woman, contacts)
        path = Path(
            id=path_id, organisation_id=actor.organisation_id, woman=woman, state=state, opened_at=moment,
            last_activity_at=moment, assignee_id=actor.membership_id if assign_to_me else None,
        )  # fmt: skip
        path.save(force_insert=True)
        if from_call is not None:
            adopt_call(actor, keyring, path, from_call)
        record(actor, Action.OPEN_PATH.code, path.pk)
        return path

    return once(Path, path_id, make)


def adopt_call(actor: Actor, keyring: Keyring, path: Path, call_id: UUID) -> None:
    """Make a logged call the first contact of `path`: its content goes under her key and will be erased with it."""
    call = visible_calls(actor).filter(pk=call_id, path__isnull=True).select_related("record_key").first()
    if call is None:
        raise Http404
    content = keyring.box(call.record_key).open(call, "content")
    call.path = path
    call.record_key = path.woman.record_key
    call.content = keyring.box(call.record_key).seal(call, "content", content)
    call.save(update_fields=["path", "record_key", "content"])
    if call.at < path.opened_at:
        path.opened_at = call.at
        path.save(update_fields=["opened_at"])
