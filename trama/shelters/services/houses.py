"""Houses and places."""

from uuid import UUID, uuid4

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.audit.services import record
from trama.cases.codes import require_code
from trama.cases.services.common import text
from trama.cases.services.once import once
from trama.common.errors import DomainError
from trama.shelters.models import House, Place, Stay
from trama.shelters.services.common import NAME_MAX, TEXT_MAX, house_to_write, locked
from trama.shelters.states import ON_THE_PLACE
from trama.vault.keyring import Keyring

MOST_BEDS, MOST_PLACES, LONGEST_DAYS = 30, 200, 1095


def open_house(
    *, actor: Actor, keyring: Keyring, name: str, level: str, days: int, house_id: UUID | None = None
) -> House:
    """Write a house down, by a name that does not say where it is."""
    require(actor, Action.MANAGE_PLACES)
    house_id = house_id or uuid4()

    def make() -> House:
        house = House(id=house_id, organisation_id=actor.organisation_id, record_key=keyring.new_record())
        _write(keyring, house, name, level, days)
        house.save(force_insert=True)
        record(actor, Action.MANAGE_PLACES.code, house.pk)
        return house

    return once(House, house_id, make)


def update_house(
    *, actor: Actor, keyring: Keyring, house_id: UUID, name: str, level: str, days: int
) -> House:
    require(actor, Action.MANAGE_PLACES)
    house = house_to_write(actor, house_id)
    _write(keyring, house, name, level, days)
    house.save(update_fields=["name", "level", "terms"])
    record(actor, Action.MANAGE_PLACES.code, house.pk)
    return house


def _write(keyring: Keyring, house: House, name: str, level: str, days: int) -> None:
    box = keyring.box(house.record_key)
    house.name = box.seal(house, "name", text(name, NAME_MAX, field="name", required=True))
    house.level = box.seal(house, "level", require_code("shelter_level", level, field="level"))
    if not 1 <= days <= LONGEST_DAYS:
        raise DomainError("days", _("Scrivi da 1 a %(most)s giorni.") % {"most": LONGEST_DAYS}, field="days")
    house.terms = box.seal(house, "terms", {"days": days})


def close_house(*, actor: Actor, house_id: UUID, reopen: bool = False) -> House:
    """No longer used, or again. Nobody may be there, and no place may be held."""
    require(actor, Action.MANAGE_PLACES)
    house = house_to_write(actor, house_id)
    if not reopen:
        _must_be_empty(Stay.objects.filter(place__house=house))
    house.closed_at = None if reopen else house.closed_at or timezone.now()
    house.save(update_fields=["closed_at"])
    record(actor, Action.MANAGE_PLACES.code, house.pk, detail="reopened" if reopen else "closed")
    return house


def add_place(
    *, actor: Actor, keyring: Keyring, house_id: UUID, beds: int, note: str = "", place_id: UUID | None = None
) -> Place:
    """One more place, with the next number of the house."""
    require(actor, Action.MANAGE_PLACES)
    house = house_to_write(actor, house_id)
    place_id = place_id or uuid4()
    if not 1 <= beds <= MOST_BEDS:
        raise DomainError("beds", _("Scrivi da 1 a %(most)s letti.") % {"most": MOST_BEDS}, field="beds")

    def make() -> Place:
        last = Place.objects.filter(house=house).aggregate(last=Max("number"))["last"] or 0
        if last >= MOST_PLACES:
            raise DomainError("too_many", _("Una casa ha al massimo %(most)s posti.") % {"most": MOST_PLACES})
        place = Place(id=place_id, organisation_id=actor.organisation_id, house=house, number=last + 1)
        content = {"beds": beds, "note": text(note, TEXT_MAX, field="note")}
        place.content = keyring.box(house.record_key).seal(place, "content", content)
        place.save(force_insert=True)
        record(actor, Action.MANAGE_PLACES.code, house.pk, place.pk)
        return place

    return once(Place, place_id, make)


def close_place(*, actor: Actor, place_id: UUID, reopen: bool = False) -> Place:
    """Not given for now (works, a broken boiler), or given again."""
    require(actor, Action.MANAGE_PLACES)
    place = locked(Place.objects.filter(organisation_id=actor.organisation_id), place_id)
    if not reopen:
        _must_be_empty(Stay.objects.filter(place=place))
    place.closed_at = None if reopen else place.closed_at or timezone.now()
    place.save(update_fields=["closed_at"])
    record(actor, Action.MANAGE_PLACES.code, place.pk, detail="reopened" if reopen else "closed")
    return place


def _must_be_empty(stays: QuerySet[Stay]) -> None:
    if stays.filter(state__in=[state.value for state in ON_THE_PLACE]).exists():
        raise DomainError(
            "still_used", _("C’è ancora qualcuna, o un posto tenuto: prima registra l’uscita o liberalo.")
        )
