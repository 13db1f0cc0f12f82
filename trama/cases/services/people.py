"""Who walks with her: the colleague who follows the path, the specialists who are called into it."""

from datetime import datetime
from uuid import UUID

from django.http import Http404
from django.utils import timezone

from trama.access.actions import Action
from trama.access.actor import Actor
from trama.access.roles import Role
from trama.accounts.models import Membership
from trama.audit.services import record
from trama.cases.codes import require_code
from trama.cases.models import Path, PathMember
from trama.cases.policies import member_id
from trama.cases.selectors.hidden import not_offered
from trama.cases.selectors.people import assignable, callable_in, keepers, keeps_alone
from trama.cases.services.common import TEXT_MAX, box_of, instant, take, text, touch
from trama.cases.services.timeline import write_event
from trama.deadlines.services import reassign
from trama.vault.keyring import Keyring
from trama.vault.models import CompartmentKind


def assign_path(
    *,
    actor: Actor,
    keyring: Keyring,
    path_id: UUID,
    to: UUID | None,
    note: str = "",
    at: datetime | None = None,
) -> Path:
    """Say who follows the path from now on; None: nobody yet. What is open on the agenda goes with it."""
    path = take(actor, path_id, Action.ASSIGN_PATH)
    if to is not None and to not in {person.pk for person in assignable(path, keyring)}:
        raise not_offered()
    if to == path.assignee_id:
        return path
    before, path.assignee_id = path.assignee_id, to
    path.save(update_fields=["assignee"])
    moment = instant(at)
    touch(path, moment)
    content = {"kind": "assignment", "before": str(before or ""), "after": str(to or "")}
    write_event(
        actor, box_of(keyring, path), path, {**content, "note": text(note, TEXT_MAX, field="note")}, moment
    )
    reassign(actor=actor, subject=path.pk, assignee=to, service=None)
    record(actor, Action.ASSIGN_PATH.code, path.pk, *([to] if to else []))
    return path


def call_in_specialist(
    *, actor: Actor, keyring: Keyring, path_id: UUID, to: UUID, expertise: str, at: datetime | None = None
) -> PathMember:
    """Give one specialist the key of this path, of this path only."""
    path = take(actor, path_id, Action.MANAGE_CIRCLE)
    person = next((person for person in callable_in(path, keyring) if person.pk == to), None)
    if person is None:
        if (
            already := PathMember.objects.filter(path=path, membership_id=to, until__isnull=True).first()
        ) is not None:
            return already
        raise not_offered()
    member = PathMember(organisation_id=path.organisation_id, path=path, membership=person, since=instant(at))
    content = {"expertise": require_code("expertise", expertise, field="expertise")}
    member.content = box_of(keyring, path).seal(member, "content", content)
    member.save(force_insert=True)
    give_key(keyring, path, person)
    touch(path, member.since)
    record(actor, Action.MANAGE_CIRCLE.code, path.pk, to, detail="called_in")
    return member


def give_key(keyring: Keyring, path: Path, person: Membership) -> None:
    """Let `person` open the record: by a share of her own, or into the narrow circle where there is one."""
    if path.circle is None:
        keyring.share_record(path.woman.record_key, with_key=person.user.key_id)
    else:
        members = keyring.compartment_members(path.circle)
        keyring.change_compartment(path.circle, members | {person.user.key_id})


def let_specialist_go(*, actor: Actor, keyring: Keyring, path_id: UUID, member_id: UUID) -> PathMember:
    """Her part is done: she no longer finds the path. What she wrote stays."""
    path = take(actor, path_id, Action.MANAGE_CIRCLE, even_closed=True)
    member = PathMember.objects.filter(pk=member_id, path=path).select_related("membership__user").first()
    if member is None:
        raise Http404
    if member.until is None:
        member.until = timezone.now()
        member.save(update_fields=["until"])
        take_key(keyring, path, member.membership)
        record(actor, Action.MANAGE_CIRCLE.code, path.pk, member.membership_id, detail="let_go")
    return member


def take_key(keyring: Keyring, path: Path, person: Membership) -> None:
    if path.circle is None:
        keyring.unshare_record(path.woman.record_key, with_key=person.user.key_id)
    elif Role.OPERATOR not in person.roles and Role.COORDINATOR not in person.roles:
        members = keyring.compartment_members(path.circle)
        keyring.change_compartment(path.circle, members - {person.user.key_id})


def open_own_notes(*, actor: Actor, keyring: Keyring, path_id: UUID, keeper: UUID) -> PathMember:
    """A specialist's notes of her own, on this path: she and one colleague of her choice open them, nobody else.

    Whoever was left alone with hers chooses another colleague in the same way.
    """
    path = take(actor, path_id, Action.WRITE_NOTE)
    mine = PathMember.objects.filter(path=path, membership_id=member_id(actor), until__isnull=True)
    mine = mine.select_related("notes_key__compartment")
    member = mine.select_for_update(of=("self",)).first()
    if member is None:
        raise Http404
    if member.notes_key is not None and not keeps_alone(keyring, member.notes_key):
        return member
    person = next((person for person in keepers(path, keyring, actor) if person.pk == keeper), None)
    if person is None:
        raise not_offered("keeper")
    both = [keyring.user_key_id, person.user.key_id]
    if member.notes_key is not None and member.notes_key.compartment is not None:
        keyring.change_compartment(member.notes_key.compartment, both)
    else:
        circle = keyring.new_compartment(CompartmentKind.SPECIALIST_NOTES, both)
        member.notes_key = keyring.new_record(compartment=circle)
        member.save(update_fields=["notes_key"])
    record(actor, Action.WRITE_NOTE.code, path.pk, detail="own_notes")
    return member
