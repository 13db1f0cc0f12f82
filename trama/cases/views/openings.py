""" "Who opened my record": made to be read together, on the screen or on a sheet if she wants it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from trama.audit.papers import openings_pdf
from trama.audit.selectors import openings as openings_of
from trama.audit.services import record
from trama.cases.selectors import open_record
from trama.cases.selectors.people import organisation_name
from trama.common.documents import DocumentKind, attachment
from trama.deadlines.http import ActorRequest


@require_safe
def openings(request: ActorRequest, path_id: UUID) -> HttpResponse:
    """By day, role and office; no colleague is named."""
    opened = open_record(request.actor, request.keyring, path_id)
    record(request.actor, "path.openings", path_id)
    context = {
        "record": opened,
        "openings": openings_of(request.actor, [path_id, opened.path.woman_id]),
        "organisation": organisation_name(request.actor),
        "today": timezone.localdate(),
    }
    return render(request, "cases/openings.html", context)


@require_safe
def openings_sheet(request: ActorRequest, path_id: UUID) -> HttpResponse:
    """The same on paper; neither the sheet nor the file's name says whose it is."""
    opened = open_record(request.actor, request.keyring, path_id)
    record(request.actor, "path.openings", path_id, detail="pdf")
    rows = openings_of(request.actor, [path_id, opened.path.woman_id])
    pdf = openings_pdf(rows, organisation=organisation_name(request.actor), day=timezone.localdate())
    return attachment(pdf, "foglio.pdf", DocumentKind.PDF.media)
