"""She withdraws: what waits is destroyed now; what was taken over is marked, and its receiver told (DESIGN §1.1)."""

from datetime import datetime

from trama.access.actor import Actor
from trama.audit.services import record
from trama.common.jobs import defer
from trama.consent.models import Consent
from trama.referrals.models import Referral
from trama.referrals.states import TAKEN_OVER, State
from trama.referrals.tasks import attend


def end_letters(*, actor: Actor, consent: Consent, at: datetime) -> None:
    """Every letter that stood on `consent`, whatever became of it meanwhile."""
    rows = Referral.objects.filter(organisation=actor.organisation_id, consent=consent)
    for row in rows.select_for_update().order_by("pk"):
        if row.state == State.CONSENTED:
            row.state, row.consent = State.PROPOSED, None
            row.save(update_fields=["state", "consent"])
        elif row.state == State.SENT:
            destroy(row, State.WITHDRAWN, at=at)
            record(actor, "referral.withdrawn", row.pk)
            defer(attend, organisation_id=row.receiver_id)
        elif row.state in TAKEN_OVER and row.withdrawn_at is None:
            row.withdrawn_at = at
            row.save(update_fields=["withdrawn_at"])
            record(actor, "referral.consent_withdrawn", row.pk)
            defer(attend, organisation_id=row.receiver_id)


def destroy(row: Referral, state: State, *, at: datetime | None = None) -> None:
    """End a letter: its ciphertext, its key and its signatures go."""
    row.state = state
    row.content = row.wrap = row.signature = None
    fields = ["state", "content", "wrap", "signature"]
    if at is not None:
        row.withdrawn_at = at
        fields.append("withdrawn_at")
    row.save(update_fields=fields)
