"""The key of the seals: a file outside the database and its backups. Who holds only the database cannot seal."""

import secrets
from pathlib import Path

from django.conf import settings

from trama.common.keyfiles import write_once

FILE = "audit.key"
BYTES = 32


class MissingKeyError(Exception):
    """The key is not there or damaged; the message says what to do."""


def audit_key() -> bytes:
    """32 bytes, kept as hexadecimal text; a demo or a test makes its own, elsewhere it must be there."""
    path = Path(settings.SECRETS_DIR) / FILE
    if settings.DEMO:
        write_once(path, secrets.token_bytes(BYTES).hex() + "\n")
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        raise MissingKeyError(f"Manca {path}: rimettilo dalla sua copia.") from None
    except ValueError:
        raise MissingKeyError(f"{path} è rovinato: rimettilo dalla sua copia.") from None
    if len(key) != BYTES:
        raise MissingKeyError(f"{path} è rovinato: rimettilo dalla sua copia.")
    return key
