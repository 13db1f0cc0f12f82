"""A person's key: made, opened, re-wrapped, reset. Password runs happen outside any transaction, through the gate."""

import secrets
from functools import partial
from uuid import UUID, uuid4

from django.db import transaction

from trama.vault import installation
from trama.vault.crypto.derive import derive, keyed_hash, same
from trama.vault.crypto.formats import open_key, seal_key
from trama.vault.crypto.keys import KeyPair, PublicKeys
from trama.vault.crypto.passwords import SALT_BYTES, Params, PasswordKeys, derive_keys
from trama.vault.errors import Tampered, WrongPassword
from trama.vault.keyring import Keyring
from trama.vault.models import SessionKey, UserKey
from trama.vault.secrets import server_secrets
from trama.vault.services.sessions import end_all
from trama.vault.trust.fingerprints import fingerprint

_NO_SALT = bytes(SALT_BYTES)


def create_user_key(password: str) -> UserKey:
    """A new pair, saved. Raises Busy. It opens nothing before a custodian admits it."""
    return new_user_key(password)[0]


def new_user_key(password: str) -> tuple[UserKey, Keyring]:
    """The same, with the opened key: for a first sign-in, the demo and tests (saves a second password run)."""
    user_key, keyring = draft_user_key(password)
    user_key.save(force_insert=True)
    return user_key, keyring


def draft_user_key(password: str) -> tuple[UserKey, Keyring]:
    """The slow half of `new_user_key`, not saved: the caller saves it in the transaction of its act."""
    user_key, pair = _new(password)
    return user_key, Keyring(user_key.pk, pair)


def unlock(user_key: UserKey, password: str, organisation_id: UUID | None = None) -> Keyring:
    """Raises WrongPassword, Busy; Tampered when the key in the database is not the one this password made."""
    return open_with(user_key, run(user_key, password), organisation_id)


def run(user_key: UserKey, password: str) -> PasswordKeys:
    """The slow half of `unlock`: no query, so that no transaction is open meanwhile."""
    return _run(password, bytes(user_key.salt), Params.decode(user_key.params))


def open_with(user_key: UserKey, keys: PasswordKeys, organisation_id: UUID | None = None) -> Keyring:
    """The quick half of `unlock`."""
    if not same(keys.verifier, bytes(user_key.verifier)):
        raise WrongPassword
    # The place names the public keys: had one been exchanged in the row, this would not open.
    seed = open_key(keys.kek, _place(user_key.pk, user_key.public), user_key.seed)
    return Keyring(user_key.pk, KeyPair(seed, "user"), organisation_id)


def run_for_nobody(password: str) -> None:
    """As long a run as a real one, for a username that does not exist."""
    _run(password, _NO_SALT, installation.password_params())


def change_password(user_key: UserKey, old: str, new: str, *, keep: SessionKey | None = None) -> None:
    """Re-wraps the same pair: access stays. Other sessions than `keep` end. Raises WrongPassword, Busy."""
    keyring = unlock(user_key, old)
    salt, params = secrets.token_bytes(SALT_BYTES), installation.password_params()
    keys = _run(new, salt, params)
    with transaction.atomic():
        _wrap(user_key, keyring.pair, keys, salt, params)
        user_key.save(update_fields=["salt", "params", "verifier", "seed"])
        end_all(user_key.pk, keep=keep)


def reset_user_key(user_key: UserKey, new_password: str) -> UserKey:
    """A forgotten password: a new pair that opens nothing until a custodian, in person, re-seals for it.

    The old row stays as what the new one replaces; its sessions end.
    """
    fresh, _keyring = draft_user_key(new_password)
    with transaction.atomic():
        replace_user_key(user_key, fresh)
    return fresh


def replace_user_key(user_key: UserKey, fresh: UserKey) -> None:
    """The quick half of `reset_user_key`, in the caller's transaction."""
    fresh.replaces = user_key
    fresh.save(force_insert=True)
    end_all(user_key.pk)


def fingerprint_of(user_key: UserKey) -> str:
    """What the custodian's screen shows of a row. The person's own screen shows `Keyring.fingerprint`, of the key that
    her password opened: shown from the row on both, an exchanged key would look right on both.
    """
    return fingerprint(user_key.public)


def _new(password: str) -> tuple[UserKey, KeyPair]:
    pair = KeyPair.generate("user")
    salt, params = secrets.token_bytes(SALT_BYTES), installation.password_params()
    user_key = UserKey(id=uuid4(), sealing=pair.public.sealing, signing=pair.public.signing)
    user_key.stamp = _stamp(user_key)
    _wrap(user_key, pair, _run(password, salt, params), salt, params)
    return user_key, pair


def stamped_public(user_key: UserKey) -> PublicKeys:
    """Her public keys where there is no manifest to take them from; raises Tampered when the row was exchanged.

    Says less than a custodian's signature: that this server made the pair, not whose it is.
    """
    if not is_stamped(user_key):
        raise Tampered
    return user_key.public


def is_stamped(user_key: UserKey) -> bool:
    return same(bytes(user_key.stamp), _stamp(user_key))


def _stamp(user_key: UserKey) -> bytes:
    key = derive(server_secrets().pepper, "user-key-stamp")
    return keyed_hash(key, "user-key", _place(user_key.pk, user_key.public))


def _wrap(user_key: UserKey, pair: KeyPair, keys: PasswordKeys, salt: bytes, params: Params) -> None:
    user_key.salt, user_key.params = salt, params.encode()
    user_key.verifier = keys.verifier
    user_key.seed = seal_key(keys.kek, _place(user_key.pk, pair.public), 0, pair.seed)


def _run(password: str, salt: bytes, params: Params) -> PasswordKeys:
    work = partial(derive_keys, password, salt=salt, params=params, pepper=server_secrets().pepper)
    return installation.password_room().run(work)


def _place(key_id: UUID, public: PublicKeys) -> str:
    return f"userkey|{key_id.hex}|{public.sealing.hex()}|{public.signing.hex()}|"
