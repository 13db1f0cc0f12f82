"""What came and what went."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trama.audit.services import record
from trama.deadlines.http import ActorRequest
from trama.deadlines.subjects import open_subjects
from trama.referrals import selectors
from trama.referrals.forms import ListFilter


@require_safe
def inbox(request: ActorRequest) -> HttpResponse:
    """Letters to us: who sent them and by when to answer. What they say is read one by one."""
    form = ListFilter(request.GET, parts=[(code, label) for code, (label, _s) in selectors.RECEIVED.items()])
    rows = selectors.inbox(request.actor, form.part)
    page = Paginator(rows, selectors.PAGE).get_page(request.GET.get("page"))
    record(request.actor, "referral.inbox")
    lines = [(row, selectors.received_label(row), selectors.tone(row)) for row in page]
    return render(request, "referrals/inbox.html", {"form": form, "page": page, "lines": lines})


@require_safe
def outbox(request: ActorRequest) -> HttpResponse:
    """Our letters and drafts, with how she is called; of who was erased only that something went."""
    form = ListFilter(request.GET, parts=[(code, label) for code, (label, _s) in selectors.SENT.items()])
    rows = selectors.outbox(request.actor, form.part)
    page = Paginator(rows, selectors.PAGE).get_page(request.GET.get("page"))
    handles = open_subjects(request.actor, request.keyring, {row.parcel.subject for row in page})
    record(request.actor, "referral.outbox")
    lines = [(row, handles.get(row.parcel.subject), selectors.tone(row)) for row in page]
    return render(request, "referrals/outbox.html", {"form": form, "page": page, "lines": lines})
