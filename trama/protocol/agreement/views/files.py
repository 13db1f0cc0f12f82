"""Files of signatures: sent, looked at, accepted, sent back, taken away; and every report on them.

Verifying takes a second or more: these views open their own transactions (`atomic=False`) around it.
"""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trama.access.context import acting
from trama.access.http import ActorRequest
from trama.audit.services import record
from trama.common.documents import attachment
from trama.protocol.agreement.forms import AgainForm, ReasonForm, UploadForm
from trama.protocol.agreement.models import FileState, Signatory
from trama.protocol.agreement.policies import governs, require_lead, sees_files_of
from trama.protocol.agreement.selectors.files import (
    file_for,
    reports_of,
    revocation_of,
    stored,
    trust_in_use,
)
from trama.protocol.agreement.selectors.register import signatory_of, waiting_files
from trama.protocol.agreement.services import files
from trama.protocol.agreement.verdicts import viewed
from trama.protocol.agreement.verification import look_at, sources_of
from trama.ui.forms import FORM, TramaForm, carried_out, confirm_page, form_for, form_page

PAGE = 25


def _page(file_id: UUID) -> str:
    return reverse("protocol:file", args=[file_id])


def _mine_to_send(request: ActorRequest, signatory_id: UUID) -> Signatory:
    row = signatory_of(request.actor, signatory_id)
    if not sees_files_of(request.actor, row.organisation_id):
        raise Http404
    return row


@FORM
def send(request: ActorRequest, signatory_id: UUID) -> HttpResponse:
    """A signed document, by the body itself or by the lead body."""
    with acting(request.actor):
        row = _mine_to_send(request, signatory_id)
        sources = sources_of(trust_in_use(request.actor)) if request.method == "POST" else ()
        at_once = governs(request.actor)
    form = form_for(request, UploadForm, initial={"kind": "signed"})

    def act() -> None:
        data = form.cleaned_data
        asked = {"revocation": data["revocation"], "at": data["at"]}
        arrival = look_at(data["file"], data["document"], kind=data["kind"], sources=sources, **asked)
        with acting(request.actor):
            files.take_in(
                actor=request.actor, signatory=row, kind=data["kind"], arrival=arrival, file_id=form.row_id
            )

    if carried_out(form, act):
        return redirect(_page(form.row_id))
    lead = (
        _("Va subito agli atti.")
        if at_once
        else _("Lo guarda poi chi coordina la rete, e lo mette agli atti.")
    )
    with acting(request.actor):
        return form_page(
            request,
            form,
            title=_("Un documento firmato"),
            eyebrow=row.organisation.short_name,
            lead=_("Le firme si guardano subito; il nome del file non si conserva.") + " " + lead,
            submit=_("Manda"),
            cancel=reverse("protocol:signatory", args=[row.pk]),
            template="protocol/agreement/send.html",
            signatory=row,
        )


@never_cache
@require_safe
def file(request: ActorRequest, file_id: UUID) -> HttpResponse:
    """Who signed, by every report that was made; for the body and the lead body alone."""
    row = file_for(request.actor, file_id)
    record(request.actor, "signature.file_read", row.pk)
    leads = governs(request.actor)
    context = {
        "file": row,
        "leads": leads,
        "reports": viewed(reports_of([row])),
        "may_remove": row.state in {FileState.WAITING, FileState.RETURNED},
        "here": row.state != FileState.REMOVED,
    }
    return render(request, "protocol/agreement/file.html", context)


@require_safe
def download(request: ActorRequest, file_id: UUID) -> HttpResponse:
    """The bytes as something to save, under our name for it; `?dati=`: revocation data given with it, by digest."""
    row = file_for(request.actor, file_id)
    digest = request.GET.get("dati", "")
    data, name = (
        (bytes(revocation_of(row, digest).data), f"revoca-{digest[:8]}")
        if digest
        else (stored(row).data, row.name)
    )
    record(request.actor, "signature.file_taken", row.pk)
    return attachment(data, name, "application/octet-stream")


@FORM
def accept(request: ActorRequest, file_id: UUID) -> HttpResponse:
    require_lead(request.actor)
    row = file_for(request.actor, file_id)
    form = form_for(request, TramaForm)
    if carried_out(form, lambda: files.accept_file(actor=request.actor, file=row)):
        return redirect(_page(file_id))
    return confirm_page(
        request,
        title=_("Mettere agli atti questo file?"),
        lead=row.signatory.organisation.short_name,
        consequences=[
            _("La firma dell'ente risulta “ricevuta”."),
            _("Il file e i suoi rapporti si conservano e non si tolgono più."),
            _("Che la firma sia verificata lo dice poi una persona, su un rapporto."),
        ],
        button=_("Metti agli atti"),
        cancel=_page(file_id),
        form=form,
    )


@FORM
def send_back(request: ActorRequest, file_id: UUID) -> HttpResponse:
    require_lead(request.actor)
    row = file_for(request.actor, file_id)
    form = form_for(request, ReasonForm)
    if carried_out(
        form, lambda: files.send_back(actor=request.actor, file=row, reason=form.cleaned_data["reason"])
    ):
        return redirect(_page(file_id))
    return confirm_page(
        request,
        title=_("Rimandare questo file?"),
        lead=row.signatory.organisation.short_name,
        consequences=[_("L'ente legge perché, e può mandarne un altro.")],
        button=_("Rimanda"),
        cancel=_page(file_id),
        form=form,
    )


@FORM
def remove(request: ActorRequest, file_id: UUID) -> HttpResponse:
    row = file_for(request.actor, file_id)
    form = form_for(request, TramaForm)
    if carried_out(form, lambda: files.remove_file(actor=request.actor, file=row)):
        return redirect("protocol:signatory", row.signatory_id)
    return confirm_page(
        request,
        title=_("Togliere questo file?"),
        consequences=[
            _("Il contenuto e i suoi rapporti si cancellano davvero."),
            _("Resta scritto che un file c'era e quando."),
        ],
        button=_("Togli"),
        cancel=_page(file_id),
        danger=True,
        form=form,
    )


@FORM
def verify_again(request: ActorRequest, file_id: UUID) -> HttpResponse:
    """With the trust of today: the report is one more, and takes no other's place."""
    with acting(request.actor):
        row = file_for(request.actor, file_id)
        kept = stored(row)
        sources = sources_of(trust_in_use(request.actor)) if request.method == "POST" else ()
    form = form_for(request, AgainForm)

    def act() -> None:
        with acting(request.actor):
            files.take_try(actor=request.actor, file=row)
        document, asked = kept.document or b"", form.cleaned_data
        arrival = look_at(kept.data, document, kind=row.kind, sources=sources, **asked)
        with acting(request.actor):
            files.keep_another_report(actor=request.actor, file=row, arrival=arrival)

    if carried_out(form, act):
        return redirect(_page(file_id))
    with acting(request.actor):
        return confirm_page(
            request,
            title=_("Verificare un'altra volta?"),
            consequences=[
                _(
                    "Si usano le autorità di oggi e, se non scrivi un altro momento, la data di oggi: un certificato"
                    " scaduto nel frattempo conta come scaduto."
                ),
                _("I rapporti di prima restano, e restano la prova di com'era allora."),
            ],
            button=_("Verifica"),
            cancel=_page(file_id),
            form=form,
        )


@require_safe
def waiting(request: ActorRequest) -> HttpResponse:
    """What bodies have sent and nobody has looked at."""
    require_lead(request.actor)
    page = Paginator(waiting_files(request.actor), PAGE).get_page(request.GET.get("page"))
    return render(request, "protocol/agreement/waiting.html", {"page": page})
