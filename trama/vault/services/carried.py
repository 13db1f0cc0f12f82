"""A form sent on an expired session: sealed to its author, given back to her after sign-in, as not yet sent."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from trama.vault.crypto.formats import pad, unpad
from trama.vault.crypto.keys import seal_to
from trama.vault.errors import KeyNotHeld
from trama.vault.keyring import Keyring
from trama.vault.models import CarriedForm, SessionKey, SessionState
from trama.vault.services.users import stamped_public

KEPT_FOR: Final = timedelta(hours=24)
MOST_BYTES: Final = 1024 * 1024
NEVER_CARRIED: Final = ("password", "csrfmiddlewaretoken", "otp", "totp", "code")


@dataclass(frozen=True)
class Carried:
    """Where it was sent, and every value of every field, in order."""

    path: str
    fields: dict[str, list[str]]


def carry(
    session: SessionKey,
    *,
    organisation_id: UUID,
    path: str,
    fields: Mapping[str, Sequence[str]],
    at: datetime,
) -> CarriedForm | None:
    """Needs no key: an expired session has none any more. None when the form is too large to keep.

    A live session carries what was sent when its step-up had run out. Sealed to the key in the person's own row;
    raises Tampered when that is not the one this server made.
    """
    if session.state == SessionState.PENDING:
        raise KeyNotHeld("session")
    kept = {name: list(values) for name, values in fields.items() if not _is_secret(name)}
    data = pad(json.dumps({"path": path, "fields": kept}).encode())
    if len(data) > MOST_BYTES:
        return None
    form = CarriedForm(user_key_id=session.user_key_id, organisation_id=organisation_id, created_at=at)
    form.content = seal_to(stamped_public(session.user_key).sealing, data, _context(form))
    form.save(force_insert=True)
    return form


def reopen(keyring: Keyring, form_id: UUID, *, at: datetime) -> Carried | None:
    """For the same person in the same organisation; None for anybody else, or too late.

    It stays until `discard`: a page that got lost on its way must not take the form with it.
    """
    form = CarriedForm.objects.filter(
        pk=form_id,
        user_key=keyring.user_key_id,
        organisation=keyring.organisation_id,
        created_at__gt=at - KEPT_FOR,
    ).first()
    if form is None:
        return None
    content = json.loads(unpad(keyring.pair.open(form.content, _context(form))))
    return Carried(content["path"], content["fields"])


def waiting(keyring: Keyring, *, at: datetime) -> UUID | None:
    """The newest form that waits for this person in this organisation."""
    rows = CarriedForm.objects.filter(
        user_key=keyring.user_key_id, organisation=keyring.organisation_id, created_at__gt=at - KEPT_FOR
    )
    return rows.order_by("-created_at").values_list("pk", flat=True).first()


def where_one_waits(user_key_id: UUID, *, at: datetime) -> UUID | None:
    """The organisation in which the newest form of this person was being written."""
    rows = CarriedForm.objects.filter(user_key=user_key_id, created_at__gt=at - KEPT_FOR)
    return rows.order_by("-created_at").values_list("organisation_id", flat=True).first()


def discard(keyring: Keyring, form_id: UUID) -> None:
    """Sent at last, or not wanted any more."""
    CarriedForm.objects.filter(pk=form_id, user_key=keyring.user_key_id).delete()


def discard_sent(keyring: Keyring, form_id: UUID, *, at: datetime) -> None:
    """It was sent: it goes, and its twins (the button was pressed twice), or she could read back what she sent."""
    sent = reopen(keyring, form_id, at=at)
    rows = CarriedForm.objects.filter(user_key=keyring.user_key_id, organisation=keyring.organisation_id)
    for other in rows.exclude(pk=form_id).values_list("pk", flat=True):
        if reopen(keyring, other, at=at) == sent:
            discard(keyring, other)
    discard(keyring, form_id)


def sweep(*, at: datetime) -> None:
    """For a job."""
    CarriedForm.objects.filter(created_at__lte=at - KEPT_FOR).delete()


def _is_secret(name: str) -> bool:
    return any(part in name.lower() for part in NEVER_CARRIED[:2]) or name.lower() in NEVER_CARRIED


def _context(form: CarriedForm) -> str:
    return f"form {form.pk} {form.user_key_id} {form.organisation_id}"
