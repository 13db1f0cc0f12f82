"""Her record is erased where it was: no letter of hers goes on waiting, and who took one over is told."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from trama.access.actor import Actor
from trama.audit.services import record
from trama.consent.services import withdraw_all
from trama.referrals.models import Referral
from trama.referrals.states import DRAFTS, State


def end_for_subject(*, actor: Actor, subject: UUID, at: datetime | None = None) -> None:
    """Called by the app of the subject in the transaction that erases her, before her key is destroyed.

    Her consents end, and with them what stood on them, as if she had withdrawn: letters that wait are destroyed,
    receivers get their notice with a date. Drafts end. What waits by legal duty stays: the duty is not hers to end.
    """
    at = at or timezone.now()
    withdraw_all(actor=actor, subject=subject, at=at)
    drafts = Referral.objects.filter(
        organisation=actor.organisation_id, parcel__subject=subject, state__in=DRAFTS
    )
    ids = list(drafts.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    if ids:
        Referral.objects.filter(pk__in=ids).update(state=State.WITHDRAWN, withdrawn_at=at)
        record(actor, "referral.discarded", subject, *ids)
