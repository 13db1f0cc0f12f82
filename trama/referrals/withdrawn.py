"""The receiver learns that she withdrew: a date, and a person who decides. Nothing is erased by the machine."""

from datetime import datetime

from trama.access.actor import Actor
from trama.audit.services import record
from trama.deadlines.calendar import local_day
from trama.deadlines.rules import CONSENT_WITHDRAWN
from trama.referrals.models import Reception, Referral


def receive_withdrawal(*, actor: Actor, referral: Referral, at: datetime) -> Reception:
    """Note on our own row that she withdrew, and by when somebody must decide."""
    row = Reception.objects.select_for_update().get(organisation=actor.organisation_id, referral=referral.pk)
    if row.withdrawn_at is None:
        row.withdrawn_at = referral.withdrawn_at
        row.decide_by = local_day(CONSENT_WITHDRAWN.proposal(at))
        row.save(update_fields=["withdrawn_at", "decide_by"])
        record(actor, "referral.withdrawal_received", row.pk, row.subject)
    return row
