"""Ginestra is a shelter: Nora is responsible for it, Olga and Mara work there. Two places in the house «Glicine»."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from trama.cases import services as cases
from trama.cases.tests.conftest import Hands, at_work
from trama.shelters import services
from trama.shelters.models import House, Place, Request, Stay
from trama.testing.cast import Cast, Person

ADDRESS = "via dei Tigli 7, Borgolontano"


def day(number: int) -> date:
    """So many days from today."""
    return timezone.localdate() + timedelta(days=number)


@dataclass
class Shelter:
    """The house of the tests."""

    house: House
    places: list[Place]

    @property
    def first(self) -> UUID:
        return self.places[0].pk

    @property
    def second(self) -> UUID:
        return self.places[1].pk


def build(nora: Hands) -> Shelter:
    house = services.open_house(**nora.who, name="Glicine", level="protected_secret", days=180)
    places = [services.add_place(**nora.who, house_id=house.pk, beds=beds) for beds in (2, 3)]
    return Shelter(house, places)


@pytest.fixture
def shelter(cast: Cast) -> Shelter:
    with at_work(cast.nora) as nora:
        return build(nora)


def ask(hands: Hands, name: str, **asked: object) -> Request:
    """A path for `name`, and a request by hand."""
    path = cases.open_path(actor=hands.actor, keyring=hands.keyring, name=name)
    return services.ask_place(**hands.who, path_id=path.pk, **asked)  # type: ignore[arg-type]


def admit(hands: Hands, name: str, place: UUID, *, days: int = 30) -> Stay:
    request = ask(hands, name)
    return services.admit(**hands.who, request_id=request.pk, place_id=place, until=day(days))


def write_address(cast: Cast, house: House, *people: Person) -> None:
    with at_work(cast.nora) as nora:
        members = [one.membership_id for one in (cast.nora, *people)]
        services.write_address(
            **nora.who, house_id=house.pk, address=ADDRESS, directions="dopo il ponte", members=members
        )


def hold(hands: Hands, name: str, place: UUID, *, until: int, held: int) -> Stay:
    """A request, and a place kept for it from today; days from today."""
    return services.hold_place(
        **hands.who, request_id=ask(hands, name).pk, place_id=place, since=day(0), until=day(until),
        held_until=day(held),
    )  # fmt: skip
