"""The organisation's recovery key on two sheets of paper. One sheet alone is random digits.

A sheet holds: version, which half, four bytes that name the pair, 32 bytes, a checksum; written in
Crockford's base 32, groups of four, so that it can be read aloud and typed. Half A is random, half B is the
seed XOR half A.
"""

import base64
import secrets
from dataclasses import dataclass, field

from trama.vault.crypto.derive import digest
from trama.vault.crypto.keys import KeyPair
from trama.vault.errors import BadRecoverySheet

VERSION = 1
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RFC4648 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_PAPER = str.maketrans(RFC4648, CROCKFORD)
_FROM_PAPER = str.maketrans(CROCKFORD + "OIL", RFC4648 + RFC4648[0] + RFC4648[1] + RFC4648[1])
_RAW = 1 + 1 + 4 + 32 + 4


@dataclass(frozen=True, slots=True)
class Sheets:
    first: str = field(repr=False)
    second: str = field(repr=False)


def split(seed: bytes) -> Sheets:
    """Two printable halves of a 32-byte recovery seed."""
    name = digest(KeyPair(seed, "recovery").public.sealing)[:4]
    one = secrets.token_bytes(32)
    other = bytes(a ^ b for a, b in zip(seed, one, strict=True))
    return Sheets(_write(0, name, one), _write(1, name, other))


def join(sheet: str, other: str) -> bytes:
    """The seed from both halves, in either order; raises BadRecoverySheet."""
    (half, name, one), (other_half, other_name, two) = _read(sheet), _read(other)
    seed = bytes(a ^ b for a, b in zip(one, two, strict=True))
    if (
        half == other_half
        or name != other_name
        or digest(KeyPair(seed, "recovery").public.sealing)[:4] != name
    ):
        raise BadRecoverySheet("i due fogli non vanno insieme")
    return seed


def _write(half: int, name: bytes, secret: bytes) -> str:
    body = bytes((VERSION, half)) + name + secret
    text = base64.b32encode(body + digest(body)[:4]).decode().rstrip("=").translate(_TO_PAPER)
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def _read(sheet: str) -> tuple[int, bytes, bytes]:
    text = "".join(c for c in sheet.upper() if c.isalnum()).translate(_FROM_PAPER)
    try:
        raw = base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError:
        raise BadRecoverySheet("un foglio non si legge") from None
    body, check = raw[:-4], raw[-4:]
    if len(raw) != _RAW or digest(body)[:4] != check or body[0] != VERSION or body[1] > 1:
        raise BadRecoverySheet("un foglio è scritto male")
    return body[1], body[2:6], body[6:]
