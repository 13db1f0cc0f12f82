"""OCSP responses (RFC 6960)."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import ocsp

from trama.protocol.signatures import algorithms, certificates, der
from trama.protocol.signatures.certificates import Cert
from trama.protocol.signatures.errors import BROKEN, MALFORMED, Trouble, UnreadableError

BASIC = "1.3.6.1.5.5.7.48.1.1"
HASHES = {"sha1", "sha224", "sha256", "sha384", "sha512"}


@dataclass(frozen=True)
class Answer:
    """What one signed source says of one certificate. `complete`: it would have told any revocation."""

    source: str  # ocsp, crl
    this_update: datetime
    next_update: datetime | None
    revoked_at: datetime | None = None
    reason: str = ""
    complete: bool = True
    keeps_since: datetime | None = None  # it tells of certificates that ended after this
    sha256: str = ""  # of the source in DER


class Ocsp:
    """One basic response. `load` accepts the wrapped and the bare form."""

    def __init__(self, basic: Any, raw: bytes) -> None:
        self.sha256 = hashlib.sha256(raw).hexdigest()
        self.basic = basic
        self.data = basic["tbs_response_data"]
        self.certs = certificates.load_many(tuple(one.dump() for one in basic["certs"] or ()))
        self._signers: dict[Cert, bool] = {}

    def about(self, cert: Cert, issuer: Cert, _pool: list[Cert]) -> Answer | None:
        """Its answer about `cert` when a responder of `issuer` signed it; None otherwise."""
        try:
            for one in self.data["responses"]:
                if _names(one["cert_id"], cert, issuer) and self._signed_for(issuer):
                    return _answer(one, self.sha256)
        except BROKEN:
            return None
        return None

    def _signed_for(self, issuer: Cert) -> bool:
        if issuer not in self._signers:
            self._signers[issuer] = any(self._signed_by(one) for one in self._responders(issuer))
        return self._signers[issuer]

    def _responders(self, issuer: Cert) -> Iterator[Cert]:
        """The issuer itself, or whom it directly made a responder (RFC 6960, 4.2.2.2), valid when it answered."""
        yield issuer
        produced = self.data["produced_at"].native
        for one in self.certs:
            allowed = "ocsp_signing" in (one.extended_usage() or ())
            current = one.not_before <= produced <= one.not_after
            if allowed and current and issuer.may_issue(one) and one.signed_by(issuer):
                yield one

    def _signed_by(self, responder: Cert) -> bool:
        algorithm = self.basic["signature_algorithm"]
        if algorithms.scheme_of(algorithm)[1] in ("md5", "md2", "sha1"):
            return False  # nobody still answers so; a forged one could be old
        try:
            return algorithms.verify_raw(
                self.basic["signature"].native, self.data.dump(), responder.key, algorithm
            )
        except algorithms.UnsupportedError:
            return False


def load(raw: bytes) -> Ocsp:
    """An OCSPResponse or a BasicOCSPResponse in DER. Raises UnreadableError, also for a refusal."""
    try:
        parts = der.scan(raw).children()
        if parts and parts[0].tag == 0x0A:
            response = ocsp.OCSPResponse.load(raw)
            if response["response_status"].native != "successful":
                raise UnreadableError(Trouble.TRUST, f"OCSP: {response['response_status'].native}")
            return _whole(Ocsp(response["response_bytes"]["response"].parsed, raw))
        return _whole(Ocsp(ocsp.BasicOCSPResponse.load(raw), raw))
    except MALFORMED as error:
        raise UnreadableError(Trouble.TRUST, "no OCSP response") from error


def _whole(found: Ocsp) -> Ocsp:
    """Its data read once: the library looks at them only when asked, and a certificate would pass for a response."""
    assert isinstance(found.data["produced_at"].native, datetime)  # noqa: S101 - MALFORMED, for `load`
    len(found.data["responses"])
    return found


def _names(cert_id: Any, cert: Cert, issuer: Cert) -> bool:
    """CertID: hashes of the issuer's name and key, and the serial number."""
    algorithm = str(cert_id["hash_algorithm"]["algorithm"].native)
    if cert_id["serial_number"].native != cert.serial or algorithm not in HASHES:
        return False
    name = hashlib.new(algorithm, cert.asn1.issuer.dump()).digest()
    key = hashlib.new(algorithm, issuer.asn1.public_key["public_key"].contents[1:]).digest()
    said = cert_id["issuer_name_hash"].native, cert_id["issuer_key_hash"].native
    return said == (name, key)


def _answer(one: Any, sha256: str) -> Answer | None:
    status = one["cert_status"]
    if status.name == "unknown":
        return None
    cutoff = None
    for extension in one["single_extensions"] or ():
        if extension["extn_id"].native == "archive_cutoff":
            cutoff = extension["extn_value"].parsed.native
    revoked_at, reason = None, ""
    if status.name == "revoked":
        revoked_at = status.chosen["revocation_time"].native
        reason = str(status.chosen["revocation_reason"].native or "")
    return Answer(
        "ocsp",
        one["this_update"].native,
        one["next_update"].native,
        revoked_at,
        reason,
        keeps_since=cutoff,
        sha256=sha256,
    )
