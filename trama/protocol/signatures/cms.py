"""CMS SignedData (RFC 5652), read element by element: one SignerInfo at a time, certificates and lists as bytes."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from trama.protocol.signatures import der
from trama.protocol.signatures.errors import Trouble, UnreadableError
from trama.protocol.signatures.limits import MAX_CERTIFICATES, MAX_REVOCATION_ITEMS, MAX_SIGNERS

SIGNED_DATA = "1.2.840.113549.1.7.2"
ENVELOPED = {"1.2.840.113549.1.7.3", "1.2.840.113549.1.9.16.1.23"}
SIGNED_HEAD = bytes.fromhex("06092a864886f70d010702")
ENCRYPTED_HEAD = bytes.fromhex("06092a864886f70d010703")
DATA = "1.2.840.113549.1.7.1"
TST_INFO = "1.2.840.113549.1.9.16.1.4"
OCSP_INFO = "1.3.6.1.5.5.7.16.2"  # RFC 5940

CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_TIME = "1.2.840.113549.1.9.5"
COUNTERSIGNATURE = "1.2.840.113549.1.9.6"
ALGORITHM_PROTECTION = "1.2.840.113549.1.9.52"
ESS_V1 = "1.2.840.113549.1.9.16.2.12"
ESS_V2 = "1.2.840.113549.1.9.16.2.47"
SIGNATURE_TIMESTAMP = "1.2.840.113549.1.9.16.2.14"
CONTENT_TIMESTAMP = "1.2.840.113549.1.9.16.2.20"
CERTIFICATE_VALUES = "1.2.840.113549.1.9.16.2.23"
REVOCATION_VALUES = "1.2.840.113549.1.9.16.2.24"
ADOBE_REVOCATION = "1.2.840.113583.1.1.8"
ARCHIVE_TIMESTAMPS = {
    "1.2.840.113549.1.9.16.2.27",
    "1.2.840.113549.1.9.16.2.48",
    "0.4.0.1733.2.4",
}

Attributes = dict[str, list[bytes]]  # OID -> values in DER


@dataclass(frozen=True)
class SignerInfo:
    """One signer: RFC 5652, 5.3. Everything but the attributes still in DER."""

    sid: bytes  # IssuerAndSerialNumber, or [0] SubjectKeyIdentifier
    digest_algorithm: bytes
    signed: Attributes | None
    signed_raw: bytes  # as it was signed: with the tag of a SET
    signature_algorithm: bytes
    signature: bytes
    unsigned: Attributes


@dataclass(frozen=True)
class Cms:
    """A SignedData. `content` is None when detached."""

    content_type: str
    content: bytes | None
    certificates: tuple[bytes, ...]
    crls: tuple[bytes, ...]
    ocsps: tuple[bytes, ...]  # OCSPResponse or BasicOCSPResponse
    signers: tuple[bytes, ...]  # SignerInfo in DER
    definite: bool = field(default=True)  # DER lengths; otherwise BER


def looks_signed(data: bytes) -> bool:
    """Whether `data` begins like a ContentInfo with signed data, whole or not."""
    head = data[:24]
    return head[:1] == b"\x30" and SIGNED_HEAD in head


def load(data: bytes) -> Cms:
    """Raises UnreadableError for what is truncated, encrypted, or no SignedData."""
    root = der.scan(data)
    if data[root.stop :].strip(b"\0\r\n\t \x1a"):
        raise UnreadableError(Trouble.MALFORMED, f"{len(data) - root.stop} bytes after the end")
    parts = _parts(root, der.SEQUENCE, 1)
    kind = parts[0].oid()
    if kind in ENVELOPED:
        raise UnreadableError(Trouble.ENCRYPTED, kind)
    if kind != SIGNED_DATA or len(parts) < 2:
        raise UnreadableError(Trouble.NOT_SIGNED, kind)
    return _signed_data(_only(parts[1]), definite=not root.ends)


def signer(raw: bytes) -> SignerInfo:
    """One SignerInfo. Raises UnreadableError."""
    parts = _parts(der.scan(raw), der.SEQUENCE, 5)[1:]  # without the version
    sid, digest, *rest = parts
    signed: der.Element | None = None
    if rest and rest[0].tag == 0xA0:
        signed, *rest = rest
    if len(rest) < 2 or rest[1].tag & ~der.CONSTRUCTED != der.OCTETS:
        raise UnreadableError(Trouble.MALFORMED, "a signer without signature")
    unsigned = rest[2] if len(rest) > 2 and rest[2].tag == 0xA1 else None
    return SignerInfo(
        sid=sid.raw,
        digest_algorithm=digest.raw,
        signed=None if signed is None else _attributes(signed),
        signed_raw=b"" if signed is None else der.encode(der.SET, signed.contents),
        signature_algorithm=rest[0].raw,
        signature=rest[1].octets(),
        unsigned={} if unsigned is None else _attributes(unsigned),
    )


def _signed_data(element: der.Element, *, definite: bool) -> Cms:
    parts = _parts(element, der.SEQUENCE, 4)
    encapsulated = _parts(parts[2], der.SEQUENCE, 1)
    content = _only(encapsulated[1]) if len(encapsulated) > 1 else None
    certificates: list[bytes] = []
    lists: list[der.Element] = []
    for one in parts[3:-1]:
        if one.tag == 0xA0:
            certificates = [each.raw for each in one.children() if each.tag == der.SEQUENCE]
        elif one.tag == 0xA1:
            lists = one.children()
    signers = parts[-1].children() if parts[-1].tag == der.SET else []
    _at_most(MAX_SIGNERS, signers, "signers")
    _at_most(MAX_CERTIFICATES, certificates, "certificates")
    _at_most(MAX_REVOCATION_ITEMS, lists, "revocation lists")
    return Cms(
        content_type=encapsulated[0].oid(),
        content=None if content is None else _content(content),
        certificates=tuple(certificates),
        crls=tuple(one.raw for one in lists if one.tag == der.SEQUENCE),
        ocsps=tuple(raw for one in lists if one.tag == 0xA1 for raw in _ocsp(one)),
        signers=tuple(one.raw for one in signers),
        definite=definite,
    )


def _content(element: der.Element) -> bytes:
    """RFC 5652, 5.2.1: of what is no OCTET STRING (PKCS #7) the value is signed."""
    return element.octets() if element.tag & ~der.CONSTRUCTED == der.OCTETS else element.contents


def _ocsp(element: der.Element) -> Iterable[bytes]:
    parts = element.children()
    if len(parts) == 2 and parts[0].tag == der.OID and parts[0].oid() == OCSP_INFO:
        yield parts[1].raw


def _attributes(element: der.Element) -> Attributes:
    found: Attributes = {}
    for one in element.children():
        kind, values = _parts(one, der.SEQUENCE, 2)[:2]
        found.setdefault(kind.oid(), []).extend(value.raw for value in values.children())
    return found


def _parts(element: der.Element, tag: int, at_least: int) -> list[der.Element]:
    parts = element.children() if element.tag == tag else []
    if len(parts) < at_least:
        raise UnreadableError(Trouble.MALFORMED, f"no signed data at byte {element.start}")
    return parts


def _only(element: der.Element) -> der.Element:
    inner = element.children()
    if len(inner) != 1:
        raise UnreadableError(
            Trouble.MALFORMED, f"{len(inner)} values where one belongs, byte {element.start}"
        )
    return inner[0]


def _at_most(most: int, found: list[der.Element] | list[bytes], what: str) -> None:
    if len(found) > most:
        raise UnreadableError(Trouble.TOO_MANY, f"{len(found)} {what}, at most {most}")


def looks_like_attributes(data: bytes) -> bool:
    """Whether a document is the DER of signed attributes: a signature over these, moved, would seem to sign it."""
    try:
        return MESSAGE_DIGEST in _attributes(der.scan(data))
    except UnreadableError:
        return False
