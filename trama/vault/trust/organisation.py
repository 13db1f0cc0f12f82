"""What the installation root says of an organisation: this id, this official name, this identity key, this
serial.
"""

from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from trama.vault.crypto.keys import KeyPair
from trama.vault.errors import UntrustedKey
from trama.vault.trust.statements import ORGANISATION, Signed, raw, sign, text


@dataclass(frozen=True, slots=True)
class OrganisationStatement:
    id: UUID
    name: str
    identity: bytes  # Ed25519, held by the custodians alone
    serial: int  # 1, 2 … : grows with each new name or identity key

    def content(self) -> dict[str, Any]:
        return {"id": str(self.id), "name": self.name, "identity": text(self.identity), "serial": self.serial}

    def sign(self, root: KeyPair) -> Signed:
        return sign(root, ORGANISATION, self.content())

    @classmethod
    def verify(cls, signed: Signed, root_public: bytes) -> Self:
        return cls.read(signed.content(root_public, ORGANISATION))

    @classmethod
    def read(cls, content: dict[str, Any]) -> Self:
        try:
            name, serial = content["name"], content["serial"]
            if type(serial) is not int or serial < 1 or type(name) is not str:
                raise ValueError
            return cls(UUID(content["id"]), name, raw(content["identity"]), serial)
        except (KeyError, ValueError, TypeError, AttributeError):
            raise UntrustedKey("malformed organisation statement") from None
