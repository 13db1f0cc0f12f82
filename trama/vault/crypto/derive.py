"""HKDF and keyed hashes, each with a label of its own so that no two uses ever share a key."""

import hashlib
import hmac

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def derive(secret: bytes, label: str, *, salt: bytes | None = None, length: int = 32) -> bytes:
    return HKDF(hashes.SHA256(), length=length, salt=salt, info=f"trama/v1/{label}".encode()).derive(secret)


def keyed_hash(key: bytes, label: str, text: str) -> bytes:
    """HMAC-SHA256 with the label inside, 32 bytes."""
    return hmac.digest(key, f"trama/v1/{label}\0{text}".encode("utf-8", "surrogatepass"), "sha256")


def digest(*parts: bytes) -> bytes:
    """SHA-256 over length-prefixed parts."""
    state = hashlib.sha256()
    for part in parts:
        state.update(len(part).to_bytes(8) + part)
    return state.digest()


def same(left: bytes, right: bytes) -> bool:
    """Comparison in constant time."""
    return hmac.compare_digest(left, right)
