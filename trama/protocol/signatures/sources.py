"""Bytes to trust anchors, whatever they are: a PEM bundle, a certificate in DER, or a trusted list."""

from trama.protocol.signatures import anchors, trustedlist
from trama.protocol.signatures.anchors import TrustAnchors
from trama.protocol.signatures.errors import Trouble, UnreadableError
from trama.protocol.signatures.jobs import Source


def load(source: Source) -> TrustAnchors:
    """Raises UnreadableError with Trouble.TRUST for what is neither."""
    try:
        signer = anchors.from_pem(source.signer, source.name).anchors[0].cert if source.signer else None
        if trustedlist.looks_like_xml(source.data):
            return trustedlist.from_xml(source.data, source.name, signer=signer)
        return anchors.from_pem(source.data, source.name)
    except UnreadableError as error:
        raise UnreadableError(Trouble.TRUST, f"{source.name}: {error.detail}") from error
