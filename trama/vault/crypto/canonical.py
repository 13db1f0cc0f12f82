"""Canonical JSON for signed statements: one value, one byte string."""

import json
from typing import Any

from trama.vault.errors import UntrustedKey

type_names = (str, int, bool, type(None))


def canonical(value: dict[str, Any]) -> bytes:
    """Sorted keys, no spaces, UTF-8, no floats. Raises TypeError for what has more than one spelling."""
    _check(value)
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def parse_canonical(body: bytes) -> dict[str, Any]:
    """The inverse; refuses every byte string that `canonical` would not have written."""
    try:
        value = json.loads(body)
        same = isinstance(value, dict) and canonical(value) == body
    except (ValueError, TypeError, RecursionError):
        same = False
    if not same:
        raise UntrustedKey("statement is not canonical")
    result: dict[str, Any] = value
    return result


def _check(value: Any) -> None:
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("keys of a statement are strings")
        for item in value.values():
            _check(item)
    elif isinstance(value, list):
        for item in value:
            _check(item)
    elif not isinstance(value, type_names):
        raise TypeError(f"{type(value).__name__} has no place in a statement")
