"""A whole file to a report: open, gather, judge each signer at every depth."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from trama.protocol.signatures import certificates, crls, given, material, opening, signers, timestamps
from trama.protocol.signatures import cms as cms_
from trama.protocol.signatures.anchors import NOBODY, TrustAnchors
from trama.protocol.signatures.certificates import Cert
from trama.protocol.signatures.errors import Trouble, UnreadableError
from trama.protocol.signatures.given import Given
from trama.protocol.signatures.integrity import Signed
from trama.protocol.signatures.judging import Circumstances
from trama.protocol.signatures.opening import Layer, Opened, sha256
from trama.protocol.signatures.report import (
    Content,
    Demand,
    Envelope,
    Kind,
    Remark,
    Report,
    Signature,
    SubIndication,
    TimeSource,
    Timestamp,
    Verdict,
)
from trama.protocol.signatures.revocation import Store
from trama.protocol.signatures.signers import Place

if TYPE_CHECKING:
    from trama.protocol.signatures.pdf import Pdf, PdfSignature

POLICY = "trama-1"  # docs/decisions/0051
ENGINE = f"pyHanko {version('pyhanko')}"


@dataclass(frozen=True)
class Revocation:
    """What the caller brings: files with lists or OCSP responses, DER or PEM; and when it is demanded."""

    files: tuple[bytes, ...] = ()
    demand: Demand = Demand.DECLARED


NOTHING = Revocation()


def verify(
    data: bytes,
    *,
    trust: TrustAnchors = NOBODY,
    at: datetime | None = None,
    content: bytes | None = None,
    revocation: Revocation = NOTHING,
) -> Report:
    """Every signer of `data` at every depth. Raises UnreadableError for a file that cannot be opened.

    `at`: judge as of that time instead of now. `content`: the document of a detached signature.
    """
    now = datetime.now(UTC)
    opened = opening.open_file(data, content)
    pdf, broken = _pdf(opened)
    brought = given.load(revocation.files)
    pool, store = _gathered(opened, pdf, trust, brought)
    source = TimeSource.GIVEN if at else TimeSource.NOW
    around = Circumstances(trust, store, pool, revocation.demand, at or now, source)
    found = [one for depth, layer in enumerate(opened.layers) for one in _layer(layer, depth, around)]
    stamps: list[Timestamp] = []
    if pdf is not None and opened.document is not None:
        inner, stamps = _pdf_signatures(pdf, opened.document, len(opened.layers), around, broken)
        found += inner
    return Report(
        size=len(data),
        sha256=sha256(data),
        envelopes=tuple(_envelopes(opened, pdf)),
        content=_content(opened),
        signatures=tuple(found),
        verified_at=now,
        asked_at=at,
        trust=trust.trust,
        policy=f"{POLICY}/{revocation.demand}",
        engine=ENGINE,
        document_timestamps=tuple(stamps),
        supplied=tuple(one.described(store.used) for one in brought),
    )


def _pdf(opened: Opened) -> tuple["Pdf | None", str]:
    """The PDF's signatures, and why its structure cannot be read."""
    if opened.document is None or not opened.is_pdf:
        return None, ""
    from trama.protocol.signatures import pdf  # noqa: PLC0415 - a second to load, only for PDFs

    try:
        return pdf.read(opened.document), ""
    except UnreadableError as error:
        marks = () if error.trouble is Trouble.ENCRYPTED else tuple(pdf.bare(opened.document))
        if not marks and not opened.layers:
            raise
        return (pdf.Pdf(marks), str(error)) if marks else (None, "")


def _gathered(
    opened: Opened, pdf: "Pdf | None", trust: TrustAnchors, brought: list[Given]
) -> tuple[list[Cert], Store]:
    """Every certificate and all revocation data of the file, of the caller and of the anchors."""
    found = [layer.cms for layer in opened.layers]
    certs: list[bytes] = []
    stored = Store()
    if pdf is not None:
        found += list(_readable(one.contents for one in pdf.signatures))
        certs = list(pdf.certificates)
        stored = material.read(list(pdf.crls), list(pdf.ocsps))
    pool, embedded = material.embedded(found)
    pool = material.unique([*pool, *certificates.load_many(tuple(certs))])
    store = Store(tuple(crls.load(one) for one in trust.crls))
    for one in brought:
        store = store.with_(one.crls, one.ocsps)
    return pool, store.with_(embedded.crls, embedded.ocsps).with_(stored.crls, stored.ocsps)


def _readable(raws: Iterable[bytes]) -> Iterator[cms_.Cms]:
    for raw in raws:
        try:
            yield cms_.load(raw)
        except UnreadableError:
            continue


def _layer(layer: Layer, depth: int, around: Circumstances) -> Iterator[Signature]:
    signed = Signed(layer.signed, layer.cms.content_type)
    for index, raw in enumerate(layer.cms.signers):
        yield from signers.verify(raw, signed, Place(depth, index), around)


def _pdf_signatures(
    pdf: "Pdf", data: bytes, depth: int, around: Circumstances, broken: str
) -> tuple[list[Signature], list[Timestamp]]:
    """From the last revision back: a document timestamp that passes proves that all before it existed."""
    found: list[Signature] = []
    stamps: list[Timestamp] = []
    for index, one in reversed(list(enumerate(pdf.signatures))):
        from trama.protocol.signatures.pdf import covered  # noqa: PLC0415 - see _pdf

        signed = Signed(covered(data, one), cms_.DATA)
        if one.timestamp and not one.broken:
            stamp = timestamps.verify(one.contents, "document", signed.digest, around)
            if timestamps.proves(stamp, around.time) and one.whole and one.later.level != "other":
                stamp = replace(stamp, used=True)
                around = replace(around, time=stamp.time or around.time, source=TimeSource.DOCUMENT_TIMESTAMP)
            stamps.insert(0, stamp)
        else:
            place = Place(depth, index, Kind.SIGNATURE, "PAdES", one.claimed)
            found[:0] = _pdf_signer(one, signed, place, around, broken)
    return found, stamps


def _pdf_signer(
    one: "PdfSignature", signed: Signed, place: Place, around: Circumstances, broken: str
) -> list[Signature]:
    why = broken or one.broken
    try:
        envelope = cms_.load(one.contents)
        if len(envelope.signers) != 1 or envelope.content is not None:
            why = why or f"{one.filter}: not one detached signer"
        raws = envelope.signers
    except UnreadableError as error:
        why, raws = why or str(error), (b"",)
    found = [entry for raw in raws[:1] or (b"",) for entry in signers.verify(raw, signed, place, around)]
    named = [
        replace(each, field_name=one.field_name, reason=one.reason, later_changes=one.later) for each in found
    ]
    return [_limited(each, one, why) for each in named]


def _limited(entry: Signature, one: "PdfSignature", why: str) -> Signature:
    """What the PDF around a signature does to its verdict."""
    remarks = entry.remarks
    if one.later.level != "none":
        remarks = (*remarks, Remark.CHANGED_LATER)
    if not one.whole:
        remarks = (*remarks, Remark.PARTLY_COVERED)
    entry = replace(entry, remarks=remarks)
    if entry.verdict is Verdict.TOTAL_FAILED and entry.sub_indication is not SubIndication.FORMAT_FAILURE:
        return entry
    if not why and one.later.level == "other":
        why = f"the PDF was changed after this signature: {one.later.details}"
    if not why and not one.whole:
        why = "the signature does not cover all of its revision"
    if not why:
        return entry
    return replace(
        entry, verdict=Verdict.TOTAL_FAILED, sub_indication=SubIndication.FORMAT_FAILURE, explanation=why
    )


def _envelopes(opened: Opened, pdf: "Pdf | None") -> Iterator[Envelope]:
    for depth, one in enumerate(opened.layers):
        yield Envelope(depth, "cms", one.encoding, one.detached, len(one.cms.signers), one.size)
    if pdf is not None and pdf.signatures and opened.document is not None:
        people = sum(not one.timestamp for one in pdf.signatures)
        yield Envelope(len(opened.layers), "pdf", "pdf", False, people, len(opened.document))


def _content(opened: Opened) -> Content | None:
    if opened.document is None:
        return None
    return Content(sha256(opened.document), len(opened.document), opened.media_type)
