"""What the verbs share: taking a path to write on it, marking that something happened, lengths of text."""

import json
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db.models.functions import Greatest
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.cases.models import Path
from trama.cases.policies import require_open, visible_paths
from trama.common.errors import DomainError
from trama.vault.errors import KeyNotHeld
from trama.vault.keyring import Box, Keyring

NAME_MAX, LINE_MAX, TEXT_MAX = 120, 300, 20_000


def take(actor: Actor, path_id: UUID, action: Action, *, even_closed: bool = False) -> Path:
    """The path, its row locked, for an act that `actor` may do. Raises Forbidden, Http404, DomainError."""
    require(actor, action)
    path = (
        visible_paths(actor)
        .filter(pk=path_id)
        .select_for_update(of=("self",))
        .select_related("woman__record_key")
        .first()
    )
    if path is None:
        raise Http404
    if not even_closed:
        require_open(path)
    return path


def box_of(keyring: Keyring, path: Path) -> Box:
    """The opened key of her record. Raises Http404 for whoever does not hold it, as if the path were not there."""
    try:
        return keyring.box(path.woman.record_key)
    except KeyNotHeld:
        raise Http404 from None


def imprint(stored: object) -> str:
    """What a form carries of what its page showed, so that who sends it learns that a colleague has written since."""
    return sha256(json.dumps(stored, sort_keys=True).encode()).hexdigest()[:32]


def require_unchanged(seen: str, stored: object) -> None:
    """Raise DomainError("changed") if `stored` is no longer what the page showed; "" for who saw none."""
    if seen and seen != imprint(stored):
        raise DomainError(
            "changed",
            _(
                "Mentre scrivevi una collega ha cambiato questa parte, e non è stato salvato nulla. Guarda in un’altra "
                "finestra che cosa c’è adesso: se invii di nuovo, vale quello che vedi qui."
            ),
        )


def touch(path: Path, at: datetime) -> None:
    """Something happened on this path at `at`: lists sort by this."""
    Path.objects.filter(pk=path.pk).update(last_activity_at=Greatest("last_activity_at", at))
    path.last_activity_at = max(path.last_activity_at, at)


def instant(at: datetime | None, *, field: str = "at") -> datetime:
    """`at`, or now. What happened cannot be in the future. Raises DomainError."""
    now = timezone.now()
    if at is not None and at > now:
        raise DomainError(
            "in_the_future",
            _("Questa data deve ancora venire: scegli oggi o un giorno passato."),
            field=field,
        )
    return at or now


def text(value: str, limit: int, *, field: str, required: bool = False) -> str:
    """`value` without blanks around it. Raises DomainError when it is too long, or missing."""
    value = value.strip()
    if required and not value:
        raise DomainError("missing", _("Questa risposta serve per andare avanti."), field=field)
    if len(value) > limit:
        message = _("Il testo è troppo lungo: %(length)s caratteri, il massimo è %(limit)s.")
        raise DomainError("too_long", message % {"length": len(value), "limit": limit}, field=field)
    return value
