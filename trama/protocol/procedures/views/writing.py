"""Writing the library: new documents, drafts, coming into force, a text that arrives."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.http import ActorRequest
from trama.common.errors import DomainError
from trama.protocol.procedures import selectors, services
from trama.protocol.procedures.forms import DocumentForm, DraftForm, InForceForm, SupplyForm
from trama.protocol.procedures.models import Content, Edition, State
from trama.protocol.procedures.policies import require_librarian
from trama.protocol.procedures.views.base import document_or_404, edition_or_404
from trama.ui.forms import FORM, confirm_page, form_for, form_page


@FORM
def new_document(request: ActorRequest) -> HttpResponse:
    """A document that the network does not have yet."""
    require_librarian(request.actor)
    form = form_for(request, DocumentForm)
    if form.is_bound and form.is_valid():
        data = dict(form.cleaned_data)
        data.pop("once")
        try:
            row = services.open_document(
                actor=request.actor, document_id=form.row_id, upload=data.pop("file"), **data
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Bozza salvata: la legge solo il tuo ente."))
            return redirect("protocol:procedure_edition", row.pk)
    return form_page(
        request,
        form,
        title=_("Un documento nuovo"),
        submit=_("Salva la bozza"),
        cancel=reverse("protocol:procedures"),
    )


@FORM
def draft(request: ActorRequest, document_id: UUID) -> HttpResponse:
    """The draft of a document: the one that is there, or a new one that begins as the edition in force."""
    row = document_or_404(request, document_id)
    require_librarian(request.actor)
    begun = selectors.draft_of(request.actor, row.pk)
    form = form_for(
        request, DraftForm, initial=_initial(begun or selectors.current(request.actor, row.pk), begun)
    )
    if form.is_bound and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            written = services.write_draft(actor=request.actor, document=row, upload=data.pop("file"), **data)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Bozza salvata: la legge solo il tuo ente."))
            return redirect("protocol:procedure_edition", written.pk)
    cancel = reverse("protocol:procedure", args=[row.pk])
    return form_page(
        request, form, title=_("La prossima versione"), submit=_("Salva la bozza"), cancel=cancel
    )


def _initial(start: Edition | None, begun: Edition | None) -> dict[str, str]:
    """A draft goes on from itself; a new one takes the text that is in force, unless that is only a summary."""
    if start is None:
        return {}
    text = "" if start.content == Content.SUMMARY else start.text
    said = {"changes": begun.changes, "adopted_by": begun.adopted_by} if begun else {}
    return {"title": start.title, "text": text, **said}


@FORM
def put_in_force(request: ActorRequest, edition_id: UUID) -> HttpResponse:
    """Asked before a draft becomes what the network works by."""
    row = edition_or_404(request, edition_id)
    require_librarian(request.actor)
    form = form_for(request, InForceForm, initial={"on": timezone.localdate()})
    if form.is_bound and form.is_valid():
        try:
            services.put_in_force(actor=request.actor, edition=row, on=form.cleaned_data["on"])
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("In vigore: ogni ente confermerà di averla diffusa."))
            return redirect("protocol:procedure", row.document_id)
    return confirm_page(
        request,
        title=_("Mettere in vigore la versione %(n)s?") % {"n": row.number},
        lead=row.title,
        consequences=[
            _(
                "La legge tutta la rete, e da qui in poi il testo non si cambia più: si fa una versione nuova."
            ),
            _("La versione di prima resta leggibile come sostituita."),
            _("A ogni ente firmatario si chiede di nuovo di confermare la diffusione."),
        ],
        button=_("Metti in vigore"),
        cancel=reverse("protocol:procedure_edition", args=[row.pk]),
        form=form,
    )


@FORM
def supply(request: ActorRequest, edition_id: UUID) -> HttpResponse:
    """The text of an edition in force that was not here."""
    row = edition_or_404(request, edition_id)
    require_librarian(request.actor)
    if row.state != State.IN_FORCE:
        raise Http404
    form = form_for(request, SupplyForm)
    if form.is_bound and form.is_valid():
        try:
            services.supply_text(
                actor=request.actor,
                edition=row,
                text=form.cleaned_data["text"],
                upload=form.cleaned_data["file"],
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Il testo c'è: lo legge tutta la rete."))
            return redirect("protocol:procedure", row.document_id)
    return form_page(
        request,
        form,
        title=_("Il testo che mancava"),
        lead=row.title,
        submit=_("Salva il testo"),
        cancel=reverse("protocol:procedure", args=[row.document_id]),
    )
