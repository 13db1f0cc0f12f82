"""Uploaded files: what they are by their first bytes, never by their name; given back as attachments."""

import hashlib
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from trama.common.errors import DomainError
from trama.protocol.procedures.models import Edition, EditionFile, FileKind

MAX_BYTES = 5 * 1024 * 1024
MEDIA = {FileKind.PDF: "application/pdf", FileKind.ODT: "application/vnd.oasis.opendocument.text"}
# ODF 1.3 part 2, §3.3: the first entry of the archive is "mimetype", stored as it is, at byte 30.
_ODT = b"mimetypeapplication/vnd.oasis.opendocument.text"


@dataclass(frozen=True)
class Upload:
    """A file that was looked at."""

    kind: FileKind
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def looked_at(content: bytes) -> Upload:
    """Raises DomainError for what is too large or neither PDF nor ODT."""
    if len(content) > MAX_BYTES:
        raise DomainError("too_large", _("Il file è troppo grande: il massimo è 5 MB."), field="file")
    kind = kind_of(content)
    if kind is None:
        raise DomainError("wrong_type", _("Questo file non è un PDF né un ODT."), field="file")
    return Upload(kind, content)


def kind_of(content: bytes) -> FileKind | None:
    if content.startswith(b"%PDF-"):
        return FileKind.PDF
    is_odt = content.startswith(b"PK\x03\x04") and content[30 : 30 + len(_ODT)] == _ODT
    return FileKind.ODT if is_odt else None


def attachment(edition: Edition, file: EditionFile) -> HttpResponse:
    """The bytes as something to save: never shown inside the site, never guessed at, without powers if opened."""
    kind = FileKind(file.kind)
    response = HttpResponse(bytes(file.content), content_type=MEDIA[kind])
    name = f"{edition.title[:80]} - {edition.number}.{kind.value}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
