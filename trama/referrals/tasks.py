"""Jobs: each organisation's notices and deadlines about letters, made in its own context, without any key.

`attend` runs for one organisation as soon as the other party did something; `attend_all` makes up for what was missed
and does what the clock asks: letters past their term end, unread urgent ones are told again each hour.
"""

from uuid import UUID

from trama.access.actor import Actor
from trama.access.context import acting
from trama.common.jobs import job
from trama.network.jobs import for_each_organisation
from trama.network.models import NetworkMembership
from trama.referrals import attendance


@job(name="referrals.attend")
def attend(organisation_id: UUID) -> None:
    membership = NetworkMembership.objects.filter(organisation=organisation_id).order_by("pk").first()
    if membership is not None:
        actor = Actor.system(organisation_id=organisation_id, network_id=membership.network_id)
        with acting(actor):
            attendance.attend(actor=actor)


@job(name="referrals.attend_all", cron="7 * * * *")
def attend_all() -> None:
    for_each_organisation(lambda actor: attendance.attend(actor=actor))
