"""What two people compare in person before a key is admitted: 40 digits in eight groups (132 bits)."""

from trama.vault.crypto.derive import digest, same
from trama.vault.crypto.keys import PublicKeys

GROUPS = 8


def fingerprint(public: PublicKeys) -> str:
    """Of a person's two public keys; the same on her screen and on the custodian's."""
    return _groups(digest(b"trama/v1/member", public.sealing, public.signing))


def identity_fingerprint(identity: bytes) -> str:
    """Of an organisation's identity key: read aloud to whoever holds the root."""
    return _groups(digest(b"trama/v1/identity", identity))


def matches(expected: str, typed: str) -> bool:
    """Spaces and dashes do not count."""
    left, right = ("".join(c for c in text if c.isdigit()).encode() for text in (expected, typed))
    return same(left, right)


def _groups(hashed: bytes) -> str:
    number = int.from_bytes(hashed)
    groups = []
    for _ in range(GROUPS):
        number, group = divmod(number, 100_000)
        groups.append(f"{group:05d}")
    return " ".join(groups)
