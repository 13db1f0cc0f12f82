"""The models of every area of the protocol, where Django looks for them."""

from trama.protocol.agreement.models import (
    RenewalItem,
    RuleChoice,
    Signatory,
    SignatureReport,
    SignedBytes,
    SignedFile,
    TrustList,
    Version,
)
from trama.protocol.commitments.models import AnswerLink, Commitment, DataTerm, Evidence, Ownership
from trama.protocol.procedures.models import Dissemination, Document, Edition, EditionFile, Reminder

__all__ = [
    "AnswerLink",
    "Commitment",
    "DataTerm",
    "Dissemination",
    "Document",
    "Edition",
    "EditionFile",
    "Evidence",
    "Ownership",
    "Reminder",
    "RenewalItem",
    "RuleChoice",
    "Signatory",
    "SignatureReport",
    "SignedBytes",
    "SignedFile",
    "TrustList",
    "Version",
]
