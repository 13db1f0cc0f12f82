"""The server's own secrets: files outside the database and its backups, each with one use.

`trama setup` (or the first run of a demo or a test) makes them; in production a missing one stops the
server, because a new pepper would lock every key for ever.
"""

import secrets
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from trama.common.keyfiles import write_once
from trama.vault.errors import MissingSecret

NAMES = ("pepper", "username", "totp", "audit")
DEMO_ROOT = "demo-root"
BYTES = 32


@dataclass(frozen=True, slots=True)
class ServerSecrets:
    pepper: bytes = field(repr=False)  # mixed into every password derivation
    username: bytes = field(repr=False)  # keyed hash of usernames, for sign-in and throttling
    totp: bytes = field(repr=False)  # seals TOTP seeds
    audit: bytes = field(repr=False)  # HMAC of the audit seals


def server_secrets() -> ServerSecrets:
    """Raises MissingSecret outside a demo when one is not there."""
    return _load(settings.SECRETS_DIR, bool(settings.DEMO))


def create_secrets(folder: Path) -> list[str]:
    """Makes those that are missing, touches no other; returns their names."""
    return [name for name in NAMES if _create(folder, name)]


def demo_root_seed() -> bytes:
    """The installation root's seed in a demo; anywhere else it is offline, and this raises MissingSecret."""
    if not settings.DEMO:
        raise MissingSecret("La chiave privata della radice non sta sul server.")
    _create(settings.SECRETS_DIR, DEMO_ROOT)
    return _read(settings.SECRETS_DIR, DEMO_ROOT)


def key_path(folder: Path, name: str) -> Path:
    return folder / f"{name}.key"


@lru_cache(maxsize=4)
def _load(folder: Path, may_create: bool) -> ServerSecrets:
    if may_create:
        create_secrets(folder)
    return ServerSecrets(*(_read(folder, name) for name in NAMES))


def _read(folder: Path, name: str) -> bytes:
    path = key_path(folder, name)
    try:
        value = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        raise MissingSecret(f"Manca {path}: rimettilo dalla sua copia (docs/operations.md).") from None
    except ValueError:
        raise MissingSecret(f"{path} è rovinato: rimettilo dalla sua copia.") from None
    if len(value) != BYTES:
        raise MissingSecret(f"{path} è rovinato: rimettilo dalla sua copia.")
    return value


def _create(folder: Path, name: str) -> bool:
    return write_once(key_path(folder, name), secrets.token_bytes(BYTES).hex() + "\n")
