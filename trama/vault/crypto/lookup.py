"""Finding without reading: keyed hashes of usernames and of telephone numbers."""

import re
import unicodedata

from trama.vault.crypto.derive import keyed_hash

_RUN = re.compile(r"\+?\d[\d\s./()\-]*")
SHORTEST_TELEPHONE = 6


def normalise_username(username: str) -> str:
    return unicodedata.normalize("NFKC", username).strip().casefold()


def username_hash(key: bytes, username: str) -> bytes:
    return keyed_hash(key, "username", normalise_username(username))


def telephones(text: str) -> list[str]:
    """The numbers in free text ("333 123.4567, o la sorella +39 02 123456"), digits only, Italian prefix
    off.
    """
    found = []
    for run in _RUN.findall(unicodedata.normalize("NFKC", text)):
        digits = re.sub(r"\D", "", run)
        if run.startswith("+39"):
            digits = digits[2:]
        elif digits.startswith("0039"):
            digits = digits[4:]
        if len(digits) >= SHORTEST_TELEPHONE and digits not in found:
            found.append(digits)
    return found


def telephone_hashes(key: bytes, text: str) -> list[bytes]:
    """One hash per number in the text; none when she left words only."""
    return [keyed_hash(key, "telephone", number) for number in telephones(text)]
