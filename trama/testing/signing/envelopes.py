"""CMS and CAdES envelopes, put together field by field, so that a test can put one together wrongly."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import algos, cms, core, tsp, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from trama.protocol.signatures import cms as oids
from trama.protocol.signatures import der
from trama.testing.signing.authority import NOW, Identity, tsa

HASH: dict[str, Any] = {
    "sha256": hashes.SHA256,
    "sha1": hashes.SHA1,
    "md5": hashes.MD5,
    "sha512": hashes.SHA512,
}

CLAIMED = NOW - timedelta(days=30)  # when a signer says that she signed


@dataclass(frozen=True)
class Hand:
    """How one signer signs."""

    who: Identity
    digest: str = "sha256"
    ess: bool = True
    attributes: bool = True
    at: datetime = CLAIMED
    stamped: datetime | None = None  # signature timestamp
    stamper: Identity | None = None
    stamped_before: datetime | None = None  # content timestamp
    names: Identity | None = None  # whom the ESS attribute names instead
    crls: Sequence[bytes] = ()  # CAdES-X/LT
    ocsps: Sequence[bytes] = ()
    countersigned: Sequence["Hand"] = ()
    wrong_stamp: bool = False
    states: str = ""  # another content type than the envelope's
    extra: Sequence[tuple[str, bytes]] = field(default=())


def envelope(
    content: bytes,
    *hands: Hand,
    detached: bool = False,
    certificates: Sequence[Identity] | None = None,
    crls: Sequence[bytes] = (),
    content_type: str = oids.DATA,
) -> bytes:
    """A ContentInfo with signed data in DER. Chains come along unless `certificates` says otherwise."""
    everybody = [each for hand in hands for each in (hand, *hand.countersigned)]
    chain = [one for hand in everybody for one in hand.who.chain] if certificates is None else certificates
    inner = _oid(content_type) + (b"" if detached else der.encode(0xA0, der.encode(0x04, content)))
    digests = {hand.digest for hand in hands}
    signed = (
        der.encode(0x02, b"\x01")
        + der.encode(
            0x31, b"".join(algos.DigestAlgorithm({"algorithm": one}).dump() for one in sorted(digests))
        )
        + der.encode(0x30, inner)
        + _implicit(0xA0, [one.der for one in dict.fromkeys(chain)])
        + (_implicit(0xA1, crls) if crls else b"")
        + der.encode(0x31, b"".join(sorted(signer_info(content, hand, content_type) for hand in hands)))
    )
    return der.encode(0x30, _oid(oids.SIGNED_DATA) + der.encode(0xA0, der.encode(0x30, signed)))


def nested(content: bytes, *hands: Hand) -> bytes:
    """One envelope in another; the last hand is the outermost."""
    for hand in hands:
        content = envelope(content, hand)
    return content


def signer_info(content: bytes, hand: Hand, content_type: str | None = oids.DATA) -> bytes:
    cert = x509.Certificate.load(hand.who.der)
    sid = cms.IssuerAndSerialNumber({"issuer": cert.issuer, "serial_number": cert.serial_number}).dump()
    attributes = _signed_attributes(content, hand, content_type) if hand.attributes else b""
    signature = sign(hand.who, der.encode(0x31, attributes) if hand.attributes else content, hand.digest)
    unsigned = b"".join(sorted(_unsigned_attributes(signature, hand)))
    return der.encode(
        0x30,
        der.encode(0x02, b"\x01")
        + sid
        + algos.DigestAlgorithm({"algorithm": hand.digest}).dump()
        + (der.encode(0xA0, attributes) if hand.attributes else b"")
        + algos.SignedDigestAlgorithm({"algorithm": scheme(hand.who, hand.digest)}).dump()
        + der.encode(0x04, signature)
        + (der.encode(0xA1, unsigned) if unsigned else b""),
    )


def scheme(who: Identity, digest: str) -> str:
    return f"{digest}_rsa" if isinstance(who.key, rsa.RSAPrivateKey) else f"{digest}_ecdsa"


def sign(who: Identity, data: bytes, digest: str = "sha256") -> bytes:
    algorithm = HASH[digest]()
    if isinstance(who.key, rsa.RSAPrivateKey):
        return who.key.sign(data, padding.PKCS1v15(), algorithm)
    return bytes(who.key.sign(data, ec.ECDSA(algorithm)))


def token(stamped: bytes, time: datetime, by: Identity | None = None) -> bytes:
    """An RFC 3161 token over the SHA-256 of `stamped`."""
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": "1.3.6.1.4.1.99999.1",
            "message_imprint": {
                "hash_algorithm": {"algorithm": "sha256"},
                "hashed_message": hashlib.sha256(stamped).digest(),
            },
            "serial_number": 7,
            "gen_time": time,
        }
    )
    return envelope(info.dump(), Hand(by or tsa(), at=time), content_type=oids.TST_INFO)


def pem(data: bytes, label: str = "PKCS7") -> bytes:
    return f"-----BEGIN {label}-----\n{base64.encodebytes(data).decode()}-----END {label}-----\n".encode()


def attribute(oid: str, *values: bytes) -> bytes:
    return der.encode(0x30, _oid(oid) + der.encode(0x31, b"".join(values)))


def _signed_attributes(content: bytes, hand: Hand, content_type: str | None) -> bytes:
    found = [
        attribute(oids.MESSAGE_DIGEST, der.encode(0x04, hashlib.new(hand.digest, content).digest())),
        attribute(oids.SIGNING_TIME, core.UTCTime(hand.at).dump()),
        *(attribute(oid, value) for oid, value in hand.extra),
    ]
    if content_type is not None:
        found.append(attribute(oids.CONTENT_TYPE, _oid(hand.states or content_type)))
    if hand.ess:
        digest = hashlib.sha256((hand.names or hand.who).der).digest()
        value = tsp.SigningCertificateV2({"certs": [tsp.ESSCertIDv2({"cert_hash": digest})]})
        found.append(attribute(oids.ESS_V2, value.dump()))
    if hand.stamped_before:
        found.append(attribute(oids.CONTENT_TIMESTAMP, token(content, hand.stamped_before, hand.stamper)))
    return b"".join(sorted(found))


def _unsigned_attributes(signature: bytes, hand: Hand) -> list[bytes]:
    found = []
    if hand.stamped:
        stamped = b"something else" if hand.wrong_stamp else signature
        found.append(attribute(oids.SIGNATURE_TIMESTAMP, token(stamped, hand.stamped, hand.stamper)))
    if hand.crls or hand.ocsps:
        values = der.encode(0xA0, der.encode(0x30, b"".join(hand.crls))) if hand.crls else b""
        basic = [cms_basic(one) for one in hand.ocsps]
        values += der.encode(0xA1, der.encode(0x30, b"".join(basic))) if basic else b""
        found.append(attribute(oids.REVOCATION_VALUES, der.encode(0x30, values)))
    counters = (signer_info(signature, other, None) for other in hand.countersigned)
    return [*found, *(attribute(oids.COUNTERSIGNATURE, one) for one in counters)]


def cms_basic(response: bytes) -> bytes:
    """The BasicOCSPResponse inside an OCSPResponse, as revocation values hold it."""
    parts = der.scan(response).children()[1].children()[0].children()
    return parts[1].contents


def changed(data: bytes, wanted: bytes) -> bytes:
    """`data` with one byte in the middle of `wanted` flipped, its length kept. Fails when it is not there once."""
    assert data.count(wanted) == 1, data.count(wanted)
    place = data.index(wanted) + len(wanted) // 2
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def claimed_later(data: bytes) -> bytes:
    """`data` as if it had been signed a second later than it says; the signature stays what it was."""
    said, later = (at.strftime("%y%m%d%H%M%SZ").encode() for at in (CLAIMED, CLAIMED + timedelta(seconds=1)))
    assert said in data
    return data.replace(said, later)


def _oid(dotted: str) -> bytes:
    return bytes(core.ObjectIdentifier(dotted).dump())


def _implicit(tag: int, raws: Sequence[bytes]) -> bytes:
    return der.encode(tag, b"".join(raws))
