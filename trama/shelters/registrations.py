"""What this app brings to the registries of the apps below, at start."""

from trama.cases.registries import on_erase
from trama.deadlines.tick import ticks
from trama.shelters.services.erasure import forget
from trama.shelters.ticking import EXPIRED_HOLDS


def register() -> None:
    ticks.register(EXPIRED_HOLDS)
    on_erase.register(forget)
