"""Uploaded documents: what they are by their contents, never by their name; and every answer that is a file to save."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from trama.common.errors import DomainError
from trama.common.pictures import bare_jpeg, bare_png

MAX_BYTES: Final = 5 * 1024 * 1024
CSV: Final = "text/csv; charset=utf-8"


class DocumentKind(models.TextChoices):
    """The kinds that Trama tells apart; the values are endings of names."""

    PDF = "pdf", "PDF"
    ODT = "odt", "ODT"
    DOCX = "docx", "DOCX"
    JPEG = "jpg", "JPEG"
    PNG = "png", "PNG"

    @property
    def media(self) -> str:
        """Its media type."""
        return _MEDIA[self]


_MEDIA: Final = {
    DocumentKind.PDF: "application/pdf",
    DocumentKind.ODT: "application/vnd.oasis.opendocument.text",
    DocumentKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    DocumentKind.JPEG: "image/jpeg",
    DocumentKind.PNG: "image/png",
}
_ZIP: Final = b"PK\x03\x04"
# ODF 1.3 part 2, §3.3: the first entry of the archive is "mimetype", stored as it is, at byte 30.
_ODT: Final = b"mimetypeapplication/vnd.oasis.opendocument.text"
# Names of an archive's entries stand in it as they are (ECMA-376 part 2): nothing is unpacked to read them.
_DOCX: Final = (b"[Content_Types].xml", b"word/document.xml")
_MACROS: Final = b"vbaProject.bin"
_PICTURES: Final = {DocumentKind.JPEG: bare_jpeg, DocumentKind.PNG: bare_png}


@dataclass(frozen=True)
class Upload:
    """A file that was looked at, as it is kept."""

    kind: DocumentKind
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def kind_of(content: bytes) -> DocumentKind | None:
    """By the first bytes; a text for Word with programs inside is none of ours."""
    if content.startswith(b"%PDF-"):
        return DocumentKind.PDF
    if content.startswith(b"\xff\xd8\xff"):
        return DocumentKind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return DocumentKind.PNG
    if not content.startswith(_ZIP):
        return None
    if content[30 : 30 + len(_ODT)] == _ODT:
        return DocumentKind.ODT
    is_docx = all(name in content for name in _DOCX) and _MACROS not in content
    return DocumentKind.DOCX if is_docx else None


def looked_at(content: bytes, *, kinds: Collection[DocumentKind], wrong: str) -> Upload:
    """Raises DomainError "too_large"; "wrong_type", with the words `wrong`, for what is none of `kinds`.

    A picture loses what it says of place, day and camera: a photograph can give a secret address away.
    """
    if len(content) > MAX_BYTES:
        raise DomainError("too_large", _("Il file è troppo grande: il massimo è 5 MB."), field="file")
    kind = kind_of(content)
    if kind is None or kind not in kinds:
        raise DomainError("wrong_type", wrong, field="file")
    bare = _PICTURES.get(kind)
    kept = bare(content) if bare else content
    if kept is None:
        raise DomainError(
            "broken", _("Questa immagine è rovinata: salvala di nuovo e riprova."), field="file"
        )
    return Upload(kind, kept)


def read_upload(file: "UploadedFile[bytes]") -> bytes:
    """Its bytes; of one over the limit only so many as show that it is."""
    return bytes(file.read(MAX_BYTES + 1))


def attachment(content: bytes | str, name: str, media: str) -> HttpResponse:
    """Something to save: never shown inside the site, never guessed at, never kept on the way.

    `name` with its ending; what makes a folder of it, or shows it in another order than it is, goes (RFC 6266, §4.3).
    """
    response = HttpResponse(content, content_type=media)
    disposition = content_disposition_header(as_attachment=True, filename=_safe(name))
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _safe(name: str) -> str:
    return "".join("-" if sign in "/\\" else sign for sign in name if sign.isprintable())
