"""Reading colleagues."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from trama.access.actor import Actor
from trama.access.roles import Role
from trama.accounts.models import Colleague, Membership
from trama.vault.keyring import Keyring

ROLE_LABELS = {
    Role.OPERATOR: "Operatrice",
    Role.SPECIALIST: "Specialista",
    Role.COORDINATOR: "Responsabile",
    Role.CUSTODIAN: "Custode",
    Role.REFERENT: "Referente",
    Role.ANALYST: "Analista",
    Role.NETWORK_COORDINATOR: "Coordinamento di rete",
    Role.AUDITOR: "Protezione dei dati",
    Role.SHIFT: "Turno",
}


@dataclass(frozen=True)
class Person:
    """A colleague, with her name opened."""

    membership_id: UUID
    user_id: UUID
    user_key_id: UUID
    name: str
    roles: frozenset[Role]
    current: bool


def role_label(roles: Collection[Role]) -> str:
    """The roles in words, the ones that say most first."""
    return ", ".join(_(label) for role, label in ROLE_LABELS.items() if role in roles)


def colleagues(actor: Actor, keyring: Keyring, *, ended: bool = False) -> dict[UUID, Person]:
    """The members of the actor's organisation by membership id, sorted by name; two queries, whatever their number."""
    rows = list(
        Colleague.objects.select_related("membership__user", "record_key").filter(
            organisation_id=actor.organisation_id, **({} if ended else {"membership__ended_at": None})
        )
    )
    boxes = keyring.boxes(row.record_key for row in rows)
    people = [
        Person(
            membership_id=row.membership_id,
            user_id=row.membership.user_id,
            user_key_id=row.membership.user.key_id,
            name=str(boxes[row.record_key_id].open(row, "name")),
            roles=frozenset(Role(role) for role in row.membership.roles),
            current=row.membership.ended_at is None,
        )
        for row in rows
        if row.record_key_id in boxes
    ]
    return {person.membership_id: person for person in sorted(people, key=lambda one: one.name.casefold())}


def memberships_of(user_id: UUID) -> list[Membership]:
    """Where a user works now."""
    return list(
        Membership.objects.select_related("organisation", "user")
        .filter(user_id=user_id, ended_at=None, user__is_active=True)
        .order_by("organisation__sort_key")
    )
