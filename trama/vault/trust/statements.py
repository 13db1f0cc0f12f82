"""Signed statements: canonical bytes, a signature, and a hash to link them by."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from trama.vault.crypto.canonical import canonical, parse_canonical
from trama.vault.crypto.derive import digest
from trama.vault.crypto.keys import KeyPair, verify
from trama.vault.errors import UntrustedKey

ORGANISATION = "organisation-statement"
MANIFEST = "epoch-manifest"
COMPARTMENT = "compartment-turn"


@dataclass(frozen=True, slots=True)
class Signed:
    body: bytes
    signature: bytes

    @property
    def hash(self) -> str:
        """Of the body alone: a signature may have two spellings, a statement has one."""
        return digest(bytes(self.body)).hex()

    def content(self, public: bytes, kind: str) -> dict[str, Any]:
        """The statement, once the signature holds and the type is right; raises UntrustedKey."""
        verify(public, kind, bytes(self.body), bytes(self.signature))
        content = parse_canonical(bytes(self.body))
        if content.get("type") != kind:
            raise UntrustedKey("statement of another type")
        return content

    def unverified(self) -> dict[str, Any]:
        """What it says, before anyone checked: only to find out whose key to check it with."""
        return parse_canonical(bytes(self.body))


def sign(pair: KeyPair, kind: str, content: dict[str, Any]) -> Signed:
    body = canonical({**content, "type": kind})
    return Signed(body, pair.sign(kind, body))


def text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def raw(value: object, length: int = 32) -> bytes:
    """Bytes out of a statement; raises UntrustedKey unless they have that length."""
    if not isinstance(value, str):
        raise UntrustedKey("not a key")
    try:
        result = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise UntrustedKey("not a key") from None
    if len(result) != length:
        raise UntrustedKey("not a key")
    return result
