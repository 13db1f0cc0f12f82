"""The opened key between requests: sealed in the database by 32 bytes that only the browser's cookie holds.

password right → PENDING (5 minutes, no keyring) → second factor → LIVE (30 minutes idle, 8 hours at most)
→ STUB (no key; 24 hours, so that a form sent too late can be sealed to its author) → gone.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from trama.vault.crypto.derive import derive
from trama.vault.crypto.formats import open_key, seal_key
from trama.vault.crypto.keys import KeyPair
from trama.vault.errors import Tampered
from trama.vault.keyring import Keyring
from trama.vault.models import SessionKey, SessionState
from trama.vault.trust.fingerprints import fingerprint

PENDING_FOR: Final = timedelta(minutes=5)
STUB_FOR: Final = timedelta(hours=24)
TOUCH_EVERY: Final = timedelta(minutes=1)  # a write per request would cost more than it tells
SECRET_BYTES: Final = 32


@dataclass(frozen=True)
class Opened:
    """A session just begun: its row, and the secret for the cookie (hex), which is stored nowhere."""

    session: SessionKey
    secret: str = field(repr=False)


def begin(keyring: Keyring, *, at: datetime, second_factor: bool = True) -> Opened:
    """After the password. With a second factor to come the key waits; without (the demo) it is live at once."""
    secret = secrets.token_bytes(SECRET_BYTES)
    state = SessionState.PENDING if second_factor else SessionState.LIVE
    session = SessionKey(
        lookup=_lookup(secret), user_key_id=keyring.user_key_id, state=state, opened_at=at, seen_at=at
    )
    session.sealed = seal_key(_key(secret, state), _place(session), 0, keyring.pair.seed)
    session.save(force_insert=True)
    return Opened(session, secret.hex())


def promote(session: SessionKey, secret: str, *, at: datetime) -> Opened:
    """After the second factor: the key becomes usable, under a new cookie. Raises Tampered unless it is pending."""
    raw = _raw(secret)
    if settle(session, at=at) is not SessionState.PENDING or session.sealed is None or raw is None:
        raise Tampered
    pair = KeyPair(open_key(_key(raw, SessionState.PENDING), _place(session), session.sealed), "user")
    fresh = secrets.token_bytes(SECRET_BYTES)
    session.lookup, session.state = _lookup(fresh), SessionState.LIVE
    session.opened_at = session.seen_at = at
    session.sealed = seal_key(_key(fresh, SessionState.LIVE), _place(session), 0, pair.seed)
    session.save(update_fields=["lookup", "state", "sealed", "opened_at", "seen_at"])
    return Opened(session, fresh.hex())


def lookup(secret: str) -> bytes | None:
    """How the row of a cookie is found: `SessionKey.lookup`. None when the cookie is not one of ours."""
    raw = _raw(secret)
    return _lookup(raw) if raw else None


def find(secret: str) -> SessionKey | None:
    wanted = lookup(secret)
    return SessionKey.objects.filter(lookup=wanted).first() if wanted else None


def resume(
    session: SessionKey, secret: str, organisation_id: UUID | None = None, *, at: datetime
) -> Keyring | None:
    """The keyring of a live session, and notes that it was used; None in every other state."""
    raw = _raw(secret)
    if raw is None or settle(session, at=at) is not SessionState.LIVE or session.sealed is None:
        return None
    seed = open_key(_key(raw, SessionState.LIVE), _place(session), session.sealed)
    if at - session.seen_at >= TOUCH_EVERY:
        session.seen_at = at
        session.save(update_fields=["seen_at"])
    return Keyring(session.user_key_id, KeyPair(seed, "user"), organisation_id)


def own_fingerprint(session: SessionKey, secret: str, *, at: datetime) -> str:
    """The digits for a person's own screen, also while she waits to be admitted: of the key that her password opened.

    Raises Tampered for a session that holds no key.
    """
    raw, state = _raw(secret), settle(session, at=at)
    if raw is None or state is None or session.sealed is None:
        raise Tampered
    seed = open_key(_key(raw, state), _place(session), session.sealed)
    return fingerprint(KeyPair(seed, "user").public)


def settle(session: SessionKey, *, at: datetime) -> SessionState | None:
    """The state at this instant. An expired session loses its key here; None when nothing is left of it."""
    if session.state == SessionState.LIVE and at < _live_until(session):
        return SessionState.LIVE
    if session.state == SessionState.PENDING and at < session.opened_at + PENDING_FOR:
        return SessionState.PENDING
    if session.state == SessionState.PENDING or at >= _live_until(session) + STUB_FOR:
        session.delete()
        return None
    if session.state == SessionState.LIVE:
        session.state, session.sealed = SessionState.STUB, None
        session.save(update_fields=["state", "sealed"])
    return SessionState.STUB


def end(session: SessionKey) -> None:
    """Signing out: nothing stays."""
    session.delete()


def end_all(user_key_id: UUID, *, keep: SessionKey | None = None) -> None:
    rows = SessionKey.objects.filter(user_key=user_key_id)
    (rows.exclude(pk=keep.pk) if keep else rows).delete()


def sweep(*, at: datetime) -> None:
    """For a job, each minute: keys of expired sessions go although nobody came back. Needs no key."""
    over = Q(seen_at__lte=at - _idle()) | Q(opened_at__lte=at - _longest())
    SessionKey.objects.filter(over, state=SessionState.LIVE).update(state=SessionState.STUB, sealed=None)
    SessionKey.objects.filter(state=SessionState.PENDING, opened_at__lte=at - PENDING_FOR).delete()
    SessionKey.objects.filter(state=SessionState.STUB, seen_at__lte=at - _idle() - STUB_FOR).delete()


def _live_until(session: SessionKey) -> datetime:
    return min(session.seen_at + _idle(), session.opened_at + _longest())


def _idle() -> timedelta:
    return timedelta(minutes=settings.SESSION_IDLE_MINUTES)


def _longest() -> timedelta:
    return timedelta(hours=settings.SESSION_MAX_HOURS)


def _raw(secret: str) -> bytes | None:
    try:
        raw = bytes.fromhex(secret)
    except ValueError:
        return None
    return raw if len(raw) == SECRET_BYTES else None


def _lookup(secret: bytes) -> bytes:
    return derive(secret, "session/lookup")


def _key(secret: bytes, state: SessionState) -> bytes:
    """Pending and live have keys of their own: what waits for the second factor does not open as a live one."""
    return derive(secret, f"session/{state.value}")


def _place(session: SessionKey) -> str:
    return f"session|{session.pk.hex}|{session.user_key_id.hex}|"
