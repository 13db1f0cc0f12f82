"""The services of an organisation as its custodian sees them: whether they have a key, who reads, who writes."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from trama.access.actor import Actor
from trama.access.roles import Role
from trama.accounts.models import Membership
from trama.accounts.selectors import colleagues
from trama.network.models import Service
from trama.vault.keyring import Keyring
from trama.vault.services.service_keys import behind

READING_ROLES = (Role.OPERATOR, Role.COORDINATOR)  # who walks with women, and can take a call over


@dataclass(frozen=True)
class Reader:
    """`waits`: a colleague has still to hand on to her what was written before."""

    membership_id: UUID
    name: str
    waits: bool


@dataclass(frozen=True)
class Desk:
    """One service. Without a key nobody can write to it."""

    id: UUID
    name: str
    kind: str
    has_key: bool
    readers: list[Reader]
    writers: list[str]


def desks(actor: Actor, keyring: Keyring) -> list[Desk]:
    """Every service of the organisation, by name. Five queries, whatever their number."""
    verified = keyring.opened.verified
    keys, waiting = verified.manifest.services, behind(verified)
    people = _at_work(actor)
    names = {pk: person.name for pk, person in colleagues(actor, keyring).items()}
    found = []
    for service in Service.objects.filter(organisation=actor.organisation_id).order_by("name"):
        reading = verified.readers(service.pk) if service.pk in keys else frozenset()
        readers = [
            Reader(one.pk, names.get(one.pk, ""), (service.pk, one.user.key_id) in waiting)
            for one in people
            if one.user.key_id in reading
        ]
        writers = [
            names.get(one.pk, "")
            for one in people
            if Role.SHIFT in one.roles and service.pk in one.service_ids
        ]
        found.append(
            Desk(
                id=service.pk,
                name=service.name,
                kind=service.get_kind_display(),
                has_key=service.pk in keys,
                readers=sorted(readers, key=lambda one: one.name.casefold()),
                writers=sorted(writers, key=str.casefold),
            )
        )
    return found


def desk_of(actor: Actor, keyring: Keyring, service_id: UUID) -> Desk | None:
    """Only of the actor's own organisation."""
    return next((desk for desk in desks(actor, keyring) if desk.id == service_id), None)


def may_read(actor: Actor, keyring: Keyring, *, besides: Collection[UUID] = ()) -> list[tuple[str, str]]:
    """Who can be chosen to read, as choices: at work with women here, and none of `besides` (memberships)."""
    names = {pk: person.name for pk, person in colleagues(actor, keyring).items()}
    found = [
        (str(one.pk), names.get(one.pk, ""))
        for one in _at_work(actor)
        if {Role(role) for role in one.roles} & set(READING_ROLES) and one.pk not in besides
    ]
    return sorted(found, key=lambda choice: choice[1].casefold())


def _at_work(actor: Actor) -> list[Membership]:
    rows = Membership.objects.select_related("user").filter(
        organisation=actor.organisation_id, ended_at=None, admitted_at__isnull=False
    )
    return list(rows.order_by("admitted_at", "pk"))
