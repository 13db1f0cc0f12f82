"""The models of every area of the protocol, where Django looks for them."""

from trama.protocol.agreement.models import Signatory, Version

__all__ = ["Signatory", "Version"]
