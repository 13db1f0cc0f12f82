"""What a verification finds. Frozen; `codec.to_json` makes docs/signature-report.schema.json of it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

SCHEMA = "trama-signature-report/1"


class Verdict(StrEnum):
    """ETSI EN 319 102-1, 5.1.3, table 5."""

    TOTAL_PASSED = "TOTAL-PASSED"
    INDETERMINATE = "INDETERMINATE"
    TOTAL_FAILED = "TOTAL-FAILED"


class SubIndication(StrEnum):
    """ETSI EN 319 102-1, 5.1.3, table 6: those that this verification gives. docs/decisions/0051 says when."""

    FORMAT_FAILURE = "FORMAT_FAILURE"
    HASH_FAILURE = "HASH_FAILURE"
    SIG_CRYPTO_FAILURE = "SIG_CRYPTO_FAILURE"
    REVOKED = "REVOKED"
    EXPIRED = "EXPIRED"
    NOT_YET_VALID = "NOT_YET_VALID"
    CHAIN_CONSTRAINTS_FAILURE = "CHAIN_CONSTRAINTS_FAILURE"
    CERTIFICATE_CHAIN_GENERAL_FAILURE = "CERTIFICATE_CHAIN_GENERAL_FAILURE"
    CRYPTO_CONSTRAINTS_FAILURE = "CRYPTO_CONSTRAINTS_FAILURE"
    CRYPTO_CONSTRAINTS_FAILURE_NO_POE = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
    NO_SIGNING_CERTIFICATE_FOUND = "NO_SIGNING_CERTIFICATE_FOUND"
    NO_CERTIFICATE_CHAIN_FOUND = "NO_CERTIFICATE_CHAIN_FOUND"
    NO_CERTIFICATE_CHAIN_FOUND_NO_POE = "NO_CERTIFICATE_CHAIN_FOUND_NO_POE"
    REVOKED_NO_POE = "REVOKED_NO_POE"
    REVOKED_CA_NO_POE = "REVOKED_CA_NO_POE"
    OUT_OF_BOUNDS_NOT_REVOKED = "OUT_OF_BOUNDS_NOT_REVOKED"
    OUT_OF_BOUNDS_NO_POE = "OUT_OF_BOUNDS_NO_POE"
    TRY_LATER = "TRY_LATER"
    SIGNED_DATA_NOT_FOUND = "SIGNED_DATA_NOT_FOUND"


FAILURES = frozenset(
    {
        SubIndication.FORMAT_FAILURE,
        SubIndication.HASH_FAILURE,
        SubIndication.SIG_CRYPTO_FAILURE,
        SubIndication.REVOKED,
        SubIndication.EXPIRED,
        SubIndication.NOT_YET_VALID,
    }
)


class Remark(StrEnum):
    """What is worth knowing beside a verdict and does not change it by itself."""

    NO_ESS = "no_ess"  # no signing-certificate attribute: CMS, not CAdES-BES
    ESS_V1 = "ess_v1"  # the older attribute, which names the certificate by SHA-1
    NO_SIGNED_ATTRIBUTES = "no_signed_attributes"  # no claimed time, nothing that binds the certificate
    NOT_QUALIFIED = "not_qualified"  # the certificate does not say that it is qualified
    NO_REVOCATION_SOURCE = "no_revocation_source"  # the chain names no place that would tell a revocation
    TIMESTAMP_UNUSED = "timestamp_unused"  # there is a timestamp, and it proves nothing here
    ARCHIVE_TIMESTAMP = "archive_timestamp"  # an archive timestamp is present; it is not read
    CHANGED_LATER = "changed_later"  # the PDF goes on after what was signed, within what is allowed
    PARTLY_COVERED = "partly_covered"  # the signature does not cover all of its revision
    ANCHOR_EXPIRED = "anchor_expired"  # the trust anchor's own certificate is out of its dates
    REVOKED_LATER = "revoked_later"  # revoked after the time that is proved or was asked for
    WEAK = "weak"  # an algorithm is weak; `weaknesses` names it


class Demand(StrEnum):
    """When revocation data are demanded of a certificate (constraint of EN 319 102-1, 5.1.4.2)."""

    DECLARED = "declared"  # of those that name a distribution point or a responder
    REQUIRED = "required"  # of all but those that say that they need none


class Kind(StrEnum):
    SIGNATURE = "signature"
    COUNTERSIGNATURE = "countersignature"  # signs another's signature, not the document
    DOCUMENT_TIMESTAMP = "document_timestamp"  # of a PDF; no person signs, so it is not among the signatures


class TimeSource(StrEnum):
    """Where the time comes from at which a chain was judged."""

    SIGNATURE_TIMESTAMP = "signature_timestamp"
    DOCUMENT_TIMESTAMP = "document_timestamp"
    GIVEN = "given"  # by whoever asked (--at): believed, not proved
    NOW = "now"


@dataclass(frozen=True)
class Certificate:
    """What a certificate says of itself, and of its issuer. Times in UTC."""

    subject: str  # RFC 4514-like, for people
    common_name: str
    organisation: str
    serial: str  # hexadecimal, upper case
    issuer: str
    not_before: datetime
    not_after: datetime
    sha256: str
    key: str  # "RSA 2048", "EC secp256r1"
    qualified: bool  # says so itself: QcCompliance (EN 319 412-5) or a QCP policy (EN 319 411-2)
    qscd: bool  # QcSSCD or QCP…-qscd: the key lives in a qualified device
    purposes: tuple[str, ...]  # QcType: esign, eseal, web
    policies: tuple[str, ...]  # OIDs
    trusted_list: str = ""  # the CA/QC service of the list that vouched for it at that time; empty: none


@dataclass(frozen=True)
class Timestamp:
    """One RFC 3161 token; `used` when it proved the time at which the signature was judged."""

    kind: str  # signature, content, document
    time: datetime | None
    authority: str
    verdict: Verdict
    sub_indication: SubIndication | None
    explanation: str
    algorithms: tuple[str, ...]
    weaknesses: tuple[str, ...]
    used: bool = False


@dataclass(frozen=True)
class RevocationCheck:
    """What was found about one certificate of the chain."""

    certificate: str  # common name
    status: str  # good, revoked, on_hold, unknown, exempt, not_declared
    source: str = ""  # ocsp, crl
    revoked_at: datetime | None = None
    reason: str = ""
    this_update: datetime | None = None
    next_update: datetime | None = None
    sha256: str = ""  # of the list or response that said so, in DER


@dataclass(frozen=True)
class LaterChanges:
    """What a PDF holds after the bytes that were signed. `level`: none, archive, filling, other."""

    level: str
    revisions: int
    details: str = ""


@dataclass(frozen=True)
class Signature:
    """One signer, at one depth (0: the outermost envelope)."""

    depth: int
    index: int
    kind: Kind
    format: str  # CMS, CAdES-B, CAdES-T, CAdES-LT, PDF, PAdES-B, PAdES-T, PAdES-LT
    signer: str  # the common name, or what else identifies the signer
    verdict: Verdict
    sub_indication: SubIndication | None
    explanation: str  # one technical sentence in English; people get words.py
    certificate: Certificate | None
    chain: tuple[str, ...]  # common names, signer first, anchor last
    claimed_time: datetime | None  # the signer's own clock: a claim
    judged_at: datetime
    judged_by: TimeSource
    proved_time: datetime | None  # the signature existed at this time at the latest; a timestamp says so
    algorithms: tuple[str, ...]
    weaknesses: tuple[str, ...]
    remarks: tuple[Remark, ...]
    timestamps: tuple[Timestamp, ...]
    revocation: tuple[RevocationCheck, ...]
    content_sha256: str | None  # of the bytes that this signer signed
    field_name: str = ""  # of a PDF
    reason: str = ""  # of a PDF: what the signer wrote
    later_changes: LaterChanges | None = None

    @property
    def passed(self) -> bool:
        return self.verdict is Verdict.TOTAL_PASSED


@dataclass(frozen=True)
class Envelope:
    """One layer of the file, outermost first."""

    depth: int
    kind: str  # cms, pdf
    encoding: str  # der, ber, pem, base64, pdf
    detached: bool
    signers: int
    size: int


@dataclass(frozen=True)
class Content:
    """The innermost document."""

    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True)
class Trust:
    """What the chains were checked against."""

    anchors: int
    sources: tuple[str, ...]
    list_signature: str = "none"  # none: no list; unchecked: nobody said who signs it; checked
    list_issued: datetime | None = None
    list_next_update: datetime | None = None


@dataclass(frozen=True)
class Supplied:
    """One file of revocation data that was given beside the signed one, as it was given."""

    sha256: str
    size: int
    crls: int  # lists in it
    ocsps: int  # responses in it
    used: bool  # what it says of a certificate here was the answer


@dataclass(frozen=True)
class Report:
    """Everything about one file. `signatures` has every signer at every depth, outermost first."""

    size: int
    sha256: str
    envelopes: tuple[Envelope, ...]
    content: Content | None  # None: detached, and the document was not given
    signatures: tuple[Signature, ...]
    verified_at: datetime  # the clock of the machine
    asked_at: datetime | None
    trust: Trust
    policy: str
    engine: str
    document_timestamps: tuple[Timestamp, ...] = ()
    supplied: tuple[Supplied, ...] = ()
    schema: str = field(default=SCHEMA)

    @property
    def passed(self) -> bool:
        """There is a signature, and every one passed."""
        return bool(self.signatures) and all(one.passed for one in self.signatures)

    @property
    def worst(self) -> Verdict | None:
        """The least favourable verdict; None without signatures."""
        order = (Verdict.TOTAL_FAILED, Verdict.INDETERMINATE, Verdict.TOTAL_PASSED)
        found = {one.verdict for one in self.signatures}
        return next((verdict for verdict in order if verdict in found), None)
