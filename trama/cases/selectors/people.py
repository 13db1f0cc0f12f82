"""Colleagues: their names, and who may be chosen for a path."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from trama.access.actor import Actor
from trama.access.roles import KEY_READERS, Role
from trama.accounts.models import Membership
from trama.cases.models import MustNotKnow, Path, PathMember
from trama.cases.policies import member_id
from trama.cases.selectors.hidden import HiddenFrom, hidden_from, readable_list
from trama.network.models import NetworkMembership, Organisation
from trama.vault.errors import KeyNotHeld
from trama.vault.keyring import Keyring
from trama.vault.models import RecordKey

WOMEN_ROLES = [Role.OPERATOR.value, Role.COORDINATOR.value]


def active(organisation_id: UUID) -> QuerySet[Membership]:
    """The members of an organisation who are at work in it, with their users."""
    members = Membership.objects.filter(
        organisation_id=organisation_id, admitted_at__isnull=False, ended_at__isnull=True
    )
    return members.select_related("user").order_by("admitted_at", "pk")


def name_of(names: dict[UUID, str], membership_id: UUID | None) -> str:
    if membership_id is None:
        return ""
    return names.get(membership_id) or _("una collega")


def readers(path: Path) -> list[Membership]:
    """Who opens this path when nobody is hidden: the organisation's readers and the specialists called into it."""
    called = PathMember.objects.filter(path=path, until__isnull=True).values("membership")
    roles = Q(roles__overlap=[role.value for role in KEY_READERS])
    return list(active(path.organisation_id).filter(roles | Q(pk__in=called)))


def hideable(path: Path, hidden: HiddenFrom) -> list[Membership]:
    """Who may stand on the list of who must not know: the readers, and the specialists before anybody calls them.

    Who stands on it already stays on offer while she is a member, whatever her role is now and though she waits for
    a custodian after a forgotten password: else the next one who edits the list would take her off unseen.
    """
    waiting = Membership.objects.filter(
        organisation_id=path.organisation_id, ended_at__isnull=True, pk__in=hidden.memberships
    )
    specialists = active(path.organisation_id).filter(roles__contains=[Role.SPECIALIST.value])
    return list({person.pk: person for person in [*readers(path), *specialists, *waiting]}.values())


def outside(path: Path, hidden: HiddenFrom, keyring: Keyring) -> list[Membership]:
    """Who would open this path, does not stand on the list, and came after its circle was drawn.

    For who may read the list. She stays outside until somebody inside lets her in.
    """
    row = MustNotKnow.objects.filter(path=path).select_related("record_key__compartment").first()
    if row is None or row.record_key.compartment is None:
        return []
    circle = keyring.compartment_members(row.record_key.compartment)
    return [
        person
        for person in readers(path)
        if person.user.key_id not in circle and person.pk not in hidden.memberships
    ]


def assignable(path: Path, keyring: Keyring) -> list[Membership]:
    """Who may follow this path. Raises DomainError for who may not choose."""
    hidden = readable_list(path, keyring)
    people = (
        active(path.organisation_id).filter(roles__overlap=WOMEN_ROLES).exclude(pk__in=hidden.memberships)
    )
    return _inside(path, keyring, people)


def callable_in(path: Path, keyring: Keyring) -> list[Membership]:
    """The specialists who may be called in and are not yet. Raises DomainError for who may not choose."""
    hidden = readable_list(path, keyring)
    already = PathMember.objects.filter(path=path, until__isnull=True).values("membership")
    people = active(path.organisation_id).filter(roles__contains=[Role.SPECIALIST.value])
    return list(people.exclude(pk__in=hidden.memberships).exclude(pk__in=already))


def keepers(path: Path, keyring: Keyring, actor: Actor) -> list[Membership]:
    """Who may keep a specialist's notes with her. When she may not open the list: only who follows the path."""
    people = active(path.organisation_id).exclude(pk=member_id(actor))
    hidden = hidden_from(path, keyring)
    if not hidden.readable:
        return [person for person in people if person.pk == path.assignee_id]
    offered = people.exclude(pk__in=hidden.memberships)
    wanted = {Role.COORDINATOR.value, Role.SPECIALIST.value}
    return [
        person for person in offered if person.pk == path.assignee_id or wanted.intersection(person.roles)
    ]


def keeps_alone(keyring: Keyring, notes: RecordKey) -> bool:
    """Whether nobody else is left who opens a specialist's own notes: she chooses another keeper."""
    try:
        return notes.compartment is not None and len(keyring.compartment_members(notes.compartment)) < 2
    except KeyNotHeld:
        return False


def _inside(path: Path, keyring: Keyring, people: QuerySet[Membership]) -> list[Membership]:
    """Those in the path's narrow circle, where there is one: somebody admitted later is let in first."""
    if path.circle is None:
        return list(people)
    circle = keyring.compartment_members(path.circle)
    return [person for person in people if person.user.key_id in circle]


def organisation_ids(actor: Actor) -> set[UUID]:
    """The bodies of the actor's network."""
    return set(
        NetworkMembership.objects.filter(network_id=actor.network_id).values_list(
            "organisation_id", flat=True
        )
    )


def organisation_name(actor: Actor) -> str:
    """How the actor's organisation is officially called."""
    return str(Organisation.objects.values_list("official_name", flat=True).get(pk=actor.organisation_id))


def other_organisations(actor: Actor) -> list[Organisation]:
    """The other bodies of the network, in reading order."""
    bodies = Organisation.objects.filter(networks=actor.network_id).exclude(pk=actor.organisation_id)
    return list(bodies.order_by("sort_key"))
