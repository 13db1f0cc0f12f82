"""Chains from a certificate to a trust anchor: found here, validated by certvalidator (RFC 5280, 6.1)."""

from collections.abc import Awaitable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.authority import CertTrustAnchor
from pyhanko_certvalidator.errors import PathError, ValidationError
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import NO_REVOCATION, AcceptAllAlgorithms, CertRevTrustPolicy
from pyhanko_certvalidator.validate import async_validate_path

from trama.protocol.signatures.anchors import Anchor, TrustAnchors
from trama.protocol.signatures.certificates import Cert
from trama.protocol.signatures.errors import MALFORMED
from trama.protocol.signatures.limits import MAX_PATH, MAX_PATH_STEPS

T = TypeVar("T")
NO_STATUS = CertRevTrustPolicy(revocation_checking_policy=NO_REVOCATION)

REFUSED: tuple[type[Exception], ...] = (ValidationError, PathError, *MALFORMED)


@dataclass(frozen=True)
class Chain:
    """`certs` from the leaf up, without the anchor; empty when the leaf is the anchor itself."""

    anchor: Anchor
    certs: tuple[Cert, ...]

    def links(self) -> Iterator[tuple[Cert, Cert]]:
        """Each certificate under the anchor with its issuer, the leaf first."""
        return zip(self.certs, (*self.certs[1:], self.anchor.cert), strict=True)

    @property
    def names(self) -> tuple[str, ...]:
        return (*(one.common_name for one in self.certs), self.anchor.cert.common_name)


def chains(leaf: Cert, pool: list[Cert], trust: TrustAnchors) -> Iterator[Chain]:
    """Every chain by names and key identifiers, shortest first, of at most MAX_PATH certificates."""
    held = trust.holding(leaf)
    if held is not None:
        yield Chain(held, ())
    waiting: list[tuple[Cert, ...]] = [(leaf,)]
    for _step in range(MAX_PATH_STEPS):
        if not waiting:
            return
        path = waiting.pop(0)
        for anchor in trust.named(path[-1].issuer_name):
            if anchor.cert.may_issue(path[-1]) and anchor.cert not in path:
                yield Chain(anchor, path)
        if len(path) < MAX_PATH:
            waiting += [(*path, one) for one in pool if one.may_issue(path[-1]) and one not in path]


def broken(chain: Chain, time: datetime) -> str:
    """Why RFC 5280 does not accept the chain, its dates and revocation apart; empty: it does."""
    if not chain.certs:
        return ""
    try:
        moment = _within(chain, time)
        if moment is None:
            return "there is no day on which every certificate of the chain is valid"
        leaf, *others = chain.certs
        anchor = CertTrustAnchor(chain.anchor.cert.asn1)
        context = ValidationContext(
            trust_roots=[anchor],
            moment=moment,
            allow_fetching=False,
            revinfo_policy=NO_STATUS,
            algorithm_usage_policy=AcceptAllAlgorithms(),
        )
        interm = [one.asn1 for one in reversed(others)]
        _settled(async_validate_path(context, ValidationPath(anchor, interm, leaf.asn1)))
    except REFUSED as error:
        return str(error) or type(error).__name__
    return ""


def _within(chain: Chain, time: datetime) -> datetime | None:
    """`time`, or the nearest instant at which every certificate under the anchor is valid."""
    earliest = max(one.not_before for one in chain.certs)
    latest = min(one.not_after for one in chain.certs)
    return None if latest < earliest else min(max(time, earliest), latest)


def _settled(waiting: Awaitable[T]) -> T:
    """The result of a coroutine that waits for nothing: no revocation is asked, nothing is fetched."""
    steps: Any = waiting.__await__()
    try:
        next(steps)
    except StopIteration as end:
        result: T = end.value
        return result
    raise RuntimeError("certvalidator waits for something")
