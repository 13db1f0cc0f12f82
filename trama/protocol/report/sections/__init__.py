"""The chapters of the report, in their order; each reads its own area and says what it found in blocks."""

from collections.abc import Callable

from trama.protocol.report.blocks import Section
from trama.protocol.report.scope import Scope
from trama.protocol.report.sections.commitments import commitments_section
from trama.protocol.report.sections.signatories import signatories_section

SECTIONS: tuple[Callable[[Scope], Section], ...] = (
    signatories_section,
    commitments_section,
)
