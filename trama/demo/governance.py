"""The protocol of the demonstration: as its text gives it, and some of a year's governance."""

from collections.abc import Iterable
from datetime import datetime

from trama.access.context import acting
from trama.access.roles import Role
from trama.accounts.founding import Insider
from trama.accounts.people import actor_of
from trama.demo.agreement import fill_agreement
from trama.demo.commitments import keep_promises
from trama.demo.library import fill_library
from trama.demo.loading import Placed
from trama.demo.meetings import meet
from trama.demo.people import LEAD
from trama.demo.resources import fill_resources
from trama.protocol.agreement.loading import MILAN_DATE, MILAN_TITLE, load_agreement, read_known
from trama.protocol.commitments.loading import load_register


def govern(placed: Iterable[Placed], now: datetime) -> None:
    """Everything by the services, as the people of the lead body and of the bodies would do it."""
    placed = list(placed)
    bodies = {one.body.code: one for one in placed}
    lead = actor_of(with_role(bodies[LEAD], Role.NETWORK_COORDINATOR).membership)
    with acting(lead):
        version = load_agreement(
            actor=lead, title=MILAN_TITLE, document_date=MILAN_DATE, signatories=list(read_known())
        )
        load_register(actor=lead, version=version)
    fill_agreement(placed, lead, now)
    fill_library(placed, lead, now)
    centres = [one for one in placed if one.is_centre]
    referents = {one.organisation.pk: actor_of(with_role(one, Role.REFERENT).membership) for one in centres}
    fill_resources(lead, referents, now)
    keep_promises(placed, lead, now)
    meet(placed, now)


def with_role(one: Placed, role: Role) -> Insider:
    """Someone of the body who has `role`. StopIteration: nobody has."""
    return next(insider for insider in one.people.values() if role in insider.membership.roles)
