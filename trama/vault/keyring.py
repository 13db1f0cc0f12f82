"""What a signed-in person holds: her own key, and what it opens in the organisation she acts in."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from trama.vault import ciphers, circles, columns
from trama.vault.box import Box
from trama.vault.ciphers import Wrapped
from trama.vault.crypto.formats import Json, Sealed, new_key, open_, place
from trama.vault.crypto.keys import KeyPair
from trama.vault.crypto.lookup import telephone_hashes
from trama.vault.errors import KeyNotHeld
from trama.vault.models import Compartment, CompartmentKind, RecordGrant, RecordKey
from trama.vault.opened import OpenOrganisation, ask_ahead, open_organisation
from trama.vault.received import open_from_organisation, open_from_service
from trama.vault.signatures import sign
from trama.vault.trust.fingerprints import fingerprint

__all__ = ["Box", "Keyring"]


class Keyring:
    """Lazy: costs one query at the first use. Lives as long as a request; never stored, never pickled."""

    def __init__(self, user_key_id: UUID, pair: KeyPair, organisation_id: UUID | None = None) -> None:
        self.user_key_id = user_key_id
        self.organisation_id = organisation_id
        self._pair = pair
        self._opened: OpenOrganisation | None = None
        self._circles: dict[UUID, circles.Circle] = {}

    def acting_for(self, organisation_id: UUID) -> "Keyring":
        """The same person in another organisation of hers."""
        return Keyring(self.user_key_id, self._pair, organisation_id)

    def refresh(self) -> None:
        """Forgets what was opened: after members or the epoch changed in this request."""
        self._opened = None
        self._circles = {}

    @property
    def opened(self) -> OpenOrganisation:
        """Raises KeyNotHeld while no custodian has admitted this key, and after its removal; UntrustedKey."""
        if self._opened is None:
            if self.organisation_id is None:
                raise KeyNotHeld("organisation")
            self._opened = open_organisation(self.organisation_id, self.user_key_id, self._pair)
        return self._opened

    def ask_ahead(self) -> None:
        """Inside `asking.one_journey`: send what `opened` will ask, if it has to."""
        if self._opened is None and self.organisation_id is not None:
            ask_ahead(self.organisation_id, self.user_key_id)

    @property
    def pair(self) -> KeyPair:
        """For the vault's own services."""
        return self._pair

    @property
    def fingerprint(self) -> str:
        """What she reads to the custodian: of the key that her password opened, whatever the database says of it."""
        return fingerprint(self._pair.public)

    # Records

    def new_record(self, *, compartment: Compartment | None = None) -> RecordKey:
        """A saved key for one thing that is erased as one. Raises KeyNotHeld."""
        record, _key = self._make(compartment)
        record.save(force_insert=True)
        return record

    def new_records(self, number: int, *, compartment: Compartment | None = None) -> list[RecordKey]:
        return RecordKey.objects.bulk_create(
            [self._make(compartment)[0] for _ in range(number)], batch_size=1000
        )

    def box(self, record_key: RecordKey) -> Box:
        """Raises KeyNotHeld: not hers, or destroyed."""
        try:
            return self.boxes([record_key])[record_key.pk]
        except KeyError:
            raise KeyNotHeld from None

    def boxes(self, record_keys: Iterable[RecordKey]) -> dict[UUID, Box]:
        """By id of the record key; what she does not hold is left out."""
        own = [record for record in record_keys if record.organisation_id == self.organisation_id]
        if not own:
            return {}
        epoch = self.opened.verified.epoch
        keys = self._keys(Wrapped(record.pk, record.wrapped, record.compartment_id) for record in own)
        return {key_id: Box(self.opened.id, key, epoch) for key_id, key in keys.items()}

    def holds(self, record_keys: Iterable[RecordKey]) -> set[UUID]:
        """Ids of those she could open."""
        return set(self.boxes(record_keys))

    def open_column(
        self, queryset: "QuerySet[Any]", name: str, *, record_key: str = "record_key"
    ) -> dict[UUID, Json]:
        """One sealed field of many rows by primary key, in one query; rows she does not hold are left out.

        `record_key` is the lookup from the rows to their RecordKey. Null columns come out as None.
        """
        return {pk: values[0] for pk, values in self.each_opened(queryset, name, record_key=record_key)}

    def open_columns(
        self, queryset: "QuerySet[Any]", *names: str, record_key: str = "record_key"
    ) -> dict[UUID, tuple[Json, ...]]:
        """As `open_column` for several sealed fields of the same rows: one query, each record key unwrapped once."""
        return dict(self.each_opened(queryset, *names, record_key=record_key))

    def each_opened(
        self, queryset: "QuerySet[Any]", *names: str, record_key: str = "record_key"
    ) -> Iterator[tuple[UUID, tuple[Json, ...]]]:
        """`open_columns` one row after the other, in no order: for a search, which keeps few of them."""
        own = queryset.filter(organisation=self.opened.id)
        rows = list(own.values_list(*columns.to_open(*names, record_key=record_key)))
        return self.open_rows(queryset.model, names, rows)

    def open_rows(
        self, model: type[Model], names: Sequence[str], rows: list[columns.Row]
    ) -> Iterator[tuple[UUID, tuple[Json, ...]]]:
        """The same for rows of this organisation already read as `columns.to_open(*names)`."""
        table = model._meta.db_table
        narrow = [row for row in rows if row[3] is not None] if self.opened.reads else rows
        if self.opened.reads:
            plain = [row for row in rows if row[3] is None] if narrow else rows
            yield from columns.open_plain(self.opened, table, names, plain)
        yield from self._open_narrow(narrow, table, names)

    # Who holds a record

    def share_record(self, record_key: RecordKey, *, with_key: UUID) -> None:
        """A specialist called into this path. Raises KeyNotHeld, UntrustedKey (no active member)."""
        if record_key.compartment_id is not None or not self.opened.reads:
            raise KeyNotHeld
        grant = ciphers.grant(self.opened, record_key.pk, self._key(record_key), with_key)
        RecordGrant.objects.filter(
            organisation=self.opened.id, record_key=record_key, user_key=with_key
        ).delete()
        grant.save(force_insert=True)

    def unshare_record(self, record_key: RecordKey, *, with_key: UUID) -> None:
        """Ends what `share_record` began; the specialist keeps nothing that opens it."""
        if not self.opened.reads:
            raise KeyNotHeld
        RecordGrant.objects.filter(
            organisation=self.opened.id, record_key=record_key, user_key=with_key
        ).delete()

    def move_to_compartment(self, record_key: RecordKey, compartment: Compartment) -> None:
        """From now on only the circle opens it; the specialists' shares end. Raises KeyNotHeld."""
        circle = self._circle(compartment.pk)
        circle.wrap(record_key, self._key(record_key))
        record_key.save(update_fields=["wrapped", "epoch", "compartment"])
        RecordGrant.objects.filter(organisation=self.opened.id, record_key=record_key).delete()

    def move_out_of_compartment(self, record_key: RecordKey) -> None:
        """Back to all readers of the organisation. Raises KeyNotHeld."""
        key = self._key(record_key)
        self._under_data_key(record_key, key)
        record_key.save(update_fields=["wrapped", "epoch", "compartment"])

    # Compartments

    def new_compartment(self, kind: CompartmentKind, members: Iterable[UUID]) -> Compartment:
        """`members`: user key ids, at least two, herself among them. Raises DomainError, UntrustedKey."""
        circle = circles.create(self.opened, kind, members)
        self._circles[circle.compartment.pk] = circle
        return circle.compartment

    def change_compartment(self, compartment: Compartment, members: Iterable[UUID]) -> None:
        """Another circle: new key, records rewrapped at once. Raises KeyNotHeld, DomainError, UntrustedKey."""
        circle = circles.change(self.opened, self._circle(compartment.pk), members)
        self._circles[compartment.pk] = circle

    def shut_out(self, compartment: Compartment, keys: Iterable[UUID], *, last: UUID) -> None:
        """User keys that must not open it any more; in the circle herself or not. `last` stays where nobody would."""
        circles.shut_out(self.opened, compartment, keys, last=last)
        self._circles.pop(compartment.pk, None)

    def compartment_members(self, compartment: Compartment) -> frozenset[UUID]:
        """User key ids. Raises KeyNotHeld for who is not one of them."""
        return self._circle(compartment.pk).turn.members

    def compartments(self, compartments: Iterable[Compartment]) -> set[UUID]:
        """Ids of those she is in, in one query."""
        wanted = {compartment.pk for compartment in compartments}
        self._circles |= circles.open_circles(self.opened, wanted - self._circles.keys())
        return wanted & self._circles.keys()

    # Beyond the organisation

    def open_from_organisation(self, envelope: Sealed, *, context: str) -> bytes:
        """What `seal_to_organisation` sealed to this organisation, in this or an earlier epoch."""
        return open_from_organisation(self.opened, envelope, context)

    def open_from_service(self, service_id: UUID, envelope: Sealed, *, context: str) -> bytes:
        """What `seal_to_service` sealed; raises KeyNotHeld for who does not read that service."""
        return open_from_service(self.opened, service_id, envelope, context)

    def sign(self, purpose: str, message: bytes) -> bytes:
        """The person's and the organisation's signature in one; raises KeyNotHeld for who is no reader."""
        return sign(self.opened, purpose, message)

    def phone_hashes(self, text: str) -> list[bytes]:
        """One keyed hash per telephone number in the text, of this organisation only, the same in all epochs."""
        return telephone_hashes(self.opened.lookup_key(), text)

    # Inside

    def _make(self, compartment: Compartment | None) -> tuple[RecordKey, bytes]:
        key = new_key()
        record = RecordKey(organisation_id=self.opened.id)
        if compartment is None:
            self._under_data_key(record, key)
        else:
            self._circle(compartment.pk).wrap(record, key)
        return record, key

    def _under_data_key(self, record: RecordKey, key: bytes) -> None:
        present = self.opened.present()
        record.compartment = None
        record.epoch = present.number
        record.wrapped = present.wrap(self.opened.id, record.pk, key)

    def _key(self, record_key: RecordKey) -> bytes:
        if record_key.organisation_id != self.opened.id:
            raise KeyNotHeld
        keys = self._keys([Wrapped(record_key.pk, record_key.wrapped, record_key.compartment_id)])
        if record_key.pk not in keys:
            raise KeyNotHeld
        return keys[record_key.pk]

    def _keys(self, wrapped: Iterable[Wrapped]) -> dict[UUID, bytes]:
        return ciphers.open_keys(self.opened, wrapped, self._circles)

    def _open_narrow(
        self, rows: list[columns.Row], table: str, names: Sequence[str]
    ) -> Iterator[tuple[UUID, tuple[Json, ...]]]:
        """Rows under compartments or shares: few."""
        wrapped = {row[1]: Wrapped(row[1], row[2] and Sealed(row[2]), row[3]) for row in rows}
        keys = self._keys(wrapped.values())
        where = partial(place, self.opened.id, table)
        for row in rows:
            if row[1] in keys:
                yield (
                    row[0],
                    tuple(
                        None if value is None else open_(keys[row[1]], where(row[0], name), value)
                        for value, name in zip(row[4:], names, strict=True)
                    ),
                )

    def _circle(self, compartment_id: UUID) -> circles.Circle:
        if compartment_id not in self._circles:
            self._circles |= circles.open_circles(self.opened, [compartment_id])
        if compartment_id not in self._circles:
            raise KeyNotHeld("compartment")
        return self._circles[compartment_id]

    def __repr__(self) -> str:
        return f"<Keyring of {self.user_key_id}>"

    def __reduce__(self) -> str:
        raise TypeError("a keyring is not pickled")
