"""What happens elsewhere when she withdraws: apps above register here and are called in the same transaction."""

from datetime import datetime
from typing import Protocol

from trama.access.actor import Actor
from trama.common.registry import Registry
from trama.consent.models import Consent


class OnWithdraw(Protocol):
    """Ends at once what stood on `consent`; `consent` is already stamped as withdrawn."""

    def __call__(self, *, actor: Actor, consent: Consent, at: datetime) -> None: ...


on_withdraw: Registry[OnWithdraw] = Registry("on_withdraw")
