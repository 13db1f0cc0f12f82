"""What a letter becomes where it was taken over: a path, a request for a place; or nothing but the letter."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trama.access.actor import Actor
from trama.common.registry import Registry
from trama.referrals.letters import Letter
from trama.vault.keyring import Keyring
from trama.vault.models import RecordKey


@dataclass(frozen=True, slots=True)
class Arrival:
    """A letter being taken over, already checked and opened."""

    referral: UUID
    sender_id: UUID
    sender_name: str
    letter: Letter
    respond_by: datetime


@dataclass(frozen=True, slots=True)
class Landed:
    """What it became here: whose key it is sealed under from now on, and where to go."""

    subject: UUID
    record_key: RecordKey
    url: str


class LandingTarget(Protocol):
    """Registered by `cases`, `shelters`…; called in the transaction of the take-over."""

    code: str
    label: str | Promise
    hint: str | Promise

    def offered(self, actor: Actor) -> bool:
        """Whether this organisation and person can take a letter over as this."""
        ...

    def land(self, *, actor: Actor, keyring: Keyring, arrival: Arrival, at: datetime) -> Landed: ...


landing: Registry[LandingTarget] = Registry("landing")

LETTER_ONLY = "letter"
LETTER_ONLY_LABEL = _("Solo l'invio, senza aprire un percorso")


def targets(actor: Actor) -> list[LandingTarget]:
    return [target for target in landing if target.offered(actor)]
