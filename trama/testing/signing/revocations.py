"""CRLs and OCSP responses of the invented authority, in DER."""

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from trama.testing.signing.authority import NOW, Identity, responder

DAY = timedelta(days=1)
EXPIRED_ON_CRL = x509.ObjectIdentifier("2.5.29.60")


def crl(
    issuer: Identity,
    revoked: dict[Identity, datetime] | None = None,
    *,
    this_update: datetime = NOW - DAY,
    next_update: datetime = NOW + 7 * DAY,
    reason: x509.ReasonFlags = x509.ReasonFlags.key_compromise,
    extensions: tuple[x509.ExtensionType, ...] = (),
) -> bytes:
    """A complete list of `issuer`, which may be nobody's revocation."""
    builder = x509.CertificateRevocationListBuilder().issuer_name(issuer.cert.subject)
    builder = builder.last_update(this_update).next_update(next_update)
    for identity, when in (revoked or {}).items():
        entry = (
            x509.RevokedCertificateBuilder().serial_number(identity.cert.serial_number).revocation_date(when)
        )
        builder = builder.add_revoked_certificate(
            entry.add_extension(x509.CRLReason(reason), critical=False).build()
        )
    for one in extensions:
        builder = builder.add_extension(one, critical=one.oid != EXPIRED_ON_CRL)
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)


def answer(
    cert: Identity,
    *,
    revoked_at: datetime | None = None,
    this_update: datetime = NOW - DAY,
    next_update: datetime | None = NOW + DAY,
    by: Identity | None = None,
) -> bytes:
    """An OCSP response about `cert`, by its authority's responder."""
    assert cert.issuer is not None
    signer = by or responder()
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=cert.cert,
        issuer=cert.issuer.cert,
        algorithm=hashes.SHA1(),  # of the names, as everybody does; nothing is signed with it
        cert_status=ocsp.OCSPCertStatus.REVOKED if revoked_at else ocsp.OCSPCertStatus.GOOD,
        this_update=this_update,
        next_update=next_update,
        revocation_time=revoked_at,
        revocation_reason=x509.ReasonFlags.key_compromise if revoked_at else None,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, signer.cert).certificates([signer.cert])
    return builder.sign(signer.key, hashes.SHA256()).public_bytes(Encoding.DER)
