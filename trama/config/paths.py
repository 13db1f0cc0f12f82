"""Where the checkout is, and where this installation keeps what it writes."""

import os
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def var() -> Path:
    """The folder of everything this installation writes outside the database; `TRAMA_VAR` moves it."""
    return Path(os.environ.get("TRAMA_VAR") or ROOT / "var").resolve()


def secrets_folder() -> Path:
    """The server's own keys; they have a backup of their own, apart from the database's."""
    return Path(os.environ.get("TRAMA_SECRETS_DIR") or var() / "secrets")


def witness_folder() -> Path:
    """Serials, seals of the audit and shreds: what a restored database must not forget."""
    return Path(os.environ.get("TRAMA_WITNESS_DIR") or var() / "witness")


def installation_id() -> str:
    """A random name kept in `var()`: a new clone at an old path is another installation, with other keys.

    Safe when two processes ask at once: the first file linked into place wins.
    """
    folder = var()
    file = folder / "installation"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f".installation-{secrets.token_hex(8)}"
        draft.write_text(secrets.token_hex(16) + "\n")
        try:
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text().strip()
