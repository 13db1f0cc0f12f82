"""What the pages of the library share."""

from uuid import UUID

from django.http import Http404

from trama.access.http import ActorRequest
from trama.protocol.procedures import selectors
from trama.protocol.procedures.models import Document, Edition

PAGE = 25


def edition_or_404(request: ActorRequest, pk: UUID) -> Edition:
    row = selectors.edition(request.actor, pk)
    if row is None:
        raise Http404
    return row


def document_or_404(request: ActorRequest, pk: UUID) -> Document:
    row = selectors.document(request.actor, pk)
    if row is None:
        raise Http404
    return row
