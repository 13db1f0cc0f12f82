"""Dumps are encrypted to the installation's backup public key; the private one is not on the server."""

from collections.abc import Iterator
from typing import BinaryIO

from trama.vault.crypto.formats import new_key
from trama.vault.crypto.keys import KeyPair, seal_to
from trama.vault.crypto.streams import decrypt_stream, encrypt_stream
from trama.vault.errors import Tampered

MAGIC = b"TRAMABACKUP\x01"
CONTEXT = "backup"


def encrypt_backup(public: bytes, source: BinaryIO, target: BinaryIO) -> None:
    """`public`: the X25519 key of a `KeyPair(seed, "backup")`."""
    key = new_key()
    envelope = seal_to(public, key, CONTEXT)
    target.write(MAGIC + len(envelope).to_bytes(2) + envelope)
    encrypt_stream(key, CONTEXT, source, target)


def decrypt_backup(seed: bytes, source: BinaryIO) -> Iterator[bytes]:
    """Plain chunks of the dump; raises Tampered for another key's backup or a damaged or truncated one."""
    if source.read(len(MAGIC)) != MAGIC:
        raise Tampered
    envelope = source.read(int.from_bytes(source.read(2)))
    yield from decrypt_stream(KeyPair(seed, "backup").open(envelope, CONTEXT), CONTEXT, source)


def is_backup(start: bytes) -> bool:
    return start.startswith(MAGIC)
