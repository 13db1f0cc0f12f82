"""What is known of a signature, and when a body leaves: written by the lead body. "Missing" is never "did not sign"."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actor import Actor
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.protocol.agreement.models import FileKind, FileState, Signatory, SignatureReport
from trama.protocol.agreement.policies import require_lead
from trama.protocol.agreement.seals import is_sealed
from trama.protocol.agreement.services.locking import locked_signatory
from trama.protocol.agreement.states import SIGNATURE_STEPS, SignatureState, VersionState, may_follow


def write_known(
    *,
    actor: Actor,
    signatory: Signatory,
    state: str,
    method: str,
    by_proxy: bool = False,
    proxy_note: str = "",
    signed_at: datetime | None = None,
    not_before: date | None = None,
    not_after: date | None = None,
    evidence: str = "",
) -> Signatory:
    """Everything but the judgement: `verified` comes and goes by acts of its own.

    Raises DomainError("by_act"), ("bounds"), ("no_step"), ("received_how") for a signature at hand by no known way.
    """
    require_lead(actor)
    row = locked_signatory(signatory)
    if state != row.state:
        if SignatureState.VERIFIED in {state, row.state}:
            raise DomainError("by_act", _("La verifica è un atto a parte, su un rapporto."), field="state")
        if not may_follow(SIGNATURE_STEPS, row.state, state):
            raise DomainError("no_step", _("Da qui non si passa a questo stato."), field="state")
    if not_before and not_after and not_after < not_before:
        raise DomainError("bounds", _("Il secondo giorno viene prima del primo."), field="not_after")
    if state != SignatureState.MISSING and not (method or evidence):
        raise DomainError(
            "received_how", _("Di una firma agli atti scrivi come o da che cosa si sa."), field="method"
        )
    row.state, row.method, row.evidence = SignatureState(state), method, evidence
    row.by_proxy, row.proxy_note = by_proxy, proxy_note if by_proxy else ""
    row.signed_at, row.not_before, row.not_after = signed_at, not_before, not_after
    row.save()
    record(actor, "signature.known", row.pk, detail=row.state)
    return row


def verify_signature(*, actor: Actor, signatory: Signatory, report: SignatureReport) -> Signatory:
    """A person of the lead body says that the signature is the body's, and cites what she looked at.

    Not the machine: a report of one's file is a finding, whatever its verdict. Raises DomainError("not_its_report"),
    ("unsealed") for one that the application did not make, ("failed") for a changed document, ("not_received").
    """
    require_lead(actor)
    row = locked_signatory(signatory)
    file = report.file
    its_own = (
        file.signatory_id == row.pk and file.kind == FileKind.SIGNED and file.state == FileState.ACCEPTED
    )
    if not its_own or not report.signers:
        raise DomainError(
            "not_its_report", _("Questo rapporto non parla di una firma agli atti di questo ente.")
        )
    if not is_sealed(report):
        raise DomainError(
            "unsealed",
            _(
                "Questo rapporto non porta il sigillo di Trama: fai verificare il file un'altra volta e cita quello."
            ),
        )
    if report.verdict == "TOTAL-FAILED":
        raise DomainError(
            "failed", _("Il rapporto dice che qualcosa non torna (TOTAL-FAILED): non si può dire verificata.")
        )
    if row.state == SignatureState.VERIFIED and row.verified_report_id == report.pk:
        return row
    if row.state == SignatureState.MISSING:
        raise DomainError("not_received", _("Prima va messa agli atti."))
    row.state, row.verified_report, row.verified_at = SignatureState.VERIFIED, report, timezone.now()
    row.save(update_fields=["state", "verified_report", "verified_at"])
    record(actor, "signature.verified", row.pk, report.pk)
    return row


def take_back_verification(*, actor: Actor, signatory: Signatory) -> Signatory:
    """It was said too soon: the signature is again received. Twice changes nothing."""
    require_lead(actor)
    row = locked_signatory(signatory)
    if row.state != SignatureState.VERIFIED:
        return row
    row.state, row.verified_report, row.verified_at = SignatureState.RECEIVED, None, None
    row.save(update_fields=["state", "verified_report", "verified_at"])
    record(actor, "signature.verification_taken_back", row.pk)
    return row


def withdraw_signatory(*, actor: Actor, signatory: Signatory, on: date, act: str) -> Signatory:
    """A body leaves the protocol: from that day its commitments bind it no more. Raises DomainError("no_act")."""
    require_lead(actor)
    if not act.strip():
        raise DomainError("no_act", _("Scrivi con quale atto: numero e data."), field="act")
    row = locked_signatory(signatory)
    if row.version.state not in {VersionState.IN_FORCE, VersionState.SIGNING, VersionState.PREPARING}:
        raise DomainError("ended", _("Questa versione non è più in vigore."))
    row.withdrawn_on, row.withdrawal_act = on, act.strip()
    row.save(update_fields=["withdrawn_on", "withdrawal_act"])
    record(actor, "signatory.withdraw", row.pk, row.organisation_id)
    return row


def take_back_withdrawal(*, actor: Actor, signatory: Signatory) -> Signatory:
    """It was a slip, or the body came back."""
    require_lead(actor)
    row = locked_signatory(signatory)
    if row.withdrawn_on is not None:
        row.withdrawn_on, row.withdrawal_act = None, ""
        row.save(update_fields=["withdrawn_on", "withdrawal_act"])
        record(actor, "signatory.withdrawal_taken_back", row.pk, row.organisation_id)
    return row
