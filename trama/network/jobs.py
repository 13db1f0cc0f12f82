"""A job that looks at every organisation does so in one transaction for each, as the system acting there."""

import logging
from collections.abc import Callable

from trama.access.actor import Actor
from trama.access.context import acting
from trama.network.models import NetworkMembership

logger = logging.getLogger(__name__)


class OrganisationsFailedError(Exception):
    """Raised at the end, when all had their turn, so that the failure is seen and the job tried again."""

    def __init__(self, failed: int, total: int) -> None:
        super().__init__(f"{failed} of {total} organisations")
        self.failed = failed
        self.total = total


def for_each_organisation(act: Callable[[Actor], None]) -> None:
    """Call `act` once for each organisation and network; what fails is undone there and stops no other.

    Raises OrganisationsFailedError at the end if any did; the log says which organisation and the type of the error,
    for its message may quote a row.
    """
    places = list(NetworkMembership.objects.order_by("pk").values_list("organisation_id", "network_id"))
    failed = 0
    for organisation_id, network_id in places:
        actor = Actor.system(organisation_id=organisation_id, network_id=network_id)
        try:
            with acting(actor):
                act(actor)
        except Exception as error:  # noqa: BLE001 - counted, and raised below
            failed += 1
            logger.error("job failed for organisation %s: %s", organisation_id, type(error).__qualname__)
    if failed:
        raise OrganisationsFailedError(failed, len(places))
