"""What came and what went."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trama.audit.services import record
from trama.deadlines.http import ActorRequest
from trama.deadlines.subjects import open_subjects
from trama.referrals import selectors
from trama.referrals.forms import ListFilter
from trama.referrals.models import Referral


@require_safe
def inbox(request: ActorRequest) -> HttpResponse:
    """Letters to us: who sent them and by when to answer. What they say is read one by one."""
    form = _filter(request, selectors.RECEIVED)
    page = _page(request, selectors.inbox(request.actor, form.part))
    record(request.actor, "referral.inbox")
    context = {
        "form": form,
        "page": page,
        "lines": [(row, selectors.received_label(row), selectors.tone(row)) for row in page],
        "rows": "referrals/_received_rows.html",
        "icon": "inbox",
        "title": _("Invii ricevuti"),
        "lead": _("Quello che altri servizi chiedono per una donna, con il suo consenso."),
        "other": (_("Invii fatti"), reverse("referrals:outbox"), "send"),
        "why": _("Quando un altro servizio vi scrive con il consenso di una donna, compare qui e in agenda."),
    }
    return render(request, "referrals/list.html", context)


@require_safe
def outbox(request: ActorRequest) -> HttpResponse:
    """Our letters and drafts, with how she is called; of who was erased only that something went."""
    form = _filter(request, selectors.SENT)
    page = _page(request, selectors.outbox(request.actor, form.part))
    handles = open_subjects(request.actor, request.keyring, {row.parcel.subject for row in page})
    record(request.actor, "referral.outbox")
    context = {
        "form": form,
        "page": page,
        "lines": [(row, handles.get(row.parcel.subject), selectors.tone(row)) for row in page],
        "rows": "referrals/_sent_rows.html",
        "icon": "send",
        "crumb": True,
        "title": _("Invii fatti"),
        "lead": _("Quello che è partito da qui, e quello da finire."),
        "other": (_("Invii ricevuti"), reverse("referrals:inbox"), "inbox"),
        "why": _("Un invio comincia dalla pagina di un percorso, con lei."),
    }
    return render(request, "referrals/list.html", context)


def _filter(request: ActorRequest, parts: Mapping[str, tuple[Any, Any]]) -> ListFilter:
    return ListFilter(request.GET, parts=[(code, label) for code, (label, _states) in parts.items()])


def _page(request: ActorRequest, rows: "QuerySet[Referral]") -> Page[Referral]:
    return Paginator(rows, selectors.PAGE).get_page(request.GET.get("page"))
