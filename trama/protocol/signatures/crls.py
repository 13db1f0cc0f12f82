"""Certificate revocation lists (RFC 5280, 5 and 6.3): complete ones of the certificate's own issuer.

Read by `cryptography`: a national authority's list has a hundred thousand entries. Indirect lists are not used;
deltas and lists of some reasons only are believed when they tell a revocation, never when they do not.
"""

import hashlib
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_der_public_key
from cryptography.x509.oid import CRLEntryExtensionOID, ExtensionOID

from trama.protocol.signatures.certificates import Cert
from trama.protocol.signatures.errors import MALFORMED, Trouble, UnreadableError
from trama.protocol.signatures.ocsp import Answer

EXPIRED_ON_CRL = x509.ObjectIdentifier("2.5.29.60")
KNOWN = {ExtensionOID.ISSUING_DISTRIBUTION_POINT, ExtensionOID.DELTA_CRL_INDICATOR, ExtensionOID.CRL_NUMBER}
REASONS = {
    x509.ReasonFlags.certificate_hold: "certificate_hold",
    x509.ReasonFlags.key_compromise: "key_compromise",
    x509.ReasonFlags.ca_compromise: "ca_compromise",
    x509.ReasonFlags.affiliation_changed: "affiliation_changed",
    x509.ReasonFlags.superseded: "superseded",
    x509.ReasonFlags.cessation_of_operation: "cessation_of_operation",
    x509.ReasonFlags.privilege_withdrawn: "privilege_withdrawn",
    x509.ReasonFlags.aa_compromise: "aa_compromise",
    x509.ReasonFlags.remove_from_crl: "remove_from_crl",
}

UNUSABLE: tuple[type[Exception], ...] = (x509.UnsupportedGeneralNameType, UnsupportedAlgorithm, *MALFORMED)


class Crl:
    """One list."""

    def __init__(self, crl: x509.CertificateRevocationList, raw: bytes) -> None:
        self.sha256 = hashlib.sha256(raw).hexdigest()
        self.crl = crl
        self.issuer = crl.issuer.public_bytes()
        self._signers: dict[Cert, bool] = {}

    def about(self, cert: Cert, issuer: Cert, pool: list[Cert]) -> Answer | None:
        """Its answer about `cert` when it is of its issuer and signed by it; None otherwise."""
        try:
            if self.issuer != cert.asn1.issuer.dump() or not self._in_scope(cert):
                return None
            return self._answer(cert) if self._signed_for(issuer, pool) else None
        except UNUSABLE:
            return None

    def _answer(self, cert: Cert) -> Answer:
        entry = self.crl.get_revoked_certificate_by_serial_number(cert.serial)
        if entry is not None and _reason(entry) == "remove_from_crl":
            entry = None
        revoked_at = None if entry is None else entry.revocation_date_utc
        reason = "" if entry is None else _reason(entry)
        return Answer(
            "crl",
            self.crl.last_update_utc,
            self.crl.next_update_utc,
            revoked_at,
            reason,
            complete=self._complete(),
            keeps_since=self._keeps_since(),
            sha256=self.sha256,
        )

    def _signed_for(self, issuer: Cert, pool: list[Cert]) -> bool:
        """By the issuer's key, or by another key that the issuer certified under its own name for this."""
        if issuer not in self._signers:
            others = [
                one for one in pool if one.subject_name == issuer.subject_name and one.key_id != issuer.key_id
            ]
            signers = [issuer, *(one for one in others if one.signed_by(issuer))]
            self._signers[issuer] = any(self._signed_by(one) for one in signers)
        return self._signers[issuer]

    def _signed_by(self, signer: Cert) -> bool:
        usage = signer.usage()
        if usage is not None and "crl_sign" not in usage:
            return False
        digest = self.crl.signature_hash_algorithm
        if digest is not None and digest.name in ("md5", "sha1"):
            return False
        key: Any = load_der_public_key(signer.key.dump())
        return self.crl.is_signature_valid(key)

    def _extension(self, oid: x509.ObjectIdentifier) -> Any:
        try:
            return self.crl.extensions.get_extension_for_oid(oid).value
        except x509.ExtensionNotFound:
            return None

    def _in_scope(self, cert: Cert) -> bool:
        """RFC 5280, 6.3.3 (b)."""
        if any(one.critical and one.oid not in KNOWN for one in self.crl.extensions):
            return False
        point = self._extension(ExtensionOID.ISSUING_DISTRIBUTION_POINT)
        if point is None:
            return True
        if point.indirect_crl or point.only_contains_attribute_certs:
            return False
        wrong_kind = point.only_contains_user_certs if cert.asn1.ca else point.only_contains_ca_certs
        return not wrong_kind and self._same_point(point, cert)

    def _same_point(self, point: x509.IssuingDistributionPoint, cert: Cert) -> bool:
        if not point.full_name or not cert.asn1.crl_distribution_points:
            return True
        named = {one.value for one in point.full_name if isinstance(one, x509.UniformResourceIdentifier)}
        return not named or bool(named & set(_urls(cert)))

    def _complete(self) -> bool:
        point = self._extension(ExtensionOID.ISSUING_DISTRIBUTION_POINT)
        some = point is not None and point.only_some_reasons is not None
        return not some and self._extension(ExtensionOID.DELTA_CRL_INDICATOR) is None

    def _keeps_since(self) -> datetime | None:
        value = self._extension(EXPIRED_ON_CRL)
        if value is None:
            return None
        text = value.value[2:].decode("ascii")  # GeneralizedTime
        return datetime.strptime(text, "%Y%m%d%H%M%S%z")


def load(raw: bytes) -> Crl:
    """A list in DER. Raises UnreadableError."""
    try:
        return Crl(x509.load_der_x509_crl(raw), raw)
    except UNUSABLE as error:
        raise UnreadableError(Trouble.TRUST, "no certificate revocation list") from error


def _urls(cert: Cert) -> list[str]:
    return [url for point in cert.asn1.crl_distribution_points if (url := point.url)]


def _reason(entry: x509.RevokedCertificate) -> str:
    try:
        found: Any = entry.extensions.get_extension_for_oid(CRLEntryExtensionOID.CRL_REASON).value
    except x509.ExtensionNotFound:
        return ""
    return REASONS.get(found.reason, "")
