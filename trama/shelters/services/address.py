"""Where a house is. Only the members of its circle hold the key: being responsible for the house is not enough."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from trama.access.actions import Action, Forbidden, require
from trama.access.actor import Actor
from trama.accounts.models import Membership
from trama.audit.services import record
from trama.cases.selectors.people import WOMEN_ROLES, active
from trama.cases.services.common import text
from trama.common.errors import DomainError
from trama.shelters.models import Address, House
from trama.shelters.services.common import LINE_MAX, TEXT_MAX, house_to_write, locked
from trama.vault.errors import KeyNotHeld
from trama.vault.keyring import Box, Keyring
from trama.vault.models import Compartment, CompartmentKind

READ = Action.READ_SHELTER_ADDRESS


@dataclass(frozen=True, slots=True)
class Where:
    """An address on a member's screen."""

    address: str
    directions: str
    members: frozenset[UUID]  # memberships


def read_address(*, actor: Actor, keyring: Keyring, house_id: UUID) -> Where:
    """Audited each time. Raises Http404 (no address yet), Forbidden (not of the circle).

    After a member was removed the first one who opens it turns the circle: this read may write.
    """
    require(actor, READ)
    row = _row(actor, house_id)
    stored: Any = _box(keyring, row).open(row, "content")
    keys = keyring.compartment_members(_circle(row))
    members = candidates(actor).filter(user__key__in=keys).values_list("pk", flat=True)
    record(actor, READ.code, house_id)
    return Where(stored["address"], stored["directions"], frozenset(members))


def write_address(
    *, actor: Actor, keyring: Keyring, house_id: UUID, address: str, directions: str = "",
    members: Iterable[UUID] = (),
) -> Address:  # fmt: skip
    """Write it the first time, for the circle of `members` (who may manage places), or write it anew (a member)."""
    require(actor, READ)
    house = house_to_write(actor, house_id)
    content = {
        "address": text(address, LINE_MAX, field="address", required=True),
        "directions": text(directions, TEXT_MAX, field="directions"),
    }
    row = Address.objects.filter(house=house).select_related("record_key__compartment").first()
    if row is None:
        row = _new(actor, keyring, house, members)
    row.content = _box(keyring, row).seal(row, "content", content)
    row.save()
    record(actor, READ.code, house.pk, detail="written")
    return row


def _new(actor: Actor, keyring: Keyring, house: House, members: Iterable[UUID]) -> Address:
    require(actor, Action.MANAGE_PLACES)
    circle = keyring.new_compartment(CompartmentKind.SHELTER_ADDRESS, _keys(actor, members))
    key = keyring.new_record(compartment=circle)
    return Address(organisation_id=actor.organisation_id, house=house, record_key=key)


def change_circle(*, actor: Actor, keyring: Keyring, house_id: UUID, members: Iterable[UUID]) -> None:
    """Who may know where the house is; only one of them may say who else. The key turns with the circle."""
    require(actor, READ)
    row = locked(_rows(actor, house_id), _row(actor, house_id).pk)
    _box(keyring, row)
    keyring.change_compartment(_circle(row), _keys(actor, members))
    record(actor, READ.code, house_id, detail="circle")


def candidates(actor: Actor) -> Any:
    """Who may be in the circle: who works with women here."""
    return active(actor.organisation_id).filter(roles__overlap=WOMEN_ROLES)


def _keys(actor: Actor, members: Iterable[UUID]) -> list[UUID]:
    wanted = set(members)
    people: dict[UUID, Membership] = {one.pk: one for one in candidates(actor)}
    if not wanted <= people.keys():
        raise DomainError("not_offered", _("Scegli tra le persone dell’elenco."), field="members")
    if actor.membership_id not in wanted:
        raise DomainError(
            "without_you", _("Ci devi essere anche tu: chi lo scrive lo conosce già."), field="members"
        )
    if len(wanted) < 2:
        raise DomainError(
            "compartment_too_small", _("Scegli almeno due persone, perché non vada perso."), field="members"
        )
    return [people[one].user.key_id for one in wanted]


def _rows(actor: Actor, house_id: UUID) -> Any:
    rows = Address.objects.filter(organisation_id=actor.organisation_id, house=house_id)
    return rows.select_related("record_key__compartment")


def _row(actor: Actor, house_id: UUID) -> Address:
    row: Address | None = _rows(actor, house_id).first()
    if row is None:
        raise Http404
    return row


def _circle(row: Address) -> Compartment:
    circle: Compartment | None = row.record_key.compartment
    if circle is None:
        raise TypeError("an address is always in a compartment")
    return circle


def _box(keyring: Keyring, row: Address) -> Box:
    try:
        return keyring.box(row.record_key)
    except KeyNotHeld:
        raise Forbidden(READ) from None
