"""Reading the library: search, a document, an edition, what changed, the page for paper, the file."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from trama.access.actions import Action
from trama.access.http import ActorRequest
from trama.protocol.procedures import selectors
from trama.protocol.procedures.comparing import compare as compared
from trama.protocol.procedures.comparing import shown
from trama.protocol.procedures.files import attachment
from trama.protocol.procedures.forms import ShelfForm, SpreadForm
from trama.protocol.procedures.models import Edition, State
from trama.protocol.procedures.paragraphs import blocks
from trama.protocol.procedures.policies import is_librarian
from trama.protocol.procedures.searching import excerpts
from trama.protocol.procedures.views.base import PAGE, document_or_404, edition_or_404


@require_GET
def shelf(request: ActorRequest) -> HttpResponse:
    """Every document of the network, or those that say what is asked."""
    form = ShelfForm(request.GET)
    data: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    words = data.get("q", "")
    asked = selectors.Shelf(
        words=words,
        kind=data.get("kind", ""),
        text=data.get("text", ""),
        mine=data.get("mine", ""),
        past=data.get("past", False),
    )
    page = Paginator(selectors.shelf(request.actor, asked), PAGE).get_page(request.GET.get("page"))
    rows = list(page)
    found = excerpts(rows, words) if words else {}
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "found": [(row, found[row.pk]) for row in rows] if words else [],
        "words": words,
        "asked": any(data.values()),
        "writes": is_librarian(request.actor),
        "waiting": selectors.waiting(request.actor) if may_confirm(request) else 0,
    }
    return render(request, "protocol/procedures/shelf.html", context)


@require_GET
def document(request: ActorRequest, document_id: UUID) -> HttpResponse:
    """The edition in force of a document."""
    row = selectors.current(request.actor, document_id)
    if row is None:
        raise Http404
    return _read(request, row)


@require_GET
def edition(request: ActorRequest, edition_id: UUID) -> HttpResponse:
    """One edition, whichever it is."""
    return _read(request, edition_or_404(request, edition_id))


def _read(request: ActorRequest, row: Edition) -> HttpResponse:
    asks = row.state == State.IN_FORCE and row.text_available
    editions = selectors.editions_of(request.actor, row.document_id)
    context = {
        "edition": row,
        "blocks": blocks(row.text),
        "editions": editions,
        "before": next((one for one in editions if one.number < row.number and one.text_available), None),
        "draft": next((one for one in editions if one.state == State.DRAFT), None),
        "asks": asks,
        "spread": selectors.spread(request.actor, row.pk) if asks else None,
        "writes": is_librarian(request.actor),
        **(_own(request, row) if asks and may_confirm(request) else {}),
    }
    return render(request, "protocol/procedures/edition.html", context)


def may_confirm(request: ActorRequest) -> bool:
    return Action.CONFIRM_DISSEMINATION.allows(request.actor)


def _own(request: ActorRequest, row: Edition) -> dict[str, Any]:
    """What the actor's own body said, or the form to say it."""
    own = selectors.own_dissemination(request.actor, row.pk)
    signs = own is not None or selectors.is_signatory(request.actor)
    form = SpreadForm(initial={"spread_on": timezone.localdate()}) if signs and own is None else None
    reminded = selectors.last_reminder(request.actor, row.pk) if form else None
    return {"own": own, "confirm_form": form, "reminded": reminded}


@require_GET
def compare(request: ActorRequest, document_id: UUID) -> HttpResponse:
    """Two editions side by side; without a choice, the last one and the one before."""
    document_or_404(request, document_id)
    editions = selectors.editions_of(request.actor, document_id)
    numbers = [one.number for one in editions if one.text_available]
    to = _number(request.GET.get("to"), numbers, numbers[0] if numbers else 0)
    older = [number for number in numbers if number < to]
    since = _number(request.GET.get("from"), numbers, older[0] if older else 0)
    found = selectors.numbered(request.actor, document_id, {since, to})
    context = {
        "title": editions[0].title if editions else "",
        "document_id": document_id,
        "numbers": numbers,
        "since": found.get(since),
        "to": found.get(to),
        "changes": shown(compared(found[since].text, found[to].text)) if len(found) == 2 else None,
    }
    return render(request, "protocol/procedures/compare.html", context)


def _number(asked: str | None, offered: list[int], otherwise: int) -> int:
    number = int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) < 6 else otherwise
    return number if number in offered else otherwise


@require_GET
def print_edition(request: ActorRequest, edition_id: UUID) -> HttpResponse:
    """An edition for paper, with its number and state on it."""
    row = edition_or_404(request, edition_id)
    context = {"edition": row, "blocks": blocks(row.text), "today": timezone.localdate()}
    return render(request, "protocol/procedures/print.html", context)


@require_GET
def file(request: ActorRequest, edition_id: UUID) -> HttpResponse:
    """The uploaded file of an edition, to save."""
    row = edition_or_404(request, edition_id)
    found = selectors.file_of(row)
    if found is None:
        raise Http404
    return attachment(row, found)
