"""One SignerInfo to one entry of the report, countersignatures after it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from trama.protocol.signatures import algorithms, der, integrity, judging, timestamps
from trama.protocol.signatures import cms as cms_
from trama.protocol.signatures.certificates import Cert
from trama.protocol.signatures.cms import SignerInfo
from trama.protocol.signatures.errors import BROKEN, UnreadableError
from trama.protocol.signatures.integrity import FailedError, Signed
from trama.protocol.signatures.judging import Circumstances, Judgement
from trama.protocol.signatures.limits import MAX_COUNTERSIGNATURES, MAX_TIMESTAMPS
from trama.protocol.signatures.report import Kind, Remark, Signature, SubIndication, TimeSource, Timestamp


@dataclass(frozen=True)
class Place:
    """Where in the file the signer stands."""

    depth: int
    index: int
    kind: Kind = Kind.SIGNATURE
    family: str = "CAdES"  # CAdES, PAdES
    claimed: datetime | None = None  # stated outside the CMS (PDF /M)


@dataclass(frozen=True)
class _Known:
    """What was found before the signature ended somewhere."""

    cert: Cert | None = None
    claims: integrity.Claims | None = None
    stamps: tuple[Timestamp, ...] = ()
    around: Circumstances | None = None


def verify(raw: bytes, signed: Signed, place: Place, around: Circumstances) -> Iterator[Signature]:
    """The signature, then its countersignatures."""
    try:
        info = cms_.signer(raw)
    except UnreadableError as error:
        failed = Judgement(SubIndication.FORMAT_FAILURE, str(error))
        yield _entry(None, signed, place, around, known=_Known(), judgement=failed)
        return
    yield _verified(info, signed, place, around)
    counters = info.unsigned.get(cms_.COUNTERSIGNATURE, [])[:MAX_COUNTERSIGNATURES]
    for index, counter in enumerate(counters):
        where = replace(place, index=index, kind=Kind.COUNTERSIGNATURE, claimed=None)
        yield from _counter(counter, Signed(info.signature, None), where, around)


def _counter(raw: bytes, signed: Signed, place: Place, around: Circumstances) -> Iterator[Signature]:
    """One countersignature; those on it are not followed."""
    try:
        yield _verified(cms_.signer(raw), signed, place, around)
    except UnreadableError as error:
        failed = Judgement(SubIndication.FORMAT_FAILURE, str(error))
        yield _entry(None, signed, place, around, known=_Known(), judgement=failed)


def _verified(info: SignerInfo, signed: Signed, place: Place, around: Circumstances) -> Signature:
    known = _Known()
    try:
        known = replace(known, claims=integrity.claims(info, None))
        cert, named = integrity.signing_certificate(info, around.pool)
        known = _Known(cert, integrity.claims(info, cert))
        integrity.check(info, cert, signed)
        if not named:
            said = "the signed reference names another certificate"
            raise FailedError(SubIndication.NO_SIGNING_CERTIFICATE_FOUND, said)
        stamps = tuple(_stamps(info, signed, around))
        timed, stamps = _timed(around, stamps)
        known = replace(known, stamps=stamps, around=timed)
        used = known.claims.used if known.claims else None
        judgement = judging.judge(cert, used or algorithms.Used((), ()), timed)
    except FailedError as failed:
        judgement = Judgement(failed.sub, str(failed))
    except BROKEN as error:
        judgement = Judgement(SubIndication.FORMAT_FAILURE, f"{type(error).__name__}: {error}")
    return _entry(info, signed, place, around, known=known, judgement=judgement)


def _stamps(info: SignerInfo, signed: Signed, around: Circumstances) -> Iterator[Timestamp]:
    """Signature timestamps over the signature's value, content timestamps over the document."""
    stamped = Signed(info.signature, None)
    for raw in info.unsigned.get(cms_.SIGNATURE_TIMESTAMP, [])[:MAX_TIMESTAMPS]:
        yield timestamps.verify(raw, "signature", stamped.digest, around)
    for raw in (info.signed or {}).get(cms_.CONTENT_TIMESTAMP, [])[:MAX_TIMESTAMPS]:
        yield timestamps.verify(raw, "content", signed.digest, around)


def _timed(
    around: Circumstances, stamps: tuple[Timestamp, ...]
) -> tuple[Circumstances, tuple[Timestamp, ...]]:
    """Best signature time (5.5.4, step 3): the earliest that is proved. A content timestamp proves the other side."""
    good = [one for one in stamps if timestamps.proves(one, around.time)]
    after = [one.time for one in good if one.kind == "content" and one.time]
    if after:
        around = replace(around, not_before=max(after))
    by_signature = [one for one in good if one.kind == "signature" and one.time]
    if not by_signature:
        return around, stamps
    best = min(by_signature, key=lambda one: one.time or around.time)
    time = best.time or around.time
    around = replace(around, time=time, source=TimeSource.SIGNATURE_TIMESTAMP)
    return around, tuple(replace(one, used=one is best) for one in stamps)


def _entry(
    info: SignerInfo | None,
    signed: Signed,
    place: Place,
    around: Circumstances,
    *,
    known: _Known,
    judgement: Judgement,
) -> Signature:
    cert, claims, chain = known.cert, known.claims, judgement.chain
    timed = known.around or around
    used = claims.used if claims and claims.used else algorithms.Used((), ())
    weak = (*used.weak, *(each for one in chain.certs for each in one.weak)) if chain else used.weak
    names = tuple(dict.fromkeys(one.name for one in weak))
    service = chain.anchor.service_at(timed.time) if chain else ""
    return Signature(
        depth=place.depth,
        index=place.index,
        kind=place.kind,
        format=_format(place.family, info),
        signer=cert.common_name if cert else _named(info),
        verdict=judgement.verdict,
        sub_indication=judgement.sub,
        explanation=judgement.explanation,
        certificate=cert.described(service) if cert else None,
        chain=chain.names if chain else (),
        claimed_time=(claims.time if claims else None) or place.claimed,
        judged_at=timed.time,
        judged_by=timed.source,
        proved_time=timed.proved,
        algorithms=used.names,
        weaknesses=names,
        remarks=_remarks(known, judgement, names, place),
        timestamps=known.stamps,
        revocation=tuple(one.described() for one in judgement.revocation),
        content_sha256=None if signed.data is None else signed.digest("sha256").hex(),
    )


def _remarks(known: _Known, judgement: Judgement, weak: tuple[str, ...], place: Place) -> tuple[Remark, ...]:
    found = list(known.claims.remarks) if known.claims else []
    if known.cert is not None and not known.cert.statements.qualified:
        found.append(Remark.NOT_QUALIFIED)
    if known.stamps and not any(one.used for one in known.stamps if one.kind == "signature"):
        found.append(Remark.TIMESTAMP_UNUSED)
    if weak:
        found.append(Remark.WEAK)
    return (*found, *judgement.remarks)


def _format(family: str, info: SignerInfo | None) -> str:
    """The baseline level by what is there (EN 319 122-1, EN 319 142-1), not by a conformance test."""
    signed = (info.signed if info else None) or {}
    if not {cms_.ESS_V1, cms_.ESS_V2} & set(signed):
        return {"CAdES": "CMS", "PAdES": "PDF"}[family]
    unsigned = set(info.unsigned) if info else set()
    if cms_.SIGNATURE_TIMESTAMP not in unsigned:
        return f"{family}-B"
    if cms_.ARCHIVE_TIMESTAMPS & unsigned:
        return f"{family}-LTA"
    return f"{family}-LT" if cms_.REVOCATION_VALUES in unsigned else f"{family}-T"


def _named(info: SignerInfo | None) -> str:
    """What identifies a signer without certificate: the serial number it states."""
    try:
        element = der.scan(info.sid) if info else None
        if element is None:
            return "?"
        serial = element.contents if element.tag == 0x80 else element.children()[1].contents
    except (UnreadableError, IndexError):
        return "?"
    return f"#{serial.hex().upper()}"
