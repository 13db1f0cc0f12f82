"""What a report says, in plain Italian with the term of ETSI EN 319 102-1 beside it."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.protocol.agreement.models import SignatureReport


def report_title(report: SignatureReport) -> str:
    """ "22 novembre 2026, 16.30: 3 firme, TOTAL-PASSED"."""
    when = date_format(timezone.localtime(report.made_at), "j F Y, H.i").lower()
    signers = ngettext("%(count)d firma", "%(count)d firme", report.signers) % {"count": report.signers}
    return _("%(when)s: %(signers)s, %(verdict)s") % {
        "when": when,
        "signers": signers,
        "verdict": report.verdict or report.trouble,
    }
