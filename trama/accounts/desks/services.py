"""A custodian gives a service its key and chooses who reads what is written to it."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.accounts.desks.selectors import READING_ROLES
from trama.accounts.models import Membership
from trama.common.errors import DomainError
from trama.network.models import Service
from trama.vault.keyring import Keyring
from trama.vault.services.service_keys import change_readers, open_service

FEWEST_READERS = 2  # one is away, the other reads


def open_desk(*, actor: Actor, keyring: Keyring, service_id: UUID, readers: Iterable[UUID]) -> None:
    """`readers`: memberships. Raises DomainError."""
    require(actor, Action.MANAGE_MEMBERS)
    if not Service.objects.filter(pk=service_id, organisation=actor.organisation_id).exists():
        raise DomainError("no_such_desk", _("Scegli tra i servizi del tuo ente."))
    keys = _keys(actor, set(readers))
    if len(keys) < min(FEWEST_READERS, _candidates(actor)):
        raise DomainError(
            "too_few_readers", _("Scegline almeno due: se una manca, legge l'altra."), field="readers"
        )
    open_service(actor=actor, keyring=keyring, service_id=service_id, readers=keys)


def add_reader(*, actor: Actor, keyring: Keyring, service_id: UUID, membership_id: UUID) -> None:
    """She reads from now on; what was written before, once a reader hands it on."""
    require(actor, Action.MANAGE_MEMBERS)
    present = keyring.opened.verified.readers(service_id)
    change_readers(
        actor=actor,
        keyring=keyring,
        service_id=service_id,
        readers=present | set(_keys(actor, {membership_id})),
    )


def remove_reader(*, actor: Actor, keyring: Keyring, service_id: UUID, membership_id: UUID) -> None:
    """The key turns. Raises DomainError: "too_few_readers", "not_handed_on"."""
    require(actor, Action.MANAGE_MEMBERS)
    leaving = Membership.objects.select_related("user").filter(
        pk=membership_id, organisation=actor.organisation_id
    )
    left = keyring.opened.verified.readers(service_id) - {one.user.key_id for one in leaving}
    if len(left) < FEWEST_READERS:
        raise DomainError(
            "too_few_readers", _("Devono restare almeno due persone che leggono: prima aggiungine un'altra.")
        )
    change_readers(actor=actor, keyring=keyring, service_id=service_id, readers=left)


def _keys(actor: Actor, memberships: set[UUID]) -> list[UUID]:
    """The keys of these colleagues, who must walk with women here. Raises DomainError."""
    rows = _readers_to_be(actor).filter(pk__in=memberships)
    keys = [one.user.key_id for one in rows.select_related("user")]
    if len(keys) != len(memberships):
        raise DomainError(
            "no_such_reader", _("Scegli tra le colleghe che seguono le donne."), field="readers"
        )
    return keys


def _candidates(actor: Actor) -> int:
    return _readers_to_be(actor).count()


def _readers_to_be(actor: Actor) -> QuerySet[Membership]:
    return Membership.objects.filter(
        organisation=actor.organisation_id,
        ended_at=None,
        admitted_at__isnull=False,
        roles__overlap=[role.value for role in READING_ROLES],
    )
