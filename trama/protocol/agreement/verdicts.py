"""What a report says, in plain Italian with the term of ETSI EN 319 102-1 beside it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.protocol.agreement.models import SignatureReport
from trama.protocol.signatures import showing
from trama.protocol.signatures.codec import from_json
from trama.protocol.signatures.report import Report, Signature, SubIndication, Verdict

# A genuine signature whose certificate is no longer valid, and nothing that proves it older: it is not "not valid".
_NO_LONGER = {SubIndication.OUT_OF_BOUNDS_NOT_REVOKED, SubIndication.OUT_OF_BOUNDS_NO_POE}


@dataclass(frozen=True)
class SignerRow:
    """One signer of a report, as the page shows her."""

    row: showing.Row
    verdict: str
    term: str  # of EN 319 102-1

    @property
    def title(self) -> str:
        return _("Busta %(depth)d: %(signer)s") % {"depth": self.row.depth + 1, "signer": self.row.signer}


@dataclass(frozen=True)
class ReportView:
    """One report, old or new: what it said when it was made."""

    kept: SignatureReport
    report: Report
    signers: list[SignerRow]

    @property
    def list_unchecked(self) -> bool:
        return self.report.trust.list_signature == "unchecked"


def verdict_words(one: Signature) -> str:
    if one.verdict is Verdict.TOTAL_PASSED:
        return _("La firma è valida")
    if one.verdict is Verdict.TOTAL_FAILED:
        return _("Qualcosa non torna: la firma non corrisponde al documento")
    return _("Non si può più provare") if one.sub_indication in _NO_LONGER else _("Non si può dire")


def verdict_term(one: Signature) -> str:
    return f"{one.verdict}, {one.sub_indication}" if one.sub_indication else str(one.verdict)


def viewed(reports: Iterable[SignatureReport]) -> list[ReportView]:
    """In the given order. What is kept is shown as it is: nothing is verified here."""
    found = []
    for kept in reports:
        report = from_json(kept.data or {})
        pairs = zip(showing.rows(report, _), report.signatures, strict=True)
        signers = [SignerRow(row, verdict_words(one), verdict_term(one)) for row, one in pairs]
        found.append(ReportView(kept, report, signers))
    return found


def report_title(report: SignatureReport) -> str:
    """ "22 novembre 2026, 16.30: 3 firme, TOTAL-PASSED"."""
    when = date_format(timezone.localtime(report.made_at), "j F Y, H.i").lower()
    signers = ngettext("%(count)d firma", "%(count)d firme", report.signers) % {"count": report.signers}
    return _("%(when)s: %(signers)s, %(verdict)s") % {
        "when": when,
        "signers": signers,
        "verdict": report.verdict,
    }
