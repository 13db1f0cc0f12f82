"""Signatures inside a PDF (ISO 32000, PAdES), read by pyHanko: what each covers, and what was changed later.

pyHanko takes a second to load; only files that hold a PDF pay for it (see `verifying`).
"""

import io
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pyhanko.pdf_utils.crypt import AuthStatus
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult, ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature, extract_contents
from pyhanko.sign.validation.status import SignatureCoverageLevel

from trama.protocol.signatures import der
from trama.protocol.signatures.errors import MALFORMED, Trouble, UnreadableError
from trama.protocol.signatures.limits import MAX_REVOCATION_ITEMS, MAX_SIGNERS
from trama.protocol.signatures.report import LaterChanges

RANGE = re.compile(
    rb"/ByteRange\s{0,9}\[\s{0,9}(\d{1,10})\s{1,9}(\d{1,10})\s{1,9}(\d{1,10})\s{1,9}(\d{1,10})"
)
LEVELS = {
    ModificationLevel.NONE: "none",
    ModificationLevel.LTA_UPDATES: "archive",
    ModificationLevel.FORM_FILLING: "filling",
    ModificationLevel.ANNOTATIONS: "filling",
    ModificationLevel.OTHER: "other",
}
PDF_ERRORS: tuple[type[Exception], ...] = (PdfError, SignatureValidationError, *MALFORMED)
for noisy in ("pyhanko", "pyhanko_certvalidator"):  # what they say of a file is in the report, not in the log
    logging.getLogger(noisy).setLevel(logging.CRITICAL + 1)
UNCLEAR: tuple[type[Exception], ...] = (UnreadableError, *PDF_ERRORS)


@dataclass(frozen=True)
class PdfSignature:
    """One signature field that was signed. `broken` says why the CMS or its coverage cannot count."""

    field_name: str
    contents: bytes
    ranges: tuple[int, int, int, int]
    revision: int
    timestamp: bool  # a document timestamp: no person's
    filter: str  # ETSI.CAdES.detached, adbe.pkcs7.detached…
    reason: str
    claimed: datetime | None
    whole: bool  # covers all of its revision
    later: LaterChanges
    broken: str = ""


@dataclass(frozen=True)
class Pdf:
    """Signatures by revision, oldest first; certificates and revocation data of the document security store."""

    signatures: tuple[PdfSignature, ...]
    certificates: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()


def read(data: bytes) -> Pdf:
    """Raises UnreadableError for an encrypted PDF and for one that holds no readable structure."""
    sealed = False
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=False)
        sealed = reader.encrypted
        if sealed and not _opened(reader):
            raise UnreadableError(Trouble.ENCRYPTED, "a PDF that only a password opens")
        fields = list(enumerate_sig_fields(reader, filled_status=True))
        if len(fields) > MAX_SIGNERS:
            raise UnreadableError(Trouble.TOO_MANY, f"{len(fields)} signatures, at most {MAX_SIGNERS}")
        found = sorted((_signature(reader, str(name), ref) for name, _value, ref in fields), key=_age)
        return Pdf(tuple(found), *_store(reader))
    except PDF_ERRORS as error:
        trouble = Trouble.ENCRYPTED if sealed else Trouble.MALFORMED
        raise UnreadableError(trouble, f"PDF: {error}") from error


def covered(data: bytes, signature: PdfSignature) -> bytes:
    """The bytes that were signed: everything of that revision but the signature itself."""
    start, first, second, last = signature.ranges
    return data[start : start + first] + data[second : second + last]


def bare(data: bytes) -> Iterator[PdfSignature]:
    """Signatures of a PDF whose structure is broken, by their marks: they are there, and they cannot pass."""
    for match in list(RANGE.finditer(data))[:MAX_SIGNERS]:
        numbers = tuple(int(each) for each in match.groups())
        ranges = (numbers[0], numbers[1], numbers[2], numbers[3])
        yield PdfSignature(
            "", b"", ranges, 0, False, "", "", None, False, LaterChanges("other", 0), "PDF structure"
        )


def _opened(reader: Any) -> bool:
    """With the empty password, as readers do."""
    try:
        return bool(reader.decrypt(b"").status != AuthStatus.FAILED)
    except PDF_ERRORS:
        return False


def _age(signature: PdfSignature) -> tuple[int, int]:
    return signature.revision, sum(signature.ranges[2:])


def _signature(reader: PdfFileReader, name: str, ref: Any) -> PdfSignature:
    obj = ref.get_object().raw_get("/V").get_object()
    contents = extract_contents(obj)
    ranges = _ranges(obj, reader)
    kind = str(obj.get("/Type", "/Sig")) == "/DocTimeStamp"
    sort = str(obj.get("/SubFilter", "")).removeprefix("/")
    written = _text(obj.get("/Reason"))
    if ranges is None:
        return PdfSignature(
            name,
            contents,
            (0, 0, 0, 0),
            0,
            kind,
            sort,
            written,
            None,
            False,
            LaterChanges("other", 0),
            "ByteRange",
        )
    revision, whole, later, claimed, broken = _coverage(reader, ref.get_object(), name, contents)
    return PdfSignature(name, contents, ranges, revision, kind, sort, written, claimed, whole, later, broken)


def _ranges(obj: Any, reader: Any) -> tuple[int, int, int, int] | None:
    """A ByteRange from the first byte, around the signature and nothing else; None for any other."""
    found = [int(each) for each in obj.raw_get("/ByteRange")]
    size = reader.stream.seek(0, io.SEEK_END)
    if (
        len(found) != 4
        or found[0] != 0
        or min(found) < 0
        or found[1] > found[2]
        or found[2] + found[3] > size
    ):
        return None
    return found[0], found[1], found[2], found[3]


def _coverage(
    reader: PdfFileReader, field: Any, name: str, contents: bytes
) -> tuple[int, bool, LaterChanges, datetime | None, str]:
    """Revision, whether it is covered whole, later changes, /M, and what is wrong."""
    revisions = reader.xrefs.total_revisions
    try:
        der.scan(contents)
        embedded: Any = EmbeddedPdfSignature(reader, field, name)
        embedded.coverage = embedded.evaluate_signature_coverage()
        claimed = embedded.self_reported_timestamp
        found = embedded.evaluate_modifications(DEFAULT_DIFF_POLICY)
        permitted = embedded.docmdp_level
    except UNCLEAR as error:
        return 0, False, LaterChanges("other", 0), None, f"{type(error).__name__}: {error}"
    after = revisions - 1 - embedded.signed_revision
    whole = embedded.coverage >= SignatureCoverageLevel.ENTIRE_REVISION
    if not isinstance(found, DiffResult):
        later = LaterChanges("other", after, str(found))
    elif permitted is not None and found.modification_level.value > permitted.value:
        later = LaterChanges("other", after, "more than the certification allows")
    else:
        later = LaterChanges(
            LEVELS[found.modification_level], after, ", ".join(sorted(found.changed_form_fields))
        )
    return embedded.signed_revision, whole, later, claimed, ""


def _store(reader: Any) -> tuple[tuple[bytes, ...], tuple[bytes, ...], tuple[bytes, ...]]:
    """/DSS of the last revision: certificates, CRLs, OCSP responses. One that cannot be read can only not help."""
    return _held(reader, "/Certs"), _held(reader, "/CRLs"), _held(reader, "/OCSPs")


def _held(reader: Any, key: str) -> tuple[bytes, ...]:
    try:
        listed = list(reader.root["/DSS"][key])[:MAX_REVOCATION_ITEMS]
        return tuple(one.get_object().data for one in listed)
    except PDF_ERRORS:
        return ()


def _text(value: Any) -> str:
    return "" if value is None else str(value)[:500]
