"""Files of signatures looked at by `trama.protocol.signatures`, in its process of limited memory and seconds.

Outside a transaction: it takes a second, and more on a busy machine. Nothing is written here.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from trama.common.errors import DomainError
from trama.protocol.agreement.formats import form_of
from trama.protocol.agreement.models import FileKind, TrustList
from trama.protocol.signatures import showing
from trama.protocol.signatures.codec import to_json
from trama.protocol.signatures.errors import Trouble, UnreadableError
from trama.protocol.signatures.jobs import Job, Source
from trama.protocol.signatures.sandbox import inspect

# Signed data without a signer: it asks the process what it can read of a trust list, and nothing else.
_PROBE = bytes.fromhex("302806092a864886f70d010702a01b30190201013100301006092a864886f70d010701a0030401783100")


@dataclass(frozen=True)
class Arrival:
    """A file that came in, and what was found in it; `report` is None for a proxy that nobody signed digitally."""

    data: bytes
    document: bytes
    form: str
    report: dict[str, Any] | None
    verdict: str = ""
    signers: int = 0
    anchors: int = 0
    revocation: tuple[bytes, ...] = ()  # what was given beside it
    at: datetime | None = None  # the time that was asked about; None: when it was made

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def is_cms(self) -> bool:
        return bool(self.report and any(one["kind"] == "cms" for one in self.report["envelopes"]))


def sources_of(lists: Iterable[TrustList]) -> tuple[Source, ...]:
    """The trust in use, as the process takes it; named by where it comes from."""
    return tuple(
        Source(one.source[:120], bytes(one.data), bytes(one.signer) if one.signer else None) for one in lists
    )


def look_at(
    data: bytes,
    document: bytes,
    *,
    kind: str,
    sources: tuple[Source, ...],
    revocation: tuple[bytes, ...] = (),
    at: datetime | None = None,
) -> Arrival:
    """Raises DomainError, beside the field, for what cannot be opened; a proxy may be a PDF without signatures.

    `revocation`: files with lists or OCSP responses; `at`: judge as of that time.
    """
    form = form_of(data, detached=bool(document))
    if not form:
        raise _unreadable(UnreadableError(Trouble.NOT_SIGNED))
    try:
        report = inspect(Job(data, sources, at=at, content=document or None, revocation=revocation))
    except UnreadableError as error:
        raise _unreadable(error) from error
    if not report.signatures:
        if kind == FileKind.PROXY and form == "pdf":
            return Arrival(data, b"", form, None)
        raise _unreadable(UnreadableError(Trouble.NOT_SIGNED))
    if report.content is None:
        raise DomainError(
            "detached", gettext("La firma è separata dal documento: aggiungi anche quello."), field="document"
        )
    return Arrival(
        data,
        document if any(one.detached for one in report.envelopes) else b"",
        form,
        to_json(report),
        verdict=str(report.worst or ""),
        signers=len(report.signatures),
        anchors=report.trust.anchors,
        revocation=revocation,
        at=at,
    )


def _unreadable(error: UnreadableError) -> DomainError:
    field = "revocation" if error.trouble is Trouble.REVOCATION else "file"
    return DomainError(str(error.trouble), showing.trouble(error, gettext), field=field)


@dataclass(frozen=True)
class TrustFound:
    """What a trust list says of itself."""

    anchors: int
    is_list: bool
    checked: bool
    issued: datetime | None
    next_update: datetime | None


def look_at_trust(source: Source) -> TrustFound:
    """Raises DomainError for what is neither a trusted list nor certificates, or not signed by `source.signer`."""
    try:
        trust = inspect(Job(_PROBE, sources=(source,))).trust
    except UnreadableError as error:
        raise _unreadable(error) from error
    return TrustFound(
        trust.anchors,
        trust.list_signature != "none",
        trust.list_signature == "checked",
        trust.list_issued,
        trust.list_next_update,
    )
