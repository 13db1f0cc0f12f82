"""The key of the seals: a file outside the database and its backups. Who holds only the database cannot seal."""

import os
import secrets
from pathlib import Path

from django.conf import settings

FILE = "audit.key"
BYTES = 32


class MissingKeyError(Exception):
    """The key is not there or damaged; the message says what to do."""


def audit_key() -> bytes:
    """32 bytes, kept as hexadecimal text; a demo or a test makes its own, elsewhere it must be there."""
    path = Path(settings.SECRETS_DIR) / FILE
    if settings.DEMO and not path.exists():
        _create(path)
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        raise MissingKeyError(f"{path} is missing: put it back from its own backup.") from None
    except ValueError:
        raise MissingKeyError(f"{path} is damaged: put it back from its own backup.") from None
    if len(key) != BYTES:
        raise MissingKeyError(f"{path} is damaged: put it back from its own backup.")
    return key


def _create(path: Path) -> None:
    """Linked into place whole: of two processes of a first run one wins, and none reads half a file."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_bytes(BYTES).hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
