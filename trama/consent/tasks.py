"""What the clock does to consents: access expires by itself; the duty to talk about it again does not."""

from typing import Final

from trama.access.actor import Actor
from trama.consent.services import expire_consents
from trama.deadlines.tick import Every, Tick


def _expire(actor: Actor) -> None:
    expire_consents(actor=actor)


EXPIRE: Final = Tick("consents", Every.HOUR, _expire)
