"""What this installation is configured with: the root's public key, files beside the database, the password gate."""

import os
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from trama.vault.crypto.gate import HostGate, default_slots
from trama.vault.crypto.keys import KeyPair
from trama.vault.crypto.passwords import Params
from trama.vault.crypto.room import PasswordRoom
from trama.vault.errors import UntrustedKey
from trama.vault.secrets import demo_root_seed
from trama.vault.shredlog import ShredLog
from trama.vault.trust.witness import SerialWitness


def root_public() -> bytes:
    """The Ed25519 key that vouches for organisations: from the configuration, never from the database."""
    return _root_public(settings.ROOT_PUBLIC_KEY, bool(settings.DEMO))


@lru_cache(maxsize=4)
def _root_public(configured: str, demo: bool) -> bytes:
    if configured:
        return bytes.fromhex(configured)
    if demo:
        return demo_root().public.signing
    raise UntrustedKey("TRAMA_ROOT_PUBLIC_KEY is not set: no organisation can be trusted")


def demo_root() -> KeyPair:
    return KeyPair(demo_root_seed(), "root")


def witness() -> SerialWitness:
    return _witness(settings.WITNESS_DIR / "serials.log")


@lru_cache(maxsize=4)
def _witness(path: Path) -> SerialWitness:
    return SerialWitness(path)


def shred_log() -> ShredLog:
    return ShredLog(settings.WITNESS_DIR / "shred.log")


def password_gate() -> HostGate:
    """One for the whole host: every process of the installation locks the same files."""
    return HostGate(settings.VAR_DIR / "locks", default_slots())


def password_room() -> PasswordRoom:
    """One for each process."""
    return _password_room(password_gate(), settings.PASSWORD_SEATS)


@lru_cache(maxsize=4)
def _password_room(gate: HostGate, seats: int) -> PasswordRoom:
    return PasswordRoom(gate, seats)


# A child of a process that ran one has none of its threads, nor the seats that were taken.
os.register_at_fork(after_in_child=_password_room.cache_clear)


def password_params() -> Params:
    cost = settings.ARGON2
    return Params(cost["memory_kib"], cost["time_cost"], cost["parallelism"])
