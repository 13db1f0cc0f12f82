"""Whom to believe: certificates of a PEM bundle, or the services of a European trusted list."""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from trama.protocol.signatures import certificates
from trama.protocol.signatures.certificates import Cert
from trama.protocol.signatures.errors import Trouble, UnreadableError
from trama.protocol.signatures.report import Trust

BLOCK = re.compile(rb"-----BEGIN ((?:X509 |TRUSTED )?CERTIFICATE|X509 CRL)-----([^-]*)-----END \1-----")


@dataclass(frozen=True)
class Period:
    """From `since` until before `until`; None: still."""

    since: datetime
    until: datetime | None

    def holds(self, time: datetime) -> bool:
        return self.since <= time and (self.until is None or time < self.until)


@dataclass(frozen=True)
class Service:
    """A service of a trusted list, with the times at which its status was `granted` (or what came before 2016)."""

    name: str
    kind: str  # CA/QC, TSA/QTST
    granted: tuple[Period, ...]

    def granted_at(self, time: datetime) -> bool:
        return any(period.holds(time) for period in self.granted)


@dataclass(frozen=True)
class Anchor:
    """A certificate that is believed. Without services: always and for everything."""

    cert: Cert
    services: tuple[Service, ...] = ()

    def believed_at(self, time: datetime, kind: str) -> bool:
        """`kind` CA/QC for signers, TSA/QTST for timestamps: a list's CA may also stand behind a time-stamp unit."""
        kinds = {kind, "CA/QC"}
        return not self.services or any(one.kind in kinds and one.granted_at(time) for one in self.services)

    def service_at(self, time: datetime) -> str:
        """The CA/QC service that was granted then; empty: none."""
        found = (one.name for one in self.services if one.kind == "CA/QC" and one.granted_at(time))
        return next(found, "")


@dataclass(frozen=True)
class TrustAnchors:
    """All anchors, and revocation lists that came with them."""

    anchors: tuple[Anchor, ...] = ()
    crls: tuple[bytes, ...] = ()
    trust: Trust = field(default_factory=lambda: Trust(0, ()))

    def __post_init__(self) -> None:
        by_name: dict[str, list[Anchor]] = {}
        for one in self.anchors:
            by_name.setdefault(one.cert.subject_name, []).append(one)
        object.__setattr__(self, "_by_name", by_name)

    def named(self, name: str) -> list[Anchor]:
        found: dict[str, list[Anchor]] = getattr(self, "_by_name")  # noqa: B009 - a frozen dataclass's own index
        return found.get(name, [])

    def holding(self, cert: Cert) -> Anchor | None:
        """The anchor that is this very certificate."""
        return next((one for one in self.named(cert.subject_name) if one.cert == cert), None)


NOBODY = TrustAnchors()


def from_pem(data: bytes, name: str = "PEM") -> TrustAnchors:
    """Certificates, and CRLs if there are any, of a PEM bundle or one certificate in DER. Raises UnreadableError."""
    anchors, crls = [], []
    if data[:1] == b"\x30":
        anchors.append(Anchor(certificates.load(data)))
    for label, body in BLOCK.findall(data):
        try:
            raw = base64.b64decode(b"".join(body.split()), validate=True)
        except binascii.Error as error:
            raise UnreadableError(Trouble.TRUST, "base64 of a PEM block") from error
        if label == b"X509 CRL":
            crls.append(raw)
        else:
            anchors.append(Anchor(certificates.load(raw)))
    if not anchors:
        raise UnreadableError(Trouble.TRUST, f"no certificate in {name}")
    return TrustAnchors(tuple(anchors), tuple(crls), Trust(len(anchors), (name,)))


def merged(several: Iterable[TrustAnchors]) -> TrustAnchors:
    """All of them as one. The list's signature counts as checked only if every list's is."""
    all_ = list(several)
    lists = [one.trust for one in all_ if one.trust.list_signature != "none"]
    states = {one.list_signature for one in lists}
    first = lists[0] if lists else Trust(0, ())
    anchors = tuple(anchor for one in all_ for anchor in one.anchors)
    return TrustAnchors(
        anchors,
        tuple(crl for one in all_ for crl in one.crls),
        Trust(
            len(anchors),
            tuple(source for one in all_ for source in one.trust.sources),
            "unchecked" if "unchecked" in states else "checked" if states else "none",
            first.list_issued,
            first.list_next_update,
        ),
    )
