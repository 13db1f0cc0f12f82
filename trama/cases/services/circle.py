"""Who must not know: kept where they cannot look, heeded wherever a person or an office is chosen."""

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actions import Action
from trama.access.actor import Actor
from trama.accounts.models import Membership
from trama.audit.services import record
from trama.cases.models import MustNotKnow, Path, PathMember
from trama.cases.selectors.hidden import HiddenFrom, not_offered, readable_list
from trama.cases.selectors.people import hideable, organisation_ids, readers
from trama.cases.services.common import TEXT_MAX, require_unchanged, take, text
from trama.cases.services.people import give_key
from trama.common.errors import DomainError
from trama.deadlines.services import reassign
from trama.vault.keyring import Keyring
from trama.vault.models import Compartment, CompartmentKind


def set_must_not_know(
    *, actor: Actor, keyring: Keyring, path_id: UUID, memberships: Iterable[UUID] = (),
    organisations: Iterable[UUID] = (), note: str = "", seen: str = "",
) -> MustNotKnow:  # fmt: skip
    """Write the whole list: colleagues and offices of the network who must not know of this path.

    A colleague on it no longer finds the path: its key moves into a circle without her, it is taken off her agenda
    and she is told nothing. Possible on a closed path too. Raises DomainError, neutral for who cannot open the list;
    "changed" if the list is no longer the one whose imprint is `seen`: nobody is taken off it unseen.
    """
    path = take(actor, path_id, Action.MANAGE_CIRCLE, even_closed=True)
    before = readable_list(path, keyring)
    require_unchanged(seen, before.as_json())
    hidden = HiddenFrom(frozenset(memberships), frozenset(organisations), text(note, TEXT_MAX, field="note"))
    _check(actor, path, before, hidden)
    inside = [person for person in readers(path) if person.pk not in hidden.memberships]
    row = _write(actor, keyring, path, hidden, inside)
    _let_go(path, hidden)
    _move_key(keyring, path, row, hidden)
    _shut_out_of_notes(keyring, path, hidden)
    if path.assignee_id in hidden.memberships:
        path.assignee_id = None
        path.save(update_fields=["assignee"])
        reassign(actor=actor, subject=path.pk, assignee=None, service=None)
    record(actor, Action.MANAGE_CIRCLE.code, path.pk)
    return row


def let_into_circle(*, actor: Actor, keyring: Keyring, path_id: UUID, membership_id: UUID) -> Path:
    """A colleague who came after the circle was drawn may know: she is in it from now on.

    Sent twice she is let in once. Raises DomainError, the same for who is on the list as for a stranger.
    """
    path = take(actor, path_id, Action.MANAGE_CIRCLE, even_closed=True)
    row = MustNotKnow.objects.filter(path=path).select_related("record_key__compartment").first()
    hidden = readable_list(path, keyring)
    person = next((one for one in readers(path) if one.pk == membership_id), None)
    if row is None or person is None or membership_id in hidden.memberships:
        raise not_offered("memberships")
    members = keyring.compartment_members(_circle(row))
    if person.user.key_id not in members:
        keyring.change_compartment(_circle(row), members | {person.user.key_id})
        record(actor, Action.MANAGE_CIRCLE.code, path.pk, membership_id, detail="let_in")
    return path


def _check(actor: Actor, path: Path, before: HiddenFrom, hidden: HiddenFrom) -> None:
    if actor.membership_id in hidden.memberships:
        raise DomainError(
            "not_yourself",
            _("Non puoi escludere te stessa: chiedi a una collega di farlo."),
            field="memberships",
        )
    if not hidden.memberships <= {person.pk for person in hideable(path, before)}:
        raise not_offered("memberships")
    if path.organisation_id in hidden.organisations or not hidden.organisations <= organisation_ids(actor):
        raise DomainError("unknown_office", _("Scegli uno degli enti dell’elenco."), field="organisations")


def _write(
    actor: Actor, keyring: Keyring, path: Path, hidden: HiddenFrom, inside: list[Membership]
) -> MustNotKnow:
    keys = frozenset(person.user.key_id for person in inside)
    row = MustNotKnow.objects.filter(path=path).select_related("record_key__compartment").first()
    if row is None:
        circle = keyring.new_compartment(CompartmentKind.CONFLICT, keys)
        key = keyring.new_record(compartment=circle)
        row = MustNotKnow(organisation_id=path.organisation_id, path=path, record_key=key)
    elif keyring.compartment_members(_circle(row)) != keys:
        keyring.change_compartment(_circle(row), keys)
        row.record_key.refresh_from_db()
        path.woman.record_key.refresh_from_db()
    row.content = keyring.box(row.record_key).seal(row, "content", hidden.as_json())
    row.save()
    return row


def _circle(row: MustNotKnow) -> Compartment:
    circle: Compartment | None = row.record_key.compartment
    if circle is None:
        raise TypeError("a list of who must not know is always in a compartment")
    return circle


def _let_go(path: Path, hidden: HiddenFrom) -> None:
    members = PathMember.objects.filter(path=path, membership__in=hidden.memberships, until__isnull=True)
    members.update(until=timezone.now())


def _shut_out_of_notes(keyring: Keyring, path: Path, hidden: HiddenFrom) -> None:
    """Who keeps a specialist's notes on this path and must not know of it keeps them no longer.

    The specialist herself neither, unless nobody else would be left: she loses no secret, they are her own words.
    """
    keys = Membership.objects.filter(pk__in=hidden.memberships).values_list("user__key_id", flat=True)
    if not (gone := set(keys)):
        return
    with_notes = PathMember.objects.filter(path=path, notes_key__compartment__isnull=False)
    for member in with_notes.select_related("notes_key__compartment", "membership__user"):
        notes = member.notes_key and member.notes_key.compartment
        if notes is not None:
            keyring.shut_out(notes, gone, last=member.membership.user.key_id)


def _move_key(keyring: Keyring, path: Path, row: MustNotKnow, hidden: HiddenFrom) -> None:
    """Into the circle when a colleague is on the list, back to everybody when none is."""
    key, circle = path.woman.record_key, _circle(row)
    if hidden.memberships and key.compartment_id != circle.pk:
        keyring.move_to_compartment(key, circle)
    elif not hidden.memberships and key.compartment_id is not None:
        keyring.move_out_of_compartment(key)
    wanted = circle if hidden.memberships else None
    if path.circle_id != (wanted and wanted.pk):
        path.circle = wanted
        path.save(update_fields=["circle"])
        if wanted is None:
            for member in PathMember.objects.filter(path=path, until__isnull=True).select_related(
                "membership__user"
            ):
                give_key(keyring, path, member.membership)
