"""The chapters of the report, in their order; each reads its own area and says what it found in blocks."""

from collections.abc import Callable

from trama.protocol.report.blocks import Section
from trama.protocol.report.scope import Scope
from trama.protocol.report.sections.commitments import commitments_section
from trama.protocol.report.sections.decisions import decisions_section
from trama.protocol.report.sections.groups import groups_section
from trama.protocol.report.sections.indicators import indicators_section
from trama.protocol.report.sections.meetings import meetings_section
from trama.protocol.report.sections.resources import resources_section
from trama.protocol.report.sections.signatories import signatories_section
from trama.protocol.report.sections.summary import summary_section

SECTIONS: tuple[Callable[[Scope], Section], ...] = (
    summary_section,
    signatories_section,
    meetings_section,
    commitments_section,
    groups_section,
    decisions_section,
    resources_section,
    indicators_section,
)
