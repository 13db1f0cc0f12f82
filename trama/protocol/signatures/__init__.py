"""Electronic signatures: who signed a file, and what can be said of it. See README.md."""

from trama.protocol.signatures.anchors import NOBODY, TrustAnchors
from trama.protocol.signatures.codec import from_json, to_json
from trama.protocol.signatures.errors import Trouble, UnreadableError
from trama.protocol.signatures.report import Report, Signature, SubIndication, Verdict

__all__ = [
    "NOBODY",
    "Report",
    "Signature",
    "SubIndication",
    "Trouble",
    "TrustAnchors",
    "UnreadableError",
    "Verdict",
    "from_json",
    "to_json",
]
