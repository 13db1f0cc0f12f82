"""The file of an edition: a PDF or an ODT."""

from typing import Final

from django.http import HttpResponse
from django.utils.translation import gettext as _

from trama.common import documents
from trama.common.documents import MAX_BYTES, DocumentKind, Upload
from trama.protocol.procedures.models import Edition, EditionFile

__all__ = ["MAX_BYTES", "Upload", "attachment", "looked_at"]
KINDS: Final = frozenset({DocumentKind.PDF, DocumentKind.ODT})


def looked_at(content: bytes) -> Upload:
    """Raises DomainError for what is too large or neither PDF nor ODT."""
    return documents.looked_at(content, kinds=KINDS, wrong=_("Questo file non è un PDF né un ODT."))


def attachment(edition: Edition, file: EditionFile) -> HttpResponse:
    """The bytes as something to save."""
    name = f"{edition.title[:80]} - {edition.number}.{file.kind}"
    return documents.attachment(bytes(file.content), name, DocumentKind(file.kind).media)
