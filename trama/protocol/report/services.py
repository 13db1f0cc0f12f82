"""Producing the report: required, composed, set, told to the trail."""

from datetime import date

from django.utils.translation import gettext as _

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.protocol.agreement.selectors import version_in_force
from trama.protocol.report.composing import compose
from trama.protocol.report.papers import report_pdf


def produce_report(*, actor: Actor, year: int, day: date) -> bytes:
    """The PDF as of `day`; the system produces it for the lead body. Raises DomainError("no_report"), PdfError."""
    if not actor.is_system:
        require(actor, Action.PRODUCE_REPORT)
    version = version_in_force(actor)
    report = compose(actor=actor, year=year, day=day)
    if version is None or report is None:
        raise DomainError("no_report", _("Per il %(year)d non c'è una relazione.") % {"year": year})
    pdf = report_pdf(report, day=day)
    record(actor, "report.produced", version.pk)
    return pdf
