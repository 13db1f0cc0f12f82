"""One opened record key: seals and opens the fields of rows."""

from collections.abc import Iterator
from typing import BinaryIO
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from trama.network.owned import OwnedModel
from trama.vault.crypto.derive import derive
from trama.vault.crypto.formats import (
    FIELD,
    Json,
    Sealed,
    decode,
    encode,
    open_with,
    pad,
    place,
    seal_with,
    unpad,
)
from trama.vault.crypto.streams import decrypt_stream, encrypt_stream
from trama.vault.errors import Tampered


class Box:
    """Bound to one organisation; a value is bound to its table, row and field as well."""

    __slots__ = ("_cipher", "_epoch", "_key", "_organisation")

    def __init__(self, organisation: UUID, key: bytes, epoch: int) -> None:
        self._organisation = organisation
        self._key = key
        self._cipher = AESGCM(key)
        self._epoch = epoch

    def seal(self, row: OwnedModel, field: str, value: Json) -> Sealed:
        """Ciphertext for `row.field`; nothing is assigned or saved. ValueError for what JSON cannot say."""
        return seal_with(self._cipher, self._place(row, field), self._epoch, pad(encode(value)), FIELD)

    def open(self, row: OwnedModel, field: str) -> Json:
        """What was sealed for `row.field`; None when the column is null. Raises Tampered."""
        sealed = getattr(row, field)
        return None if sealed is None else self.open_bytes(row, field, sealed)

    def open_bytes(self, row: OwnedModel, field: str, sealed: bytes) -> Json:
        """The same for bytes at hand, such as a value read by `values_list`."""
        return decode(unpad(open_with(self._cipher, self._place(row, field), bytes(sealed), FIELD)))

    def open_value(
        self, model: type[OwnedModel], organisation: UUID, pk: UUID, field: str, sealed: bytes
    ) -> Json:
        """The same without an instance, for rows read by `values_list`."""
        if organisation != self._organisation:
            raise Tampered
        where = place(organisation, model._meta.db_table, pk, field)
        return decode(unpad(open_with(self._cipher, where, sealed, FIELD)))

    def encrypt_file(self, row: OwnedModel, field: str, source: BinaryIO, target: BinaryIO) -> None:
        where = self._place(row, field)
        encrypt_stream(derive(self._key, f"file {where}"), where, source, target)

    def decrypt_file(self, row: OwnedModel, field: str, source: BinaryIO) -> Iterator[bytes]:
        """Plain chunks; throw away what was written when this raises Tampered."""
        where = self._place(row, field)
        return decrypt_stream(derive(self._key, f"file {where}"), where, source)

    def _place(self, row: OwnedModel, field: str) -> str:
        if row.organisation_id != self._organisation:
            raise Tampered
        return place(self._organisation, row._meta.db_table, row.pk, field)

    def __repr__(self) -> str:
        return "<Box>"

    def __reduce__(self) -> str:
        raise TypeError("a box is not pickled")
