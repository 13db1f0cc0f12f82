"""The pages of a shelter."""

from trama.shelters.views.address import address, circle, write_address
from trama.shelters.views.board import board_page
from trama.shelters.views.houses import (
    add_house,
    add_place,
    close_house,
    close_place,
    edit_house,
    house_list,
    house_page,
)
from trama.shelters.views.requests import admit, answer, ask, hold, request_list, request_page
from trama.shelters.views.stays import arrive, extend, keep, leave, release, stay_page, transfer

__all__ = [
    "add_house",
    "add_place",
    "address",
    "admit",
    "answer",
    "arrive",
    "ask",
    "board_page",
    "circle",
    "close_house",
    "close_place",
    "edit_house",
    "extend",
    "hold",
    "house_list",
    "house_page",
    "keep",
    "leave",
    "release",
    "request_list",
    "request_page",
    "stay_page",
    "transfer",
    "write_address",
]
