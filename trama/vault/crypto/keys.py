"""Key pairs: one 32-byte seed gives an X25519 pair for sealing and an Ed25519 pair for signing."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from nacl.exceptions import BadSignatureError, CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.signing import SigningKey, VerifyKey

from trama.vault.crypto.derive import derive, digest
from trama.vault.crypto.formats import ENVELOPE, HEADER, Sealed, new_key
from trama.vault.errors import Tampered, UntrustedKey


@dataclass(frozen=True, slots=True)
class PublicKeys:
    sealing: bytes  # X25519, 32 bytes
    signing: bytes  # Ed25519, 32 bytes


@dataclass(frozen=True)
class KeyPair:
    """The purpose ("user", "epoch", "identity", "service", "recovery") keeps one seed from serving two."""

    seed: bytes = field(repr=False)
    purpose: str

    @classmethod
    def generate(cls, purpose: str) -> Self:
        return cls(new_key(), purpose)

    @cached_property
    def _sealing(self) -> PrivateKey:
        return PrivateKey(derive(self.seed, f"{self.purpose}/x25519"))

    @cached_property
    def _signing(self) -> SigningKey:
        return SigningKey(derive(self.seed, f"{self.purpose}/ed25519"))

    @cached_property
    def public(self) -> PublicKeys:
        return PublicKeys(bytes(self._sealing.public_key), bytes(self._signing.verify_key))

    def secret(self, label: str) -> bytes:
        """A symmetric key that whoever holds the seed can make again."""
        return derive(self.seed, f"{self.purpose}/{label}")

    def open(self, envelope: bytes, context: str) -> bytes:
        """What `seal_to` sealed for this pair, with the same context; raises Tampered."""
        if len(envelope) <= HEADER or envelope[0] != ENVELOPE:
            raise Tampered
        try:
            plain = SealedBox(self._sealing).decrypt(bytes(envelope[HEADER:]))
        except (CryptoError, ValueError, TypeError):
            raise Tampered from None
        if plain[:32] != _context(context, envelope):
            raise Tampered
        return plain[32:]

    def sign(self, purpose: str, message: bytes) -> bytes:
        return self._signing.sign(_domain(purpose, message)).signature

    def __reduce__(self) -> Any:
        raise TypeError("a private key is not pickled")


def seal_to(public: bytes, data: bytes, context: str, *, epoch: int = 0) -> Sealed:
    """An anonymous box to an X25519 key. The context is checked on opening; the epoch tells which key to
    open with.

    A sealed box says nothing of who made it: where that matters the caller signs, or checks what it finds
    inside.
    """
    head = bytes((ENVELOPE,)) + epoch.to_bytes(4)
    try:
        return Sealed(head + SealedBox(PublicKey(public)).encrypt(_context(context, head) + data))
    except (CryptoError, ValueError, TypeError, RuntimeError):
        raise UntrustedKey("not a usable public key") from None


def verify(public: bytes, purpose: str, message: bytes, signature: bytes) -> None:
    """Raises UntrustedKey."""
    try:
        VerifyKey(public).verify(_domain(purpose, message), signature)
    except (BadSignatureError, ValueError, TypeError):
        raise UntrustedKey(f"bad signature on {purpose}") from None


def _domain(purpose: str, message: bytes) -> bytes:
    return f"trama/v1/{purpose}\0".encode() + message


def _context(context: str, head: bytes) -> bytes:
    return digest(context.encode(), bytes(head[:HEADER]))
