"""Sealed values: AES-256-GCM with the place they belong to as associated data, padded to buckets.

Layout: kind and version (1 byte) | epoch of writing (4, big endian) | nonce (12) | ciphertext | tag (16).
The associated data repeats the first byte and the place, `organisation|table|row|field|epoch`, so that a
value moved to another row, field, table or organisation, or given another epoch, does not open.
"""

import json
import secrets
from typing import Any, TypeAlias
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from trama.vault.errors import Tampered

Json: TypeAlias = bool | int | float | str | list[Any] | dict[str, Any] | None

FIELD = 0x01  # a padded JSON value
KEY = 0x11  # a key or other bytes of a length that tells nothing, not padded
ENVELOPE = 0x21  # sealed to a public key, see crypto/keys.py
KINDS = (FIELD, KEY, ENVELOPE)

HEADER = 5
NONCE = 12
TAG = 16
OVERHEAD = HEADER + NONCE + TAG
SMALLEST = 32
LARGEST_DOUBLING = 64 * 1024
KEY_BYTES = 32

_read = json.JSONDecoder().raw_decode


class Sealed(bytes):
    """Ciphertext. The only thing a `SealedField` accepts."""

    __slots__ = ()

    @property
    def epoch(self) -> int:
        return int.from_bytes(self[1:HEADER])


def bucket(length: int) -> int:
    """The padded length for `length` bytes: 32, 64, 128 … 64 KiB, then whole multiples of 64 KiB."""
    if length > LARGEST_DOUBLING:
        return -(-length // LARGEST_DOUBLING) * LARGEST_DOUBLING
    size = SMALLEST
    while size < length:
        size *= 2
    return size


def pad(data: bytes) -> bytes:
    """Length prefix of 4 bytes, the data, zeros up to the bucket."""
    framed = len(data).to_bytes(4) + data
    return framed.ljust(bucket(len(framed)), b"\0")


def unpad(padded: bytes) -> bytes:
    return padded[4 : 4 + int.from_bytes(padded[:4])]


def place(organisation: UUID, table: str, row: UUID, field: str) -> str:
    """Where a value lives; the epoch is added when it is sealed."""
    return f"{organisation.hex}|{table}|{row.hex}|{field}|"


def encode(value: Json) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode(
        "utf-8", "surrogatepass"
    )


def decode(data: bytes) -> Json:
    """What `encode` was given. ValueError for anything else, were it a JSON text with a space too many."""
    text = data.decode("utf-8", "surrogatepass")
    value: Json
    value, end = _read(text)  # json.loads looks for spaces around it, which takes it three times as long
    if end != len(text):
        raise ValueError("more than one JSON text")
    return value


def seal(key: bytes, where: str, epoch: int, value: Json) -> Sealed:
    return seal_with(AESGCM(key), where, epoch, pad(encode(value)), FIELD)


def open_(key: bytes, where: str, sealed: bytes) -> Json:
    return decode(unpad(open_with(AESGCM(key), where, sealed, FIELD)))


def seal_key(wrapping: bytes, where: str, epoch: int, key: bytes) -> Sealed:
    return seal_with(AESGCM(wrapping), where, epoch, key, KEY)


def open_key(wrapping: bytes, where: str, sealed: bytes) -> bytes:
    return open_with(AESGCM(wrapping), where, sealed, KEY)


def seal_with(cipher: AESGCM, where: str, epoch: int, data: bytes, kind: int) -> Sealed:
    nonce = secrets.token_bytes(NONCE)
    head = bytes((kind,)) + epoch.to_bytes(4)
    return Sealed(head + nonce + cipher.encrypt(nonce, data, _associated(kind, where, epoch)))


def open_with(cipher: AESGCM, where: str, sealed: bytes, kind: int) -> bytes:
    if len(sealed) < OVERHEAD or sealed[0] != kind:
        raise Tampered
    epoch = int.from_bytes(sealed[1:HEADER])
    try:
        return cipher.decrypt(
            sealed[HEADER : HEADER + NONCE], sealed[HEADER + NONCE :], _associated(kind, where, epoch)
        )
    except InvalidTag:
        raise Tampered from None


def looks_sealed(value: bytes) -> bool:
    """A cheap structural test that catches plain text on its way into a column; proves nothing else."""
    if len(value) <= OVERHEAD or value[0] not in KINDS:
        return False
    inner = len(value) - OVERHEAD
    return value[0] != FIELD or bucket(inner) == inner


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def _associated(kind: int, where: str, epoch: int) -> bytes:
    return f"{kind}|{where}{epoch}".encode()
