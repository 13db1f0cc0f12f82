"""Whether a certificate was revoked, by the CRLs and OCSP responses at hand. Nothing is fetched.

Written here because certvalidator looks at CRLs only under a self-signed anchor and asks no OCSP response of a
certificate that names no responder (FACTS, and its `RevocationCheckingRule`).
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from trama.protocol.signatures.certificates import Cert
from trama.protocol.signatures.crls import Crl
from trama.protocol.signatures.ocsp import Answer, Ocsp
from trama.protocol.signatures.report import Demand, RevocationCheck

NO_NEXT_UPDATE = timedelta(hours=24)  # how long a response without nextUpdate counts as fresh: policy


class Status(StrEnum):
    GOOD = "good"
    REVOKED = "revoked"
    ON_HOLD = "on_hold"
    UNKNOWN = "unknown"  # demanded, and not there or not fresh
    EXEMPT = "exempt"  # the certificate says that nobody need ask
    NOT_DECLARED = "not_declared"  # it names no place to ask, and none is demanded


@dataclass(frozen=True)
class Store:
    """Everything at hand: supplied, embedded, and what came with the anchors."""

    crls: tuple[Crl, ...] = ()
    ocsps: tuple[Ocsp, ...] = ()
    used: set[str] = field(
        default_factory=set, compare=False
    )  # digests of those whose answer counted, as it goes

    def with_(self, crls: tuple[Crl, ...], ocsps: tuple[Ocsp, ...]) -> "Store":
        return Store(self.crls + crls, self.ocsps + ocsps, self.used)


@dataclass(frozen=True)
class Found:
    """The answer about one certificate at one time."""

    cert: Cert
    status: Status
    revoked_at: datetime | None = None
    reason: str = ""
    answer: Answer | None = None

    def described(self) -> RevocationCheck:
        check = RevocationCheck(
            self.cert.common_name, str(self.status), revoked_at=self.revoked_at, reason=self.reason
        )
        if self.answer is None:
            return check
        given = self.answer
        return replace(
            check,
            source=given.source,
            this_update=given.this_update,
            next_update=given.next_update,
            sha256=given.sha256,
        )


def check(
    cert: Cert, issuer: Cert, pool: list[Cert], store: Store, *, time: datetime, demand: Demand
) -> Found:
    """The status of `cert` as of `time`; a revocation is told even when it came later (`revoked_at`)."""
    found = _check(cert, issuer, pool, store, time=time, demand=demand)
    if found.answer is not None:
        store.used.add(found.answer.sha256)
    return found


def _check(
    cert: Cert, issuer: Cert, pool: list[Cert], store: Store, *, time: datetime, demand: Demand
) -> Found:
    answers = [*_answers(cert, issuer, pool, store)]
    revoked = [one for one in answers if one.revoked_at is not None]
    if revoked:
        first = min(revoked, key=lambda one: one.revoked_at or time)
        held = first.reason == "certificate_hold" and not _released(first, answers)
        if first.reason != "certificate_hold" or held:
            return Found(
                cert, Status.ON_HOLD if held else Status.REVOKED, first.revoked_at, first.reason, first
            )
    good = [one for one in answers if one.revoked_at is None and one.complete and fresh(one, cert, time)]
    if good:
        return Found(cert, Status.GOOD, answer=max(good, key=lambda one: one.this_update))
    if cert.never_revoked():
        return Found(cert, Status.EXEMPT)
    if not answers and demand is Demand.DECLARED and not cert.says_where_revoked():
        return Found(cert, Status.NOT_DECLARED)
    return Found(cert, Status.UNKNOWN, answer=max(answers, key=lambda one: one.this_update, default=None))


def fresh(answer: Answer, cert: Cert, time: datetime) -> bool:
    """EN 319 102-1, 5.2.5.4: issued after `time` less the interval to nextUpdate; and still telling of `cert`.

    A list made after a certificate's end may have dropped it: it only counts when it says that it keeps expired ones.
    """
    interval = answer.next_update - answer.this_update if answer.next_update else NO_NEXT_UPDATE
    keeps = answer.keeps_since is not None and answer.keeps_since <= cert.not_after
    return answer.this_update > time - interval and (answer.this_update <= cert.not_after or keeps)


def _released(held: Answer, answers: list[Answer]) -> bool:
    """A later answer says that the hold is over."""
    return any(
        one.revoked_at is None and one.complete and one.this_update > held.this_update for one in answers
    )


def _answers(cert: Cert, issuer: Cert, pool: list[Cert], store: Store) -> list[Answer]:
    sources: tuple[Ocsp | Crl, ...] = (*store.ocsps, *store.crls)
    found = [one.about(cert, issuer, pool) for one in sources]
    return [one for one in found if one is not None]
