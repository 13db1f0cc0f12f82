"""Houses and places, opened. No address: that is a page of its own."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Value
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.access.actor import Actor
from trama.common.vocabularies import vocabulary
from trama.shelters.models import Address, House, Place
from trama.shelters.policies import houses_of
from trama.vault.keyring import Keyring


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place, opened."""

    id: UUID
    house_id: UUID
    house: str
    number: int
    beds: int
    note: str
    is_open: bool
    days: int  # for how long a stay is proposed there

    @property
    def label(self) -> str:
        return _("%(house)s, posto %(number)s") % {"house": self.house, "number": self.number}

    @property
    def beds_label(self) -> str:
        return ngettext("%(n)s letto", "%(n)s letti", self.beds) % {"n": self.beds}


@dataclass(frozen=True, slots=True)
class HouseView:
    """A house, opened, with its places."""

    id: UUID
    name: str
    level: str
    days: int
    is_open: bool
    places: list[PlaceView] = field(default_factory=list)

    @property
    def level_label(self) -> str:
        return vocabulary("shelter_level").label(self.level)

    @property
    def open_places(self) -> list[PlaceView]:
        return [place for place in self.places if place.is_open]


def houses_for_menu(organisation: UUID) -> "QuerySet[Any, tuple[Any, ...]]":
    """Whether there is one, used or no longer, for the menu."""
    return (
        House.objects.filter(organisation=organisation).order_by().values_list(Value("houses"), Value(1))[:1]
    )


def find_house(actor: Actor, house_id: UUID) -> House:
    """Raises Http404."""
    house = houses_of(actor).filter(pk=house_id).first()
    if house is None:
        raise Http404
    return house


def find_place(actor: Actor, place_id: UUID) -> Place:
    """Raises Http404."""
    place = Place.objects.filter(organisation_id=actor.organisation_id, pk=place_id).first()
    if place is None:
        raise Http404
    return place


def houses(actor: Actor, keyring: Keyring, *, closed: bool = False) -> list[HouseView]:
    """The houses by name, those no longer used too if `closed`. Two queries."""
    found = houses_of(actor).select_related("record_key")
    rows = list(found if closed else found.filter(closed_at=None))
    views = _opened(keyring, rows)
    return sorted(views, key=lambda house: (not house.is_open, house.name.casefold()))


def one_house(actor: Actor, keyring: Keyring, house_id: UUID) -> HouseView:
    """Raises Http404."""
    rows = list(houses_of(actor).filter(pk=house_id).select_related("record_key"))
    for house in _opened(keyring, rows):
        return house
    raise Http404


def has_address(house_id: UUID) -> bool:
    """Whether it was written down; what it says is for its circle."""
    return Address.objects.filter(house=house_id).exists()


def _opened(keyring: Keyring, rows: Iterable[House]) -> list[HouseView]:
    listed = list(rows)
    boxes = keyring.boxes(house.record_key for house in listed)
    found: dict[UUID, HouseView] = {}
    for house in listed:
        if (box := boxes.get(house.record_key_id)) is not None:
            terms: Any = box.open(house, "terms")
            found[house.pk] = HouseView(
                house.pk, str(box.open(house, "name")), str(box.open(house, "level")), terms["days"],
                house.closed_at is None,
            )  # fmt: skip
    keys = {house.pk: boxes[house.record_key_id] for house in listed if house.pk in found}
    for place in Place.objects.filter(house__in=found).order_by("number"):
        content: Any = keys[place.house_id].open(place, "content")
        house_view = found[place.house_id]
        house_view.places.append(
            PlaceView(
                place.pk,
                place.house_id,
                house_view.name,
                place.number,
                content["beds"],
                content["note"],
                place.closed_at is None and house_view.is_open,
                house_view.days,
            )
        )
    return list(found.values())
