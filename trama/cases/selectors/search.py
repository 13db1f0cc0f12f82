"""Finding her by how she is called, or by the number she calls from."""

from uuid import UUID

from django.db.models import QuerySet

from trama.access.actor import Actor
from trama.cases.folding import fold
from trama.cases.models import PhoneKey, Woman
from trama.vault.errors import KeyNotHeld
from trama.vault.keyring import Keyring

SHORTEST, MOST = 2, 200


def search_women(actor: Actor, keyring: Keyring, text: str) -> list[UUID]:
    """Ids of the women whose name holds `text`, those that begin with it first.

    Text without a letter is a telephone number, which is found whole or not at all.

    The organisation's names are opened in memory and compared; there is no index of names anywhere. At most `MOST`.
    Not limited to the paths the actor sees: the caller filters by `visible_paths`.
    """
    wanted = fold(text)
    if len(wanted) < SHORTEST:
        return []
    if not any(sign.isalpha() for sign in wanted):
        return _by_phone(keyring, text)[:MOST]
    found: list[tuple[bool, str, UUID]] = []
    for woman_id, (name,) in keyring.each_opened(_women(actor), "name"):
        folded = fold(str(name))
        if wanted in folded:
            found.append((not folded.startswith(wanted), folded, woman_id))
    return [woman_id for *_order, woman_id in sorted(found)][:MOST]


def _women(actor: Actor) -> QuerySet[Woman]:
    return Woman.objects.filter(organisation_id=actor.organisation_id, erased_at__isnull=True)


def _by_phone(keyring: Keyring, text: str) -> list[UUID]:
    """A specialist holds no key of the hashes: she searches by name, among her paths."""
    try:
        hashes = keyring.phone_hashes(text)
    except KeyNotHeld:
        return []
    if not hashes:
        return []
    return list(PhoneKey.objects.filter(key__in=hashes).values_list("woman_id", flat=True).distinct())
