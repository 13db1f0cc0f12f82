"""Secrets of the server as private files: written whole and once, whoever else starts at the same moment."""

import os
import secrets
from pathlib import Path


def write_once(path: Path, text: str) -> bool:
    """Make `path` (mode 0600) with `text`; False, and untouched, when it is there already.

    Linked into place whole: of two processes of a first run one wins, and none reads half a file.
    """
    if path.exists():
        return False
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True
