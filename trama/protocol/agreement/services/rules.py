"""Which reading of the term counts: a person of the lead body chooses, and says why (DOMAIN §0.1)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actor import Actor
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.protocol.agreement.models import ExpiryRule, RuleChoice, Version
from trama.protocol.agreement.policies import require_lead
from trama.protocol.agreement.services.locking import locked_version
from trama.protocol.agreement.states import VersionState


def choose_rule(*, actor: Actor, version: Version, rule: str, reason: str) -> Version:
    """The rule by which `version` ends. It may be chosen again: every choice stays written.

    Raises DomainError("no_reason"), ("not_in_force"). The same rule for the same reason changes nothing.
    """
    require_lead(actor)
    if not reason.strip():
        raise DomainError("no_reason", _("Scrivi perché: chi legge deve capire la scelta."), field="reason")
    row = locked_version(version)
    if row.state != VersionState.IN_FORCE:
        raise DomainError("not_in_force", _("Si sceglie solo per il protocollo in vigore."))
    if (row.rule, row.rule_reason) == (ExpiryRule(rule), reason.strip()):
        return row
    row.rule, row.rule_reason, row.rule_chosen_at = ExpiryRule(rule), reason.strip(), timezone.now()
    row.save(update_fields=["rule", "rule_reason", "rule_chosen_at"])
    RuleChoice.objects.create(
        organisation_id=actor.organisation_id,
        network_id=actor.network_id,
        version=row,
        rule=row.rule,
        reason=row.rule_reason,
        chosen_at=row.rule_chosen_at,
    )
    record(actor, "protocol.rule", row.pk, detail=row.rule)
    return row
