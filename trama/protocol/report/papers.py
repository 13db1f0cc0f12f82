"""The report as a PDF."""

from datetime import date
from pathlib import Path
from typing import Final

from trama.common.pdf import render
from trama.protocol.report.blocks import Report

TEMPLATE: Final = Path(__file__).parent / "typst" / "report.typ"


def report_pdf(report: Report, *, day: date) -> bytes:
    """A tagged PDF; the same report and day give the same bytes. Raises PdfError, which quotes nothing."""
    return render(TEMPLATE, report.as_data(), day=day)
