"""What apps above do when the people of an organisation change, in the custodian's transaction."""

from typing import Protocol

from trama.access.actor import Actor
from trama.accounts.models import Membership
from trama.common.registry import Registry


class NewReader(Protocol):
    """Somebody opens the organisation's records from now on: she was admitted, or has another role."""

    def __call__(self, *, actor: Actor, membership: Membership) -> None: ...


new_reader: Registry[NewReader] = Registry("new_reader")
