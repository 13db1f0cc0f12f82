"""When she is erased: what is held of her goes in the same transaction."""

from uuid import UUID

from django.utils.translation import gettext as _

from trama.access.actor import Actor
from trama.common.errors import DomainError
from trama.shelters.models import Request, Stay
from trama.shelters.states import StayState


def forget(*, actor: Actor, subject: UUID) -> None:
    """Raises DomainError while she is still in a house: the place would look free while somebody is there."""
    stays = Stay.objects.filter(organisation_id=actor.organisation_id, path=subject)
    if stays.filter(state=StayState.ADMITTED).exists():
        raise DomainError("still_hosted", _("È ancora ospitata: prima registra la sua uscita."))
    stays.delete()
    Request.objects.filter(organisation_id=actor.organisation_id, path=subject).delete()
