"""Reading the environment, loudly: a setting that is missing where it must be set stops the start."""

import os
import secrets
from pathlib import Path

from trama.common.keyfiles import write_once


class MisconfiguredError(Exception):
    """The environment lacks what the installation needs; the message says what to set."""


def flag(name: str, *, default: bool) -> bool:
    """`1/true/yes/on` or `0/false/no/off`. Raises MisconfiguredError for anything else."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise MisconfiguredError(f"{name} è {value!r}: scrivi 1 o 0.")


def threads() -> int:
    """Requests that one process of the site answers at once."""
    return int(os.environ.get("TRAMA_THREADS", "12"))


def amounts(name: str) -> dict[str, int]:
    """`code=number` pairs separated by commas. Raises MisconfiguredError for anything else."""
    found = {}
    for pair in filter(None, os.environ.get(name, "").replace(" ", "").split(",")):
        code, _equals, number = pair.partition("=")
        if not (code and number.isascii() and number.isdigit() and int(number) > 0):
            raise MisconfiguredError(f"{name}: {pair!r} non è come referral_answer=5.")
        found[code] = int(number)
    return found


def secret_key(folder: Path, *, may_create: bool) -> str:
    """Django's signing key, from `folder`/django.key (mode 0600); made at the first run of a demo or a test."""
    path = folder / "django.key"
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    if not may_create:
        raise MisconfiguredError(
            f"Manca {path}: `trama setup` fa i segreti dell’installazione (docs/operations.md)."
        )
    write_once(path, secrets.token_urlsafe(50))
    return path.read_text(encoding="ascii").strip()
