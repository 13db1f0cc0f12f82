"""Time-stamp tokens (RFC 3161): EN 319 102-1, 5.4."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from asn1crypto import algos, tsp

from trama.protocol.signatures import certificates, cms, integrity, judging
from trama.protocol.signatures.algorithms import Used
from trama.protocol.signatures.errors import BROKEN, MALFORMED
from trama.protocol.signatures.integrity import HASHES, FailedError, Signed
from trama.protocol.signatures.judging import AUTHORITY, Circumstances
from trama.protocol.signatures.report import SubIndication, Timestamp, Verdict

Imprint = Callable[[str], bytes]  # the digest, by a given algorithm, of what should have been stamped


@dataclass(frozen=True)
class _Token:
    time: datetime
    info: cms.SignerInfo
    content: bytes
    certs: list[certificates.Cert]
    algorithm: str
    imprint: bytes


def verify(raw: bytes, kind: str, imprint: Imprint, around: Circumstances) -> Timestamp:
    """Judge one token at `around.time`: only one that passes proves anything."""
    blank = Timestamp(kind, None, "", Verdict.TOTAL_FAILED, SubIndication.FORMAT_FAILURE, "", (), ())
    try:
        token = _read(raw)
    except BROKEN as error:
        return replace(blank, explanation=f"no time-stamp token: {error}")
    known = replace(blank, time=token.time)
    pool = [*token.certs, *around.pool]
    try:
        cert, named = integrity.signing_certificate(token.info, pool)
        known = replace(known, authority=cert.common_name)
        claims = integrity.claims(token.info, cert)
        used = claims.used or Used((), ())
        known = replace(known, algorithms=used.names, weaknesses=tuple(one.name for one in used.weak))
        integrity.check(token.info, cert, Signed(token.content, cms.TST_INFO))
        if token.algorithm not in HASHES or imprint(token.algorithm) != token.imprint:
            raise FailedError(SubIndication.HASH_FAILURE, "the token is of something else")
        if not named:
            raise FailedError(
                SubIndication.NO_SIGNING_CERTIFICATE_FOUND, "the reference names another certificate"
            )
    except FailedError as failed:
        return replace(
            known, verdict=judging.verdict_of(failed.sub), sub_indication=failed.sub, explanation=str(failed)
        )
    except MALFORMED as error:
        return replace(known, explanation=f"time-stamp token: {error}")
    found = judging.judge(cert, used, replace(around, pool=pool), purpose=AUTHORITY)
    sub, said = found.sub, found.explanation
    if sub is None and not cert.not_before <= token.time <= cert.not_after:
        sub, said = SubIndication.CHAIN_CONSTRAINTS_FAILURE, "stamped outside the authority's own dates"
    return replace(known, verdict=judging.verdict_of(sub), sub_indication=sub, explanation=said)


def proves(stamp: Timestamp, at: datetime) -> bool:
    """It passed, and its time is not after the time that was asked about."""
    return stamp.verdict is Verdict.TOTAL_PASSED and stamp.time is not None and stamp.time <= at


def _read(raw: bytes) -> _Token:
    token = cms.load(raw)
    if token.content_type != cms.TST_INFO or token.content is None or len(token.signers) != 1:
        raise ValueError("no TSTInfo with one signer")
    info: Any = tsp.TSTInfo.load(token.content, strict=True)
    imprint = info["message_imprint"]
    return _Token(
        info["gen_time"].native,
        cms.signer(token.signers[0]),
        token.content,
        certificates.load_many(token.certificates),
        str(algos.DigestAlgorithm.load(imprint["hash_algorithm"].dump())["algorithm"].native),
        imprint["hashed_message"].native,
    )
