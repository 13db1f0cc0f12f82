"""An organisation as one member opens it: her place in the manifest, and the keys her grant leads to."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db.models import OuterRef, QuerySet, Subquery

from trama.access.prepared import prepared
from trama.vault import installation
from trama.vault.crypto.formats import KEY, Sealed, open_key, open_with, place, seal_key, seal_with
from trama.vault.crypto.keys import KeyPair
from trama.vault.directory import heads, verify_head
from trama.vault.errors import KeyNotHeld, Tampered
from trama.vault.models import Epoch, EpochGrant
from trama.vault.trust.chain import VerifiedOrganisation
from trama.vault.trust.manifests import Flag, Member


@dataclass
class EpochKeys:
    """An epoch's pair, and the data key that whoever holds its seed makes again (docs/decisions)."""

    number: int
    pair: KeyPair
    cipher: AESGCM = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.data_key = self.pair.secret("data-key")
        self.cipher = AESGCM(self.data_key)

    @classmethod
    def generate(cls, number: int) -> "EpochKeys":
        return cls(number, KeyPair.generate("epoch"))

    def wrap(self, organisation: UUID, record_key: UUID, key: bytes) -> Sealed:
        return seal_with(self.cipher, record_place(organisation, record_key), self.number, key, KEY)

    def epoch_row(self, organisation: UUID, *, previous: "EpochKeys | None", lookup: bytes) -> Epoch:
        before = previous and seal_key(
            self.data_key, _place(organisation, "previous"), self.number, previous.pair.seed
        )
        kept = seal_key(self.data_key, _place(organisation, "lookup"), self.number, lookup)
        return Epoch(organisation_id=organisation, number=self.number, previous=before, lookup=kept)


@dataclass
class OpenOrganisation:
    """`epochs` holds the present epoch for a reader, nothing for the others; past ones are opened when asked for."""

    verified: VerifiedOrganisation
    me: Member
    pair: KeyPair = field(repr=False)
    epochs: dict[int, EpochKeys] = field(repr=False)
    _lookup: Sealed | None = field(repr=False)

    @property
    def id(self) -> UUID:
        return self.verified.id

    @property
    def reads(self) -> bool:
        return self.verified.epoch in self.epochs

    def present(self) -> EpochKeys:
        return self.epoch(self.verified.epoch)

    def epoch(self, number: int) -> EpochKeys:
        """Raises KeyNotHeld for who is no reader; walks back through the seeds kept under each next epoch."""
        if number not in self.epochs:
            self._walk_back_to(number)
        return self.epochs[number]

    def unwrap(self, record_key: UUID, wrapped: Sealed) -> bytes:
        return open_with(self.epoch(wrapped.epoch).cipher, record_place(self.id, record_key), wrapped, KEY)

    def lookup_key(self) -> bytes:
        """Of the telephone hashes; raises KeyNotHeld for who is no reader."""
        keys = self.present()
        if self._lookup is None:
            raise Tampered
        return open_key(keys.data_key, _place(self.id, "lookup"), self._lookup)

    def _walk_back_to(self, number: int) -> None:
        if not self.reads:
            raise KeyNotHeld("organisation")
        oldest = self.epochs[min(self.epochs)]
        if not 0 < number < oldest.number:
            raise Tampered
        rows = Epoch.objects.filter(organisation=self.id, number__gt=number, number__lte=oldest.number)
        for row in rows.order_by("-number"):
            if row.number != oldest.number or row.previous is None:
                raise Tampered
            seed = open_key(oldest.data_key, _place(self.id, "previous"), row.previous)
            oldest = certified(self.verified, oldest.number - 1, seed)
            self.epochs[oldest.number] = oldest
        if number not in self.epochs:
            raise Tampered


def certified(verified: VerifiedOrganisation, number: int, seed: bytes) -> EpochKeys:
    """A seed is believed only when it makes the public keys that the manifest names for its epoch."""
    keys = EpochKeys(number, KeyPair(seed, "epoch"))
    if keys.pair.public != verified.epochs.get(number):
        raise Tampered
    return keys


def open_organisation(organisation: UUID, key_id: UUID, pair: KeyPair) -> OpenOrganisation:
    """One query. Raises KeyNotHeld unless this very key stands in the manifest as active; UntrustedKey."""
    seen = installation.witness().seen()
    head = next(iter(_head_for(organisation, key_id)), None)
    verified = verify_head(organisation, head, seen)
    me = verified.members.get(key_id)
    if head is None or me is None or not me.active or me.public != pair.public:
        raise KeyNotHeld("organisation")
    epochs: dict[int, EpochKeys] = {}
    if me.has(Flag.READER) and head.grant is not None:
        seed = pair.open(head.grant, epoch_context(organisation, verified.epoch, key_id))
        epochs[verified.epoch] = certified(verified, verified.epoch, seed)
    return OpenOrganisation(verified, me, pair, epochs, None if head.lookup is None else Sealed(head.lookup))


def ask_ahead(organisation: UUID, key_id: UUID) -> None:
    """Inside `asking.one_journey`: what `open_organisation` will ask."""
    _head_for.ahead(organisation, key_id)


@prepared
def _head_for(organisation: UUID, key_id: UUID) -> "QuerySet[Any]":
    """The organisation's head, with this member's grant and the lookup key of its epoch beside it."""
    grant = EpochGrant.objects.filter(
        organisation=OuterRef("organisation"), number=OuterRef("epoch"), user_key=key_id
    ).values("sealed")[:1]
    lookup = Epoch.objects.filter(organisation=OuterRef("organisation"), number=OuterRef("epoch")).values(
        "lookup"
    )[:1]
    head: QuerySet[Any] = heads(organisation).annotate(grant=Subquery(grant), lookup=Subquery(lookup))
    return head[:1]


def open_lookup(verified: VerifiedOrganisation) -> Sealed | None:
    row = Epoch.objects.filter(organisation=verified.id, number=verified.epoch).first()
    return Sealed(row.lookup) if row else None


def record_place(organisation: UUID, record_key: UUID) -> str:
    return place(organisation, "vault_recordkey", record_key, "data-key")


def epoch_context(organisation: UUID, number: int, key_id: UUID) -> str:
    return f"epoch {organisation} {number} {key_id}"


def _place(organisation: UUID, what: str) -> str:
    return place(organisation, "vault_epoch", organisation, what)
