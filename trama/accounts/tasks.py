"""Jobs: what is past goes by itself, although nobody comes back for it. No key is needed."""

from datetime import timedelta

from django.utils import timezone

from trama.access.actor import Actor
from trama.accounts.invitations.services import forget_name
from trama.accounts.models import Invitation
from trama.accounts.throttle import forget_old_failures
from trama.common.jobs import job
from trama.network.jobs import for_each_organisation
from trama.vault.services import carried, sessions

INVITATIONS_KEPT = timedelta(days=30)


@job(name="accounts.sweep", cron="*/5 * * * *")
def sweep() -> None:
    """Keys of expired sessions, forms nobody came back for, old failures."""
    now = timezone.now()
    sessions.sweep(at=now)
    carried.sweep(at=now)
    forget_old_failures()


@job(name="accounts.forget_invitations", cron="17 2 * * *")
def forget_invitations() -> None:
    """A month after its time an invitation goes, with the name of who was expected."""
    for_each_organisation(_forget_invitations)


def _forget_invitations(actor: Actor) -> None:
    rows = Invitation.objects.select_related("record_key").filter(
        organisation=actor.organisation_id, expires_at__lt=timezone.now() - INVITATIONS_KEPT
    )
    for invitation in rows:
        forget_name(actor=actor, invitation=invitation)
    rows.delete()
