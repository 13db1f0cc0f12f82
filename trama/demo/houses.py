"""Two houses for each shelter, at addresses that do not exist."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from trama.access.context import acting
from trama.access.roles import Role
from trama.accounts.founding import Insider
from trama.accounts.people import actor_of
from trama.demo.loading import Placed
from trama.shelters import services
from trama.shelters.rules import PROPOSED_DAYS

# Name, level, beds of each place.
HOUSES: Final = (
    (("Glicine", "protected_secret", (2, 3, 2, 4)), ("Girasole", "semi_autonomy", (2, 3, 3))),
    (("Betulla", "emergency", (1, 2, 2, 3)), ("Ginepro", "protected_secret", (2, 3, 4))),
    (("Rondine", "protected_secret", (2, 2, 3)), ("Lucciola", "autonomy", (3, 4))),
)
WAYS: Final = ("via dell’Altrove", "vicolo Inventato", "via Senza Nome")


def open_houses(placed: Iterable[Placed]) -> dict[str, list[UUID]]:
    """The places of each shelter, by the code of the body."""
    shelters = [one for one in placed if one.body.is_shelter]
    return {shelter.body.code: _open(shelter, number) for number, shelter in enumerate(shelters)}


def _open(shelter: Placed, number: int) -> list[UUID]:
    insider = coordinator(shelter)
    actor, keyring = actor_of(insider.membership), insider.keyring
    circle = [one.membership.pk for one in shelter.people.values()]
    places = []
    with acting(actor):
        for step, (name, level, beds) in enumerate(HOUSES[number % len(HOUSES)]):
            house = services.open_house(
                actor=actor, keyring=keyring, name=name, level=level, days=PROPOSED_DAYS[level]
            )
            services.write_address(
                actor=actor, keyring=keyring, house_id=house.pk, members=circle,
                address=f"{WAYS[number % len(WAYS)]} {7 + step}, Borgo Immaginario",
                directions="Si telefona dalla piazza: qualcuna scende ad aprire.",
            )  # fmt: skip
            places += [
                services.add_place(actor=actor, keyring=keyring, house_id=house.pk, beds=number_of).pk
                for number_of in beds
            ]
    return places


def coordinator(shelter: Placed) -> Insider:
    return next(one for one in shelter.people.values() if Role.COORDINATOR in one.membership.roles)
