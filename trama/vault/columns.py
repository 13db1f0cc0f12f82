"""Sealed fields of many rows: the loop behind lists and search, where a function call per row would show."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db.models import BinaryField, ExpressionWrapper, F

from trama.vault.crypto.formats import FIELD, HEADER, KEY, NONCE, Json, decode, unpad
from trama.vault.errors import Tampered
from trama.vault.opened import OpenOrganisation, record_place

_START = HEADER + NONCE
# pk, record key's id, its wrap, its compartment, then the sealed values
Row = tuple[Any, ...]


def to_open(*names: str, record_key: str = "record_key") -> tuple[Any, ...]:
    """For `values_list`: what `Keyring.open_rows` takes. `record_key`: the lookup from the rows to their RecordKey.

    Sealed columns come as plain bytes: 20,000 calls of `SealedField.from_db_value` would show.
    """
    wrapped, *sealed = map(as_bytes, (f"{record_key}__wrapped", *names))
    return ("pk", record_key, wrapped, f"{record_key}__compartment", *sealed)


def as_bytes(column: str) -> "ExpressionWrapper[F]":
    """A sealed column for `values_list`, without a `Sealed` for each row."""
    return ExpressionWrapper(F(column), output_field=BinaryField())


def open_plain(
    opened: OpenOrganisation, table: str, names: Sequence[str], rows: Iterable[Row]
) -> Iterator[tuple[UUID, tuple[Json, ...]]]:
    """For rows whose keys lie under the organisation's data key; destroyed ones are left out. Raises Tampered."""
    before, after = f"{FIELD}|{opened.id.hex}|{table}|", [f"|{name}|" for name in names]
    nothing = UUID(int=0)
    key_before, key_after = f"{KEY}|{record_place(opened.id, nothing)}".split(nothing.hex)
    epochs: dict[bytes, tuple[Any, str]] = {}
    try:
        for pk, key_id, wrapped, _compartment, *sealed in rows:
            if wrapped is None:
                continue
            wrapped_at = wrapped[1:HEADER]
            if wrapped_at not in epochs:
                number = int.from_bytes(wrapped_at)
                epochs[wrapped_at] = (opened.epoch(number).cipher.decrypt, f"{key_after}{number}")
            unwrap, ending = epochs[wrapped_at]
            if wrapped[0] != KEY:
                raise Tampered
            key = unwrap(
                wrapped[HEADER:_START], wrapped[_START:], f"{key_before}{key_id.hex}{ending}".encode()
            )
            place = f"{before}{pk.hex}"
            yield pk, _open_row(AESGCM(key), place, after, sealed)
    except InvalidTag:
        raise Tampered from None


def _open_row(cipher: AESGCM, place: str, after: list[str], sealed: list[bytes | None]) -> tuple[Json, ...]:
    values: list[Json] = []
    for value, ending in zip(sealed, after, strict=True):
        if value is None:
            values.append(None)
            continue
        if value[0] != FIELD:
            raise Tampered
        where = f"{place}{ending}{int.from_bytes(value[1:HEADER])}"
        padded = cipher.decrypt(value[HEADER:_START], value[_START:], where.encode())
        values.append(decode(unpad(padded)))
    return tuple(values)
