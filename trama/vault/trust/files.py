"""What travels to the holder of the root and back, as text that a person can carry on a stick."""

import json
from typing import Any, Final

from trama.vault.errors import UntrustedKey
from trama.vault.trust.organisation import OrganisationStatement
from trama.vault.trust.statements import Signed, raw, text

REQUEST: Final = "trama organisation request 1"  # kind and version
SIGNED: Final = "trama signed request 1"


def request_file(statement: OrganisationStatement) -> str:
    return _write({"kind": REQUEST, "statement": statement.content()})


def read_request(content: str) -> OrganisationStatement:
    """Raises UntrustedKey: not such a file."""
    try:
        return OrganisationStatement.read(_read(content, REQUEST)["statement"])
    except KeyError:
        raise UntrustedKey("not a request") from None


def signed_file(signed: Signed) -> str:
    return _write({"kind": SIGNED, "body": signed.body.decode(), "signature": text(signed.signature)})


def read_signed(content: str) -> Signed:
    """What the root signed, not yet verified; raises UntrustedKey: not such a file."""
    fields = _read(content, SIGNED)
    try:
        return Signed(fields["body"].encode(), raw(fields["signature"], 64))
    except (KeyError, AttributeError):
        raise UntrustedKey("not a signed request") from None


def _write(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _read(content: str, kind: str) -> dict[str, Any]:
    try:
        fields = json.loads(content)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict) or fields.get("kind") != kind:
        raise UntrustedKey(f"not a file of the kind {kind!r}")
    return fields
