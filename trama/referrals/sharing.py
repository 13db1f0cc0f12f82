"""What the app of a subject offers to letters: the things of hers that may be shared, and who must not know.

`cases` (later `programmes`, `frontline`) registers a `Sharing` from its `apps.py`.
"""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from trama.access.actor import Actor
from trama.common.errors import DomainError
from trama.common.registry import Registry
from trama.referrals.drafts import SharedField
from trama.vault.errors import KeyNotHeld
from trama.vault.keyring import Keyring


class Sharing(Protocol):
    def shareable(self, *, actor: Actor, keyring: Keyring, subject: UUID) -> Sequence[SharedField] | None:
        """What this actor could share of her, in the order of a page, empty things left out; None: not my subject."""
        ...

    def hidden_organisations(
        self, *, actor: Actor, keyring: Keyring, subject: UUID
    ) -> frozenset[UUID] | None:
        """Organisations that must not know; None: not my subject. Raises KeyNotHeld for who may not open the list."""
        ...

    def who_else(self, *, actor: Actor, keyring: Keyring, subject: UUID) -> str:
        """Other people who must not know, in the words they were written in: for whoever chooses to read.

        Empty where there are none, for another's subject and for who may not open the list.
        """
        ...


sharing: Registry[Sharing] = Registry("sharing")


def shareable_fields(*, actor: Actor, keyring: Keyring, subject: UUID) -> list[SharedField]:
    for offer in sharing:
        found = offer.shareable(actor=actor, keyring=keyring, subject=subject)
        if found is not None:
            return list(found)
    return []


def hidden_organisations(*, actor: Actor, keyring: Keyring, subject: UUID) -> frozenset[UUID]:
    """Who is not offered as a receiver. DomainError, neutral, when this person may not know who that is."""
    try:
        found = [
            offer.hidden_organisations(actor=actor, keyring=keyring, subject=subject) for offer in sharing
        ]
    except KeyNotHeld as error:
        raise DomainError(
            "choose_with_colleague",
            _("Per questo percorso il destinatario lo sceglie una collega: chiedi a chi lo segue."),
        ) from error
    return frozenset().union(*(hidden for hidden in found if hidden is not None))


def others_who_must_not_know(*, actor: Actor, keyring: Keyring, subject: UUID) -> str:
    """Whom no list can leave out, because they are people of an office: the one who chooses reads who they are."""
    said = (offer.who_else(actor=actor, keyring=keyring, subject=subject) for offer in sharing)
    return next((words for words in said if words), "")
