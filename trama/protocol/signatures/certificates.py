"""Certificates: names, keys, what they say of being qualified, and whether one may have issued another."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from asn1crypto import algos, keys, x509

from trama.protocol.signatures import algorithms, der
from trama.protocol.signatures.errors import MALFORMED, Trouble, UnreadableError
from trama.protocol.signatures.report import Certificate

QC_STATEMENTS = "1.3.6.1.5.5.7.1.3"
QC_COMPLIANCE = "0.4.0.1862.1.1"  # EN 319 412-5, 4.2.1
QC_SSCD = "0.4.0.1862.1.4"  # 4.2.2
QC_TYPE = "0.4.0.1862.1.6"  # 4.2.3
QC_TYPES = {"0.4.0.1862.1.6.1": "esign", "0.4.0.1862.1.6.2": "eseal", "0.4.0.1862.1.6.3": "web"}
QCP = {  # EN 319 411-2, 5.3 and the older TS 101 456
    "0.4.0.194112.1.0",  # natural person
    "0.4.0.194112.1.1",  # legal person
    "0.4.0.194112.1.2",  # natural person, with a device
    "0.4.0.194112.1.3",  # legal person, with a device
    "0.4.0.1456.1.1",  # QCP public with a device
    "0.4.0.1456.1.2",  # QCP public
}
QCP_QSCD = {"0.4.0.194112.1.2", "0.4.0.194112.1.3", "0.4.0.1456.1.1"}
SHORT_TERM = {
    "0.4.0.194121.2.1",
    "1.3.6.1.5.5.7.1.56",
}  # validity assured (EN 319 412-1), noRevAvail (RFC 9608)


@dataclass(frozen=True)
class Statements:
    """What the certificate says about itself."""

    qualified: bool
    qscd: bool
    purposes: tuple[str, ...]
    policies: tuple[str, ...]


class Cert:
    """One certificate, in DER and as asn1crypto reads it. Made by `load`, which fails for what is none."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.asn1: Any = x509.Certificate.load(raw)
        self.issuer_name: str = self.asn1.issuer.hashable
        self.subject_name: str = self.asn1.subject.hashable
        self.serial = int(self.asn1.serial_number)
        self.not_before: datetime = self.asn1.not_valid_before
        self.not_after: datetime = self.asn1.not_valid_after

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Cert) and other.raw == self.raw

    def __hash__(self) -> int:
        return hash(self.raw)

    def read_all(self) -> None:
        """Have everything parsed that is asked of it later, so that a broken one fails here (see `load`)."""
        self.described()
        for ask in (self.usage, self.extended_usage, self.says_where_revoked, self.never_revoked):
            ask()
        for name in ("key_identifier", "authority_key_identifier", "ca", "critical_extensions", "public_key"):
            getattr(self.asn1, name)
        if not isinstance(self.weak, tuple):
            raise TypeError("algorithms")

    @property
    def key(self) -> keys.PublicKeyInfo:
        return self.asn1.public_key

    @property
    def key_id(self) -> bytes | None:
        found: bytes | None = self.asn1.key_identifier
        return found

    @property
    def signature_algorithm(self) -> algos.SignedDigestAlgorithm:
        return self.asn1["signature_algorithm"]

    @property
    def self_signed(self) -> bool:
        return self.subject_name == self.issuer_name and self.signed_by(self)

    @property
    def common_name(self) -> str:
        """The common name; without one, whatever the subject ends with."""
        names = self.asn1.subject.native
        found = names.get("common_name") or names.get("organization_name") or self.subject
        return str(found[0] if isinstance(found, list) else found)

    @cached_property
    def subject(self) -> str:
        return str(self.asn1.subject.human_friendly)

    @cached_property
    def statements(self) -> Statements:
        return _statements(self)

    @cached_property
    def weak(self) -> tuple[algorithms.Weakness, ...]:
        return algorithms.of_certificate(self.signature_algorithm, self.key)

    def digest(self, name: str = "sha256") -> bytes:
        return hashlib.new(name, self.raw).digest()

    def extension(self, oid: str) -> bytes | None:
        """The value of an extension in DER."""
        for one in self.asn1["tbs_certificate"]["extensions"]:
            if one["extn_id"].dotted == oid:
                return bytes(one["extn_value"].contents)
        return None

    def may_issue(self, other: "Cert") -> bool:
        """By names and key identifiers; the signature is checked when the chain is."""
        if self.subject_name != other.issuer_name:
            return False
        wanted = other.asn1.authority_key_identifier
        return not (wanted and self.key_id and wanted != self.key_id)

    def signed_by(self, issuer: "Cert") -> bool:
        """Whether the issuer's key signed this certificate."""
        signature = self.asn1["signature_value"].native
        try:
            return algorithms.verify_raw(
                signature, self.asn1["tbs_certificate"].dump(), issuer.key, self.signature_algorithm
            )
        except algorithms.UnsupportedError:
            return False

    def usage(self) -> frozenset[str] | None:
        """Key usage; None when the certificate does not restrict it."""
        found = self.asn1.key_usage_value
        return None if found is None else frozenset(found.native)

    def extended_usage(self) -> frozenset[str] | None:
        found = self.asn1.extended_key_usage_value
        return None if found is None else frozenset(found.native)

    def says_where_revoked(self) -> bool:
        """It names a distribution point or an OCSP responder."""
        return bool(self.asn1.crl_distribution_points or self.asn1.ocsp_urls)

    def never_revoked(self) -> bool:
        """It says that its revocation need not be asked: a responder's, or one that lives for hours."""
        return self.asn1.ocsp_no_check_value is not None or any(self.extension(oid) for oid in SHORT_TERM)

    def described(self, trusted_list: str = "") -> Certificate:
        """For the report."""
        organisation = self.asn1.subject.native.get("organization_name", "")
        said = self.statements
        return Certificate(
            subject=self.subject,
            common_name=self.common_name,
            organisation=str(organisation[0] if isinstance(organisation, list) else organisation),
            serial=f"{self.serial:X}",
            issuer=str(self.asn1.issuer.human_friendly),
            not_before=self.not_before,
            not_after=self.not_after,
            sha256=self.digest().hex(),
            key=algorithms.key_name(self.key),
            qualified=said.qualified,
            qscd=said.qscd,
            purposes=said.purposes,
            policies=said.policies,
            trusted_list=trusted_list,
        )


@lru_cache(maxsize=1024)
def load(raw: bytes) -> Cert:
    """Raises UnreadableError for what is no certificate: all that is ever asked of it is read here once."""
    try:
        cert = Cert(raw[: der.scan(raw).stop])
        cert.read_all()
    except MALFORMED as error:
        raise UnreadableError(Trouble.MALFORMED, "no certificate") from error
    return cert


def load_many(raws: tuple[bytes, ...]) -> list[Cert]:
    """Those that can be read: a broken one among others only cannot serve."""
    found = []
    for raw in raws:
        try:
            found.append(load(raw))
        except UnreadableError:
            continue
    return found


def _statements(cert: Cert) -> Statements:
    policies = cert.asn1.certificate_policies_value
    oids = tuple(str(one["policy_identifier"].dotted) for one in policies) if policies else ()
    said: dict[str, der.Element | None] = {}
    raw = cert.extension(QC_STATEMENTS)
    for one in der.scan(raw).children() if raw else ():
        parts = one.children()
        said[parts[0].oid()] = parts[1] if len(parts) > 1 else None
    kinds = said.get(QC_TYPE)
    purposes = [QC_TYPES.get(each.oid(), each.oid()) for each in kinds.children()] if kinds else []
    return Statements(
        qualified=QC_COMPLIANCE in said or bool(QCP & set(oids)),
        qscd=QC_SSCD in said or bool(QCP_QSCD & set(oids)),
        purposes=tuple(purposes),
        policies=oids,
    )
