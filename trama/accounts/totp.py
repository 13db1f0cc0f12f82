"""The second factor: time-based one-time codes (RFC 6238), by `cryptography`; the seed is sealed by a server key."""

import secrets
import time
from base64 import b32encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trama.accounts.models import TotpDevice, User
from trama.common.errors import DomainError
from trama.vault.secrets import server_secrets

STEP_SECONDS = 30
DIGITS = 6
DRIFT = (0, -1, 1)  # steps: a telephone's clock may be half a minute off
NONCE = 12


def begin_enrolment(user: User) -> str:
    """Make (or make again, until confirmed) a seed for `user`; the otpauth:// address to show once."""
    seed = secrets.token_bytes(20)
    device, _created = TotpDevice.objects.update_or_create(
        user=user, defaults={"seed": _seal(user, seed), "last_step": 0, "confirmed_at": None}
    )
    return provisioning_uri(device)


def provisioning_uri(device: TotpDevice) -> str:
    """The address that an authenticator reads; it names the installation, never the person."""
    secret = b32encode(_open(device)).decode().rstrip("=")
    return f"otpauth://totp/Trama?secret={secret}&issuer=Trama&digits={DIGITS}&period={STEP_SECONDS}"


def verify_code(user: User, code: str, *, now: float | None = None) -> None:
    """Accept `code` once. Raises DomainError("code") if it is wrong, too old, or was used before."""
    with transaction.atomic():
        device = TotpDevice.objects.select_for_update().filter(user=user).first()
        step = _matching_step(device, code, time.time() if now is None else now) if device else None
        if device is None or step is None or step <= device.last_step:
            raise DomainError(
                "code", _("Il codice non è giusto, o è già stato usato: aspetta il prossimo."), field="code"
            )
        device.last_step = step
        device.confirmed_at = device.confirmed_at or timezone.now()
        device.save(update_fields=["last_step", "confirmed_at"])


def current_code(device: TotpDevice, *, now: float | None = None) -> str:
    """The code an authenticator would show; for tests and journeys, which have no telephone."""
    return _totp(_open(device)).generate(int(time.time() if now is None else now)).decode()


def _matching_step(device: TotpDevice, code: str, now: float) -> int | None:
    typed = code.replace(" ", "").encode("ascii", "replace")
    totp = _totp(_open(device))
    for drift in DRIFT:
        instant = int(now) + drift * STEP_SECONDS
        try:
            totp.verify(typed, instant)
        except InvalidToken:
            continue
        return instant // STEP_SECONDS
    return None


def _totp(seed: bytes) -> TOTP:
    # SHA-1 is what authenticators implement; HMAC does not rest on its collision resistance.
    return TOTP(seed, DIGITS, SHA1(), STEP_SECONDS, enforce_key_length=True)  # noqa: S303


def _seal(user: User, seed: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(server_secrets().totp).encrypt(nonce, seed, user.pk.bytes)


def _open(device: TotpDevice) -> bytes:
    blob = bytes(device.seed)
    try:
        return AESGCM(server_secrets().totp).decrypt(blob[:NONCE], blob[NONCE:], device.user_id.bytes)
    except InvalidTag:
        raise DomainError(
            "factor", _("Il secondo fattore non è leggibile: chiedi a una custode."), field="code"
        ) from None
