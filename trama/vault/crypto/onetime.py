"""Codes that travel on paper once: an invitation, a forgotten password. Only their keyed hash is stored."""

import secrets

from trama.vault.crypto.derive import keyed_hash
from trama.vault.crypto.recovery import CROCKFORD

GROUPS, LETTERS = 5, 4  # 20 letters of base 32: 100 bits, so that nobody needs to slow down who guesses
_ALIKE = str.maketrans("OIL", "011")


def new_code() -> str:
    """Five groups of four, without the letters that are taken for figures."""
    return "-".join("".join(secrets.choice(CROCKFORD) for _ in range(LETTERS)) for _ in range(GROUPS))


def code_hash(key: bytes, code: str) -> bytes:
    """Whatever its case, spaces and dashes; O, I and L are read as the figures they look like."""
    letters = "".join(sign for sign in code.upper() if sign.isascii() and sign.isalnum())
    return keyed_hash(key, "one-time code", letters.translate(_ALIKE))
