"""The code on paper: made once, shown once, found again by its keyed hash."""

from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from trama.accounts.models import Invitation, InvitationKind
from trama.common.errors import DomainError
from trama.vault.crypto.onetime import code_hash
from trama.vault.secrets import server_secrets

LASTS: Final = {InvitationKind.JOIN: timedelta(days=7), InvitationKind.RESET: timedelta(days=2)}


def hashed(code: str) -> bytes:
    return code_hash(server_secrets().username, code)


def find(code: str, kind: InvitationKind, *, at: datetime, lock: bool = False) -> Invitation:
    """The open invitation of `code`; raises DomainError: "unknown_code", "used_code", "late_code".

    `lock`: until the transaction ends nobody else uses it.
    """
    rows = Invitation.objects.select_related("membership__user__key")
    rows = rows.select_for_update(of=("self",)) if lock else rows
    found = rows.filter(code_hash=hashed(code), kind=kind).first()
    if found is None or found.withdrawn_at is not None:
        raise DomainError(
            "unknown_code", _("Il codice non è giusto: guarda di averlo copiato tutto."), field="invitation"
        )
    if found.used_at is not None:
        raise DomainError(
            "used_code", _("Questo codice è già stato usato: vale una volta sola."), field="invitation"
        )
    if found.expires_at <= at:
        raise DomainError(
            "late_code", _("Questo codice è scaduto: chiedine un altro alla custode."), field="invitation"
        )
    return found
