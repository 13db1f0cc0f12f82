"""A body writes its own lines of the directory; the whole network reads them."""

from typing import Any

from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.network.models import AddressRegime, Referent, Service


def write_service(*, actor: Actor, service: Service | None = None, **fields: Any) -> Service:
    """A new service, or `service` with other `fields` (those of the model). Raises DomainError("not_public")."""
    require(actor, Action.EDIT_DIRECTORY)
    if fields["address_regime"] != AddressRegime.OPEN and fields.get("address"):
        raise DomainError("not_public", not_public(), field="address")
    row = service or Service(organisation_id=actor.organisation_id)
    _write(row, fields)
    record(actor, "directory.service", row.pk)
    return row


def remove_service(*, actor: Actor, service: Service) -> None:
    """Raises DomainError("in_use") while something of the organisation refers to it."""
    require(actor, Action.EDIT_DIRECTORY)
    pk = service.pk
    try:
        service.delete()
    except ProtectedError:
        raise DomainError(
            "in_use", _("Qualcosa dell'ente si appoggia ancora a questo servizio: non si può togliere.")
        ) from None
    record(actor, "directory.service_removed", pk)


def write_referent(*, actor: Actor, referent: Referent | None = None, **fields: Any) -> Referent:
    """Contacts of an office, never of a person. What the body writes itself is no longer the lead body's line."""
    require(actor, Action.EDIT_DIRECTORY)
    row = referent or Referent(organisation_id=actor.organisation_id, network_id=actor.network_id)
    row.by_lead = False
    _write(row, fields)
    record(actor, "directory.referent", row.pk)
    return row


def remove_referent(*, actor: Actor, referent: Referent) -> None:
    """Who has been a referent stays in the history and ends today; what never began goes."""
    require(actor, Action.EDIT_DIRECTORY)
    pk, today = referent.pk, timezone.localdate()
    if not referent.is_named or (referent.since and referent.since > today):
        referent.delete()
    elif referent.until is None or referent.until > today:
        referent.until = today
        referent.save(update_fields=["until"])
    record(actor, "directory.referent_removed", pk)


def not_public() -> str:
    return _("Un indirizzo riservato o segreto non si scrive qui: lo leggerebbe tutta la rete.")


def _write(row: Service | Referent, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
