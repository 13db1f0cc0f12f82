"""The verbs of a shelter. Each requires its action, writes, and writes its audit row in the caller's transaction."""

from trama.shelters.services.address import change_circle, read_address, write_address
from trama.shelters.services.changes import end_stay, extend_stay, transfer_stay
from trama.shelters.services.houses import add_place, close_house, close_place, open_house, update_house
from trama.shelters.services.requests import answer_request, ask_place
from trama.shelters.services.stays import admit, arrive, hold_place, keep_hold, release_hold

__all__ = [
    "add_place",
    "admit",
    "answer_request",
    "arrive",
    "ask_place",
    "change_circle",
    "close_house",
    "close_place",
    "end_stay",
    "extend_stay",
    "hold_place",
    "keep_hold",
    "open_house",
    "read_address",
    "release_hold",
    "transfer_stay",
    "update_house",
    "write_address",
]
