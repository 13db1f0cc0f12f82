"""What a report says, in plain Italian with the term of ETSI EN 319 102-1 beside it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.protocol.agreement.models import SignatureReport
from trama.protocol.agreement.seals import is_sealed
from trama.protocol.signatures import showing
from trama.protocol.signatures.codec import from_json
from trama.protocol.signatures.report import Report, Signature, SubIndication, Supplied, Verdict

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
    report: Report | None  # None: what is kept is no report
    signers: list[SignerRow]
    sealed: bool  # the application made it, of these words

    @property
    def list_unchecked(self) -> bool:
        return self.report is not None and self.report.trust.list_signature == "unchecked"

    @property
    def supplied(self) -> list["SuppliedRow"]:
        return [SuppliedRow(one) for one in self.report.supplied] if self.report else []


@dataclass(frozen=True)
class SuppliedRow:
    """One file of revocation data that somebody gave."""

    given: Supplied

    @property
    def title(self) -> str:
        """ "2 liste (CRL), 1 risposta OCSP"."""
        lists, answers = self.given.crls, self.given.ocsps
        parts = [ngettext("%(count)d lista (CRL)", "%(count)d liste (CRL)", lists) % {"count": lists}] * bool(
            lists
        )
        if answers:
            said = ngettext("%(count)d risposta OCSP", "%(count)d risposte OCSP", answers)
            parts.append(said % {"count": answers})
        return ", ".join(parts)

    @property
    def digest(self) -> str:
        return " ".join(re.findall(".{16}", self.given.sha256))


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
    return [_viewed(kept) for kept in reports]


def _viewed(kept: SignatureReport) -> ReportView:
    sealed = is_sealed(kept)
    try:
        report = from_json(kept.data or {})
    except ValueError:
        return ReportView(kept, None, [], sealed)
    pairs = zip(showing.rows(report, _), report.signatures, strict=True)
    signers = [SignerRow(row, verdict_words(one), verdict_term(one)) for row, one in pairs]
    return ReportView(kept, report, signers, sealed)


def report_title(report: SignatureReport) -> str:
    """ "22 novembre 2026, 16.30: 3 firme, TOTAL-PASSED"."""
    when = _moment(report.made_at)
    if report.asked_at is not None:
        when = _("%(when)s (com'era il %(asked)s)") % {"when": when, "asked": _moment(report.asked_at)}
    signers = ngettext("%(count)d firma", "%(count)d firme", report.signers) % {"count": report.signers}
    return _("%(when)s: %(signers)s, %(verdict)s") % {
        "when": when,
        "signers": signers,
        "verdict": report.verdict,
    }


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "j F Y, H.i").lower()
