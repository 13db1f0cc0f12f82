"""Her consents on one page, read and written together with her."""

from typing import Any
from uuid import UUID, uuid5

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trama.audit.services import record
from trama.common.errors import DomainError
from trama.consent import selectors, services
from trama.consent.forms import ConsentForm, SaidForm, WithdrawForm
from trama.consent.words import sentence
from trama.deadlines.http import ActorRequest
from trama.deadlines.subjects import SubjectHandle, open_subject, require_writable, writable_subject
from trama.ui.forms import FORM, confirm_page, form_for


def once_of(request: ActorRequest, form: SaidForm, subject: UUID) -> UUID | None:
    """The row's id from the form's number: another person's or another woman's form cannot name the same row."""
    return form.row_id and uuid5(form.row_id, f"{request.actor.user_id} {subject}")


@require_safe
def ledger(request: ActorRequest, subject: UUID) -> HttpResponse:
    """Everything she said, newest first; and what was told by law."""
    handle = open_subject(request.actor, request.keyring, subject)
    return render(request, "consent/ledger.html", _context(request, handle))


@require_safe
def sheet(request: ActorRequest, subject: UUID) -> HttpResponse:
    """What counts now, to be read together. On paper only if she wants to carry it."""
    handle = open_subject(request.actor, request.keyring, subject)
    context = _context(request, handle)
    context["entries"] = [entry for entry in context["entries"] if entry.counts]
    return render(request, "consent/sheet.html", context | {"today": timezone.localdate()})


def _context(request: ActorRequest, handle: SubjectHandle) -> dict[str, Any]:
    whose: dict[str, Any] = {"actor": request.actor, "keyring": request.keyring, "subject": handle.subject}
    record(request.actor, "consent.read", handle.subject)
    return {
        "handle": handle,
        "entries": selectors.ledger(**whose),
        "duties": selectors.duties_of(**whose),
        "sentence": sentence(),
    }


@FORM
def new(request: ActorRequest, subject: UUID) -> HttpResponse:
    handle = writable_subject(request.actor, request.keyring, subject, sent=request.method == "POST")
    form = form_for(request, ConsentForm)
    if form.is_valid():
        try:
            _write(request, handle, form)
            return redirect("consent:ledger", subject)
        except DomainError as error:
            form.refuse(error)
    context = {"form": form, "handle": handle, "sentence": sentence()}
    return render(request, "consent/new.html", context, status=422 if form.is_bound else 200)


def _write(request: ActorRequest, handle: SubjectHandle, form: ConsentForm) -> None:
    require_writable(handle)
    common: dict[str, Any] = {
        "actor": request.actor,
        "keyring": request.keyring,
        "subject": handle.subject,
        "record_key": handle.record_key,
        "terms": form.terms,
        "at": form.at,
        "once": once_of(request, form, handle.subject),
    }
    if form.said_yes:
        services.record_consent(
            **common,
            expires_on=form.cleaned_data["expires_on"],
            assignee=handle.assignee_id,
            service=handle.service_id,
        )
    else:
        services.record_refusal(**common)


@FORM
def withdraw(request: ActorRequest, subject: UUID, consent: UUID) -> HttpResponse:
    """Whenever she wants: past its last day and on a closed path too."""
    handle = open_subject(request.actor, request.keyring, subject)
    entry = selectors.ledger_entry(
        actor=request.actor, keyring=request.keyring, subject=subject, consent=consent
    )
    form = form_for(request, WithdrawForm)
    if form.is_valid():
        try:
            services.withdraw_consent(
                actor=request.actor,
                keyring=request.keyring,
                consent=entry.consent.pk,
                way=form.cleaned_data["way"],
                her_words=form.cleaned_data["her_words"],
            )
            return redirect("consent:ledger", subject)
        except DomainError as error:
            form.refuse(error)
    return confirm_page(
        request,
        title=_("Ritirare il consenso?"),
        lead=_("Con %(who)s") % {"who": ", ".join(one.name for one in entry.terms.recipients)},
        consequences=[
            _("Da adesso non si condivide più nulla."),
            _("Quello che aspetta ancora una risposta viene distrutto subito."),
            _(
                "Chi ha già fatto suo quello che ha ricevuto viene avvisato, e una persona decide che cosa resta."
            ),
        ],
        button=_("Sì, lo ritira"),
        cancel=reverse("consent:ledger", args=[handle.subject]),
        form=form,
    )
