"""From a file to its innermost document: base64, PEM and envelopes taken off one by one."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from trama.protocol.signatures import cms
from trama.protocol.signatures.errors import Trouble, UnreadableError
from trama.protocol.signatures.limits import MAX_ENVELOPES, MAX_FILE, MAX_SIGNERS
from trama.protocol.signatures.media import media_type

BASE64_HEAD = re.compile(rb"M[A-P][A-Za-z0-9+/\s]{30}")  # 0x30 and its length
MAIL_HEAD = re.compile(rb"(?:MIME-Version|Content-[A-Za-z-]{1,40}):", re.IGNORECASE)
MAX_HEADERS = 4096  # bytes
PEM_LABELS = {b"PKCS7", b"PKCS #7 SIGNED DATA", b"CMS", b"PKCS7 SIGNATURE", b"SIGNED MESSAGE"}


@dataclass(frozen=True)
class Layer:
    """One CMS envelope. `signed` are the bytes its signers signed; None when they were not given."""

    cms: cms.Cms
    encoding: str  # der, ber, pem, base64
    size: int
    signed: bytes | None
    detached: bool


@dataclass(frozen=True)
class Opened:
    """Envelopes from the outermost to the innermost, and the document: None when detached and not given."""

    layers: tuple[Layer, ...]
    document: bytes | None
    media_type: str

    @property
    def is_pdf(self) -> bool:
        return self.media_type == "application/pdf"


def open_file(data: bytes, content: bytes | None = None) -> Opened:
    """Open `data`; `content` is the document of a detached signature. Raises UnreadableError.

    Inside an envelope what is no envelope is the document; outside, what is neither envelope nor PDF is an error.
    """
    layers: list[Layer] = []
    current: bytes | None = data
    while current is not None:
        if len(current) > MAX_FILE:
            raise UnreadableError(Trouble.TOO_LARGE, f"{len(current)} bytes, at most {MAX_FILE}")
        found = envelope(current)
        if found is None:
            break
        if len(layers) >= MAX_ENVELOPES:
            raise UnreadableError(Trouble.TOO_DEEP, f"more than {MAX_ENVELOPES} envelopes in one another")
        layers.append(_layer(*found, size=len(current), content=content))
        current = layers[-1].signed
    if sum(len(layer.cms.signers) for layer in layers) > MAX_SIGNERS:
        raise UnreadableError(Trouble.TOO_MANY, f"more than {MAX_SIGNERS} signers")
    kind = "" if current is None else media_type(current)
    if not layers and kind != "application/pdf":
        raise UnreadableError(Trouble.NOT_SIGNED, kind)
    return Opened(tuple(layers), current, kind)


def envelope(data: bytes) -> tuple[cms.Cms, str] | None:
    """The signed data in `data` and how it is written; None when it is something else."""
    if cms.looks_signed(data):
        found = cms.load(data)
        return found, "der" if found.definite else "ber"
    if data[:1] == b"\x30" and cms.ENCRYPTED_HEAD in data[:24]:
        raise UnreadableError(Trouble.ENCRYPTED)
    text = data.lstrip()
    if text.startswith(b"-----BEGIN "):
        return _pem(text)
    if MAIL_HEAD.match(text):
        text = _after_headers(text)
    if BASE64_HEAD.match(text):
        bare = _base64(text)
        if bare is not None and cms.looks_signed(bare):
            return cms.load(bare), "base64"
    return None


def _after_headers(text: bytes) -> bytes:
    """What a mail program saved: headers, an empty line, base64."""
    head = text[:MAX_HEADERS].replace(b"\r\n", b"\n")
    end = head.find(b"\n\n")
    return b"" if end < 0 else (head[end:] + text[MAX_HEADERS:]).lstrip()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _layer(found: cms.Cms, encoding: str, *, size: int, content: bytes | None) -> Layer:
    detached = found.content is None
    return Layer(found, encoding, size, content if detached else found.content, detached)


def _pem(text: bytes) -> tuple[cms.Cms, str] | None:
    label, _, rest = text[len(b"-----BEGIN ") :].partition(b"-----")
    if label not in PEM_LABELS:
        return None
    body, mark, _ = rest.partition(b"-----END ")
    if not mark:
        raise UnreadableError(Trouble.TRUNCATED, "no end of the PEM block")
    bare = _base64(body)
    if bare is None:
        raise UnreadableError(Trouble.MALFORMED, "no base64 in the PEM block")
    return cms.load(bare), "pem"


def _base64(text: bytes) -> bytes | None:
    """Decoded, with or without line breaks; None when it is not base64. A missing end is left missing."""
    bare = b"".join(text.split())
    try:
        return base64.b64decode(bare, validate=True)
    except binascii.Error:
        whole = bare.rstrip(b"=")
        whole = whole[: len(whole) - len(whole) % 4]
        try:
            return base64.b64decode(whole, validate=True)
        except binascii.Error:
            return None
