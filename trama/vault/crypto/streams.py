"""libsodium secretstream over files: chunks that cannot be cut, swapped, repeated or left off at the end."""

from collections.abc import Iterator
from typing import BinaryIO

from nacl import bindings
from nacl.exceptions import CryptoError

from trama.vault.errors import Tampered

CHUNK = 64 * 1024
ABYTES = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
HEADERBYTES = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
FINAL = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
MESSAGE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
new_state = bindings.crypto_secretstream_xchacha20poly1305_state
init_push = bindings.crypto_secretstream_xchacha20poly1305_init_push
init_pull = bindings.crypto_secretstream_xchacha20poly1305_init_pull
push = bindings.crypto_secretstream_xchacha20poly1305_push
pull = bindings.crypto_secretstream_xchacha20poly1305_pull
MAGIC = b"TRAMA\x01"


def encrypt_stream(key: bytes, context: str, source: BinaryIO, target: BinaryIO) -> None:
    """`context` (organisation|table|row|field) is bound to every chunk."""
    state = new_state()
    target.write(MAGIC + init_push(state, key))
    associated = context.encode()
    chunk = _read_exactly(source, CHUNK)
    while True:
        following = _read_exactly(source, CHUNK) if chunk else b""
        target.write(push(state, chunk, ad=associated, tag=MESSAGE if following else FINAL))
        if not following:
            return
        chunk = following


def decrypt_stream(key: bytes, context: str, source: BinaryIO) -> Iterator[bytes]:
    """Yields plain chunks; raises Tampered, at the end too when the file was truncated.

    Whoever writes the chunks somewhere must throw that away when this raises.
    """
    head = source.read(len(MAGIC) + HEADERBYTES)
    if len(head) < len(MAGIC) + HEADERBYTES or not head.startswith(MAGIC):
        raise Tampered
    state = new_state()
    init_pull(state, head[len(MAGIC) :], key)
    associated = context.encode()
    finished = False
    while chunk := _read_exactly(source, CHUNK + ABYTES):
        if finished:
            raise Tampered
        try:
            plain, tag = pull(state, chunk, ad=associated)
        except (CryptoError, ValueError):
            raise Tampered from None
        finished = tag == FINAL
        yield plain
    if not finished:
        raise Tampered


def _read_exactly(source: BinaryIO, size: int) -> bytes:
    """Pipes give less than asked for; chunks must not depend on that."""
    parts = []
    while size and (part := source.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
