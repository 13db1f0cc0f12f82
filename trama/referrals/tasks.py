"""Jobs: each organisation's notices and deadlines about letters, made in its own context, without any key.

`attend` runs for one organisation as soon as the other party did something. Every five minutes the tick does the same
for all of them: it makes up for what was missed and does what the clock asks.
"""

from typing import Final
from uuid import UUID

from trama.access.actor import Actor
from trama.access.context import acting
from trama.common.jobs import defer, job
from trama.deadlines.tick import Every, Tick
from trama.network.models import NetworkMembership
from trama.referrals import attendance


@job(name="referrals.attend")
def attend(organisation_id: UUID) -> None:
    membership = NetworkMembership.objects.filter(organisation=organisation_id).order_by("pk").first()
    if membership is not None:
        actor = Actor.system(organisation_id=organisation_id, network_id=membership.network_id)
        with acting(actor):
            for other in attendance.attend(actor=actor):
                defer(attend, organisation_id=other)


def _attend(actor: Actor) -> None:
    attendance.attend(actor=actor)  # whoever else has something to learn has her own turn in the same tick


ATTEND_ALL: Final = Tick("referrals", Every.FIVE_MINUTES, _attend)
