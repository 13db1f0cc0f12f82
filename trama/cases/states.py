"""The states of a path and what may follow what (DOMAIN §9). The database has the same table as a trigger."""

from enum import StrEnum
from typing import Final

from trama.common.vocabularies import vocabulary


class State(StrEnum):
    """The codes of the vocabulary `pathway_state`."""

    CONTACT = "contact"
    RECEPTION = "reception"
    IN_PATH = "in_path"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    REOPENED = "reopened"

    @property
    def label(self) -> str:
        return vocabulary("pathway_state").label(self)

    @property
    def is_open(self) -> bool:
        return self is not State.CLOSED


# A path begins with a first contact, or at the door of the centre with a reception.
BEGINNINGS: Final = frozenset({State.CONTACT, State.RECEPTION})

# `reopened` behaves as `in_path`. Nothing goes back to before it began; everything open can be closed.
TRANSITIONS: Final[dict[State, frozenset[State]]] = {
    State.CONTACT: frozenset({State.RECEPTION, State.IN_PATH, State.CLOSED}),
    State.RECEPTION: frozenset({State.IN_PATH, State.SUSPENDED, State.CLOSED}),
    State.IN_PATH: frozenset({State.SUSPENDED, State.CLOSED}),
    State.SUSPENDED: frozenset({State.IN_PATH, State.CLOSED}),
    State.CLOSED: frozenset({State.REOPENED}),
    State.REOPENED: frozenset({State.SUSPENDED, State.CLOSED}),
}


def may_follow(before: State, after: State) -> bool:
    return after in TRANSITIONS[before]


def steps_from(state: State) -> list[State]:
    """What a person may choose as the next state by itself: closing and reopening are acts with pages of their own."""
    return [
        after for after in State if may_follow(state, after) and after not in (State.CLOSED, State.REOPENED)
    ]
