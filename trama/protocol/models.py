"""The models of every area of the protocol, where Django looks for them."""

from trama.protocol.agreement.models import Signatory, Version
from trama.protocol.commitments.models import AnswerLink, Commitment, DataTerm, Evidence, Ownership

__all__ = ["AnswerLink", "Commitment", "DataTerm", "Evidence", "Ownership", "Signatory", "Version"]
