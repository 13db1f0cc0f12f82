"""One signer against the bytes that were signed: which certificate, is the digest right, is the signature the key's.

RFC 5652, 5.4 and 5.6; RFC 5035 for the certificate; EN 319 102-1, 5.2.2, 5.2.3 and 5.2.7.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from asn1crypto import algos, cms, core, tsp

from trama.protocol.signatures import algorithms, der
from trama.protocol.signatures import cms as cms_
from trama.protocol.signatures.certificates import Cert
from trama.protocol.signatures.cms import SignerInfo
from trama.protocol.signatures.errors import BROKEN, MALFORMED, Trouble, UnreadableError
from trama.protocol.signatures.report import Remark, SubIndication

HASHES = {
    "md5",
    "sha1",
    "sha224",
    "sha256",
    "sha384",
    "sha512",
    "sha3_224",
    "sha3_256",
    "sha3_384",
    "sha3_512",
}


class FailedError(Exception):
    """The signature ends here, with this sub-indication."""

    def __init__(self, sub: SubIndication, explanation: str) -> None:
        super().__init__(explanation)
        self.sub = sub


@dataclass(frozen=True)
class Signed:
    """What a SignerInfo signs: the bytes, or their digest where only that is at hand, and the type it must state."""

    data: bytes | None
    content_type: str | None  # None: of a countersignature, which states none
    digests: dict[str, bytes] = field(default_factory=dict, compare=False)  # once for all signers

    def digest(self, name: str) -> bytes:
        if self.data is None:
            raise FailedError(SubIndication.SIGNED_DATA_NOT_FOUND, "the signed document was not given")
        if name not in self.digests:
            self.digests[name] = hashlib.new(name, self.data).digest()
        return self.digests[name]


@dataclass(frozen=True)
class Claims:
    """What the signer states, believed or not."""

    digest: str
    time: datetime | None
    used: algorithms.Used | None
    remarks: tuple[Remark, ...]


def digest_name(info: SignerInfo) -> str:
    """The digest of the content. Raises FailedError for one that cannot be computed."""
    try:
        name = str(algos.DigestAlgorithm.load(info.digest_algorithm)["algorithm"].native)
    except MALFORMED as error:
        raise FailedError(SubIndication.FORMAT_FAILURE, "no digest algorithm") from error
    if name not in HASHES:
        raise FailedError(SubIndication.CRYPTO_CONSTRAINTS_FAILURE, f"digest {name} is not supported")
    return name


def claims(info: SignerInfo, cert: Cert | None) -> Claims:
    """Algorithms, claimed time and remarks. Raises FailedError for attributes that cannot be read."""
    digest = digest_name(info)
    remarks = []
    if info.signed is None:
        remarks.append(Remark.NO_SIGNED_ATTRIBUTES)
    attributes = info.signed or {}
    if cms_.ESS_V2 not in attributes:
        remarks.append(Remark.ESS_V1 if cms_.ESS_V1 in attributes else Remark.NO_ESS)
    if cms_.ARCHIVE_TIMESTAMPS & set(info.unsigned):
        remarks.append(Remark.ARCHIVE_TIMESTAMP)
    try:
        times = attributes.get(cms_.SIGNING_TIME, ())
        time = cms.Time.load(times[0]).native if times else None
        algorithm = algos.SignedDigestAlgorithm.load(info.signature_algorithm)
        used = None if cert is None else algorithms.used(digest, algorithm, cert.key)
    except MALFORMED as error:
        raise FailedError(SubIndication.FORMAT_FAILURE, f"attributes: {error}") from error
    return Claims(digest, time, used, tuple(remarks))


def signing_certificate(info: SignerInfo, pool: list[Cert]) -> tuple[Cert, bool]:
    """The signer's certificate, and whether the signed reference, if there is one, names it. Raises FailedError.

    EN 319 102-1, 5.2.3.4: the signed reference decides; issuer and serial are only a hint, which nobody signed.
    """
    try:
        references = _references(info.signed or {})
        for one in pool:
            if any(one.digest(digest) == value for digest, value in references):
                return one, True
        named = [one for one in pool if _is_named(info.sid, one)]
    except BROKEN as error:
        raise FailedError(SubIndication.FORMAT_FAILURE, f"signer: {error}") from error
    if not named:
        raise FailedError(
            SubIndication.NO_SIGNING_CERTIFICATE_FOUND, "the signer's certificate is not in the file"
        )
    return named[0], not references


def check(info: SignerInfo, cert: Cert, signed: Signed) -> None:
    """Digest and signature. Raises FailedError: HASH_FAILURE, SIG_CRYPTO_FAILURE, FORMAT_FAILURE…"""
    digest = digest_name(info)
    try:
        algorithm = algos.SignedDigestAlgorithm.load(info.signature_algorithm)
        actual = signed.digest(digest)
        if info.signed is None:
            _check_plain(info, cert, signed, algorithm, digest)
            return
        _check_attributes(info, signed, digest)
        right = _value(info.signed, cms_.MESSAGE_DIGEST, core.OctetString) == actual
        genuine = algorithms.verify_raw(info.signature, info.signed_raw, cert.key, algorithm, digest=digest)
    except algorithms.UnsupportedError as error:
        raise FailedError(
            SubIndication.CRYPTO_CONSTRAINTS_FAILURE, f"cannot be computed here: {error}"
        ) from error
    except BROKEN as error:
        raise FailedError(SubIndication.FORMAT_FAILURE, f"signed attributes: {error}") from error
    if not right:
        raise FailedError(SubIndication.HASH_FAILURE, "the document is not the one that was signed")
    if not genuine:
        raise FailedError(SubIndication.SIG_CRYPTO_FAILURE, "the signature is not of the certificate's key")


def _check_plain(
    info: SignerInfo, cert: Cert, signed: Signed, algorithm: algos.SignedDigestAlgorithm, digest: str
) -> None:
    """Without signed attributes the content itself is signed; only for plain data (RFC 5652, 5.3)."""
    data = signed.data or b""
    if signed.content_type not in (cms_.DATA, None):
        raise FailedError(SubIndication.FORMAT_FAILURE, "signed attributes are missing")
    if data[:1] == b"\x31" and cms_.looks_like_attributes(data):
        raise FailedError(SubIndication.FORMAT_FAILURE, "the document is another signature's attributes")
    if not algorithms.verify_raw(info.signature, data, cert.key, algorithm, digest=digest):
        said = "without signed attributes: document or signature are not what they were"
        raise FailedError(SubIndication.SIG_CRYPTO_FAILURE, said)


def _check_attributes(info: SignerInfo, signed: Signed, digest: str) -> None:
    attributes = info.signed or {}
    if signed.content_type is None:
        if cms_.CONTENT_TYPE in attributes:
            raise UnreadableError(Trouble.MALFORMED, "a countersignature with a content type")
    elif _value(attributes, cms_.CONTENT_TYPE, cms.ContentType, dotted=True) != signed.content_type:
        raise UnreadableError(Trouble.MALFORMED, "the content type is not the signed one")
    for raw in attributes.get(cms_.ALGORITHM_PROTECTION, ()):  # RFC 6211
        parts = der.scan(raw).children()
        protected = algos.DigestAlgorithm.load(parts[0].raw)["algorithm"].native
        scheme = parts[1].children()[0].oid() if parts[1].tag == 0xA1 else ""
        stated = der.scan(info.signature_algorithm).children()[0].oid()
        if (protected, scheme) != (digest, stated):
            raise UnreadableError(Trouble.MALFORMED, "the algorithms are not the protected ones")


def _value(attributes: cms_.Attributes, oid: str, kind: Any, *, dotted: bool = False) -> Any:
    """The one value of a signed attribute. Raises UnreadableError for none or several."""
    values = attributes.get(oid, [])
    if len(values) != 1:
        raise UnreadableError(Trouble.MALFORMED, f"{len(values)} values of {oid}")
    read = kind.load(values[0])
    return read.dotted if dotted else read.native


def _is_named(sid: bytes, cert: Cert) -> bool:
    element = der.scan(sid)
    if element.tag == 0x80:
        return element.contents == cert.key_id
    issuer, serial = element.children()[:2]
    if int.from_bytes(serial.contents, signed=True) != cert.serial:
        return False
    if issuer.raw == cert.asn1.issuer.dump():
        return True
    other: str = cms.IssuerAndSerialNumber.load(sid)["issuer"].hashable
    return other == cert.issuer_name


def _references(attributes: cms_.Attributes) -> list[tuple[str, bytes]]:
    """The first certificate of signing-certificate(-v2): digest and value (RFC 5035, 3 and 4)."""
    found = []
    for oid, kind in ((cms_.ESS_V2, tsp.SigningCertificateV2), (cms_.ESS_V1, tsp.SigningCertificate)):
        values = attributes.get(oid, [])
        if len(values) > 1:
            raise UnreadableError(Trouble.MALFORMED, "several references to the signing certificate")
        if values:
            first = kind.load(values[0])["certs"][0]
            digest = (
                "sha1" if kind is tsp.SigningCertificate else str(first["hash_algorithm"]["algorithm"].native)
            )
            if digest not in HASHES:
                raise UnreadableError(Trouble.MALFORMED, f"reference by {digest}")
            found.append((digest, first["cert_hash"].native))
            break
    return found
