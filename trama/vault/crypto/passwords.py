"""One Argon2id run per sign-in; HKDF makes of it a verifier, which is stored, and a key-encryption key,
which is not.

Both are mixed with the server's pepper, which lives outside the database and its backups: whoever has only
the database can neither open a key nor test a guess (docs/decisions: the design asked it of the kek alone).
"""

import unicodedata
from dataclasses import dataclass, field

from argon2.low_level import Type, hash_secret_raw

from trama.vault.crypto.derive import derive
from trama.vault.errors import Tampered

LONGEST_PASSWORD = 1024  # bytes; longer ones are cut by nobody, they are refused
SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Params:
    """Cost of one run. Stored beside each user key so that a later installation may raise it."""

    memory_kib: int = 64 * 1024
    time: int = 3
    parallelism: int = 1

    def encode(self) -> str:
        return f"argon2id:{self.memory_kib}:{self.time}:{self.parallelism}"

    @classmethod
    def decode(cls, text: str) -> "Params":
        """Refuses a cost beyond reason: a database writer must not be able to stop the host with it."""
        try:
            name, memory, time, parallelism = text.split(":")
            params = cls(int(memory), int(time), int(parallelism))
        except ValueError:
            raise Tampered from None
        if name != "argon2id" or not (8 <= params.memory_kib <= 1024 * 1024 and 1 <= params.time <= 16):
            raise Tampered
        if not 1 <= params.parallelism <= 4:
            raise Tampered
        return params


@dataclass(frozen=True, slots=True)
class PasswordKeys:
    verifier: bytes = field(repr=False)
    kek: bytes = field(repr=False)


def derive_keys(password: str, *, salt: bytes, params: Params, pepper: bytes) -> PasswordKeys:
    """Slow on purpose (about 0.2 s and 64 MiB): call it through `gate.HostGate`, outside any transaction."""
    raw = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    if len(raw) > LONGEST_PASSWORD:
        raise ValueError("password too long")
    root = hash_secret_raw(
        secret=raw,
        salt=salt,
        time_cost=params.time,
        memory_cost=params.memory_kib,
        parallelism=params.parallelism,
        hash_len=32,
        type=Type.ID,
    )
    return PasswordKeys(derive(root, "verifier", salt=pepper), derive(root, "kek", salt=pepper))
