"""What this app brings to the registries of the apps below, at start."""

from trama.consent.tasks import EXPIRE
from trama.deadlines.tick import ticks


def register() -> None:
    ticks.register(EXPIRE)
