"""Whom signatures are checked against: loaded by the lead body, and where it comes from; retired, never overwritten."""

import hashlib

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actor import Actor
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.protocol.agreement.models import TrustList
from trama.protocol.agreement.policies import require_lead
from trama.protocol.agreement.verification import TrustFound
from trama.protocol.signatures.jobs import Source


def load_trust(*, actor: Actor, source: Source, found: TrustFound) -> TrustList:
    """Keep it; from now on verifications use it, and those made before stay as they were. Raises ("already_there")."""
    require_lead(actor)
    row = TrustList(
        organisation_id=actor.organisation_id,
        network_id=actor.network_id,
        kind=TrustList.Kind.TSL if found.is_list else TrustList.Kind.PEM,
        source=source.name,
        sha256=hashlib.sha256(source.data).hexdigest(),
        anchors=found.anchors,
        issued=found.issued,
        next_update=found.next_update,
        data=source.data,
        signer=source.signer,
        checked=found.checked,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "protocol_trust_once" not in str(error):
            raise
        raise DomainError("already_there", _("Questo file è già in uso."), field="file") from None
    record(actor, "trust.load", row.pk)
    return row


def retire_trust(*, actor: Actor, trust: TrustList) -> TrustList:
    """No longer used from now on; reports that used it keep saying so."""
    require_lead(actor)
    if trust.retired_at is None:
        trust.retired_at = timezone.now()
        trust.save(update_fields=["retired_at"])
        record(actor, "trust.retire", trust.pk)
    return trust
