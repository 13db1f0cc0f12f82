"""From facts to a verdict: EN 319 102-1, 5.3.4 and 5.5.4. docs/decisions/0051 has the table and where we differ."""

from dataclasses import dataclass, field
from datetime import datetime

from trama.protocol.signatures import paths, revocation
from trama.protocol.signatures.algorithms import Used
from trama.protocol.signatures.anchors import TrustAnchors
from trama.protocol.signatures.certificates import Cert
from trama.protocol.signatures.paths import Chain
from trama.protocol.signatures.report import FAILURES, Demand, Remark, SubIndication, TimeSource, Verdict
from trama.protocol.signatures.revocation import Found, Status, Store

MAX_CHAINS = 8  # judged for one certificate
SIGNER, AUTHORITY = "CA/QC", "TSA/QTST"


@dataclass(frozen=True)
class Circumstances:
    """What a chain is judged with. `time` with `proved`: the signature existed then at the latest."""

    trust: TrustAnchors
    store: Store
    pool: list[Cert]
    demand: Demand
    time: datetime
    source: TimeSource
    not_before: datetime | None = None  # a content timestamp: the signature was made after this

    @property
    def proved(self) -> datetime | None:
        stamped = self.source in (TimeSource.SIGNATURE_TIMESTAMP, TimeSource.DOCUMENT_TIMESTAMP)
        return self.time if stamped else None


@dataclass(frozen=True)
class Judgement:
    """The outcome for one signer."""

    sub: SubIndication | None  # None: passed
    explanation: str
    chain: Chain | None = None
    revocation: tuple[Found, ...] = ()
    remarks: tuple[Remark, ...] = field(default=())

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.sub)


def verdict_of(sub: SubIndication | None) -> Verdict:
    if sub is None:
        return Verdict.TOTAL_PASSED
    return Verdict.TOTAL_FAILED if sub in FAILURES else Verdict.INDETERMINATE


def judge(cert: Cert, used: Used, around: Circumstances, *, purpose: str = SIGNER) -> Judgement:
    """A genuine signature of `cert`: the best of what its chains say."""
    worst: Judgement | None = None
    for number, chain in enumerate(paths.chains(cert, around.pool, around.trust)):
        if number >= MAX_CHAINS:
            break
        found = _judge_chain(cert, used, chain, around, purpose)
        if found.sub is None:
            return found
        worst = found if worst is None or _rank(found) < _rank(worst) else worst
    if worst is not None:
        return worst
    said = f"no chain from {cert.asn1.issuer.human_friendly} to a trust anchor"
    return Judgement(SubIndication.NO_CERTIFICATE_CHAIN_FOUND, said)


def _rank(found: Judgement) -> int:
    """A chain that at least holds together says more than one that does not."""
    weak = (SubIndication.CERTIFICATE_CHAIN_GENERAL_FAILURE, SubIndication.NO_CERTIFICATE_CHAIN_FOUND_NO_POE)
    return 1 if found.sub in weak else 0


def _judge_chain(cert: Cert, used: Used, chain: Chain, around: Circumstances, purpose: str) -> Judgement:
    sub, said, found = _decide(cert, used, chain, around, purpose)
    remarks = []
    if not chain.anchor.cert.not_before <= around.time <= chain.anchor.cert.not_after:
        remarks.append(Remark.ANCHOR_EXPIRED)
    if any(one.status is Status.NOT_DECLARED for one in found):
        remarks.append(Remark.NO_REVOCATION_SOURCE)
    if sub is None and any(one.status in (Status.REVOKED, Status.ON_HOLD) for one in found):
        remarks.append(Remark.REVOKED_LATER)
    return Judgement(sub, said, chain, found, tuple(remarks))


Decision = tuple[SubIndication | None, str, tuple[Found, ...]]


def _decide(cert: Cert, used: Used, chain: Chain, around: Circumstances, purpose: str) -> Decision:
    """5.2.6.4 in its order, but for one thing: of an expired certificate TRY_LATER would wait for what never comes."""
    time = around.time
    if not chain.anchor.believed_at(time, purpose):
        return (
            SubIndication.NO_CERTIFICATE_CHAIN_FOUND_NO_POE,
            "the trust anchor was not granted at that time",
            (),
        )
    why = paths.broken(chain, time)
    if why:
        return SubIndication.CERTIFICATE_CHAIN_GENERAL_FAILURE, why, ()
    why = _unfit(cert, purpose)
    if why:
        return SubIndication.CHAIN_CONSTRAINTS_FAILURE, why, ()
    found = tuple(
        revocation.check(
            one, issuer, [*around.pool, *chain.certs], around.store, time=time, demand=around.demand
        )
        for one, issuer in chain.links()
    )
    for decide in (_revoked, _missing, _weak_chain, _out_of_bounds):
        decided = decide(cert, chain, found, around)
        if decided is not None:
            return *decided, found
    weak = used.weak_at(around.proved)
    if weak:
        names = ", ".join(one.name for one in weak)
        return SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE, f"weak: {names}", found
    return None, "genuine, and the certificate was good at that time", found


Decided = tuple[SubIndication, str] | None


def _unfit(cert: Cert, purpose: str) -> str:
    """The certificate is for something else (X.509 metadata constraints, 5.2.6.4 step 5)."""
    usage, extended = cert.usage(), cert.extended_usage()
    if usage is not None and not usage & {"digital_signature", "non_repudiation"}:
        return "the certificate's key is not for signatures"
    if purpose == AUTHORITY and "time_stamping" not in (extended or ()):
        return "the certificate is not a time-stamp authority's"
    return ""


def _revoked(cert: Cert, chain: Chain, found: tuple[Found, ...], around: Circumstances) -> Decided:
    for one in found:
        if one.status not in (Status.REVOKED, Status.ON_HOLD) or one.revoked_at is None:
            continue
        if around.time < one.revoked_at:
            continue  # the signature was there before (5.5.4, 4a), or that is the day that was asked about
        if one.status is Status.ON_HOLD:
            return SubIndication.TRY_LATER, f"{one.cert.common_name} is suspended since {one.revoked_at}"
        said = f"{one.cert.common_name} was revoked on {one.revoked_at} ({one.reason or 'no reason given'})"
        if one.cert != cert:
            return SubIndication.REVOKED_CA_NO_POE, said
        if around.not_before is not None and around.not_before >= one.revoked_at:
            return SubIndication.REVOKED, f"{said}, and was used after"
        return SubIndication.REVOKED_NO_POE, f"{said}, and nothing proves that the signature is older"
    return None


def _missing(cert: Cert, chain: Chain, found: tuple[Found, ...], around: Circumstances) -> Decided:
    unknown = [one.cert.common_name for one in found if one.status is Status.UNKNOWN]
    if unknown and _within(cert, around.time):
        return SubIndication.TRY_LATER, f"no fresh revocation data for {', '.join(unknown)}"
    return None


def _weak_chain(cert: Cert, chain: Chain, found: tuple[Found, ...], around: Circumstances) -> Decided:
    """5.2.6.4 step 6. The signer's own key counts with the signature, whose age may be proved."""
    for one, _issuer in chain.links():
        weak = [each for each in one.weak if one != cert or not each.name.startswith(("RSA", "EC ", "DSA"))]
        left = [each.name for each in weak if around.proved is None or around.proved >= each.until]
        if left:
            said = f"weak in the certificate of {one.common_name}: {', '.join(left)}"
            return SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE, said
    return None


def _out_of_bounds(cert: Cert, chain: Chain, found: tuple[Found, ...], around: Circumstances) -> Decided:
    """5.2.6.4 step 7 and 5.5.4, 4b; 5.3.4 step 4 for what a content timestamp proves."""
    time = around.time
    if time < cert.not_before:
        said = f"the certificate begins on {cert.not_before}"
        return (SubIndication.NOT_YET_VALID if around.proved else SubIndication.OUT_OF_BOUNDS_NO_POE), said
    if time > cert.not_after:
        said = f"the certificate ended on {cert.not_after}"
        if around.not_before is not None and around.not_before > cert.not_after:
            return SubIndication.EXPIRED, f"{said}, and was used after"
        known = any(one.cert == cert and one.status is Status.GOOD for one in found)
        sub = SubIndication.OUT_OF_BOUNDS_NOT_REVOKED if known else SubIndication.OUT_OF_BOUNDS_NO_POE
        return sub, f"{said}, and nothing proves that the signature is older"
    for one in chain.certs[1:]:
        if not _within(one, time):
            said = f"{one.common_name} is valid from {one.not_before} to {one.not_after}"
            return SubIndication.CERTIFICATE_CHAIN_GENERAL_FAILURE, said
    return None


def _within(cert: Cert, time: datetime) -> bool:
    return cert.not_before <= time <= cert.not_after
