"""Giving evidence, and deciding about it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from trama.access.actor import Actor
from trama.access.http import ActorRequest
from trama.common.errors import DomainError
from trama.protocol.commitments import selectors, services
from trama.protocol.commitments.forms import DecideForm, EvidenceForm
from trama.protocol.commitments.models import Evidence, Ownership, Way
from trama.protocol.commitments.policies import may_decide, may_withdraw, way_for
from trama.protocol.commitments.presentation import capability_words, evidence_tone
from trama.protocol.commitments.sheet import SheetForm
from trama.ui.forms import FORM, confirm_page, form_for, form_page

PAGE = 30


def _hers(actor: Actor, ownership_id: UUID) -> Ownership:
    """A commitment that she may give evidence for; any other is not there."""
    row = selectors.ownership(actor, ownership_id)
    if row is None or way_for(actor, row.organisation_id) is None:
        raise Http404
    return row


def _page_of(evidence_or_row: Evidence | Ownership, year: int) -> str:
    key = evidence_or_row.pk if isinstance(evidence_or_row, Ownership) else evidence_or_row.ownership_id
    return reverse("protocol:ownership", args=[key]) + f"?anno={year}"


@FORM
def give(request: ActorRequest, ownership_id: UUID, year: int) -> HttpResponse:
    """One piece of evidence."""
    row = _hers(request.actor, ownership_id)
    form = form_for(request, EvidenceForm, commitment=row.commitment)
    if form.is_valid():
        try:
            services.give_evidence(
                actor=request.actor,
                ownership=row,
                year=year,
                proof=form.proof(),
                upload=form.upload,
                key=form.key,
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("La prova è inserita: aspetta la conferma di una seconda persona."))
            return redirect(_page_of(row, year))
    return form_page(
        request,
        form,
        title=_("Una prova"),
        lead=f"{row.commitment.text_it} · {year}",
        eyebrow=f"{row.commitment.code} · {row.organisation.short_name}",
        submit=_("Inserisci la prova"),
        cancel=_page_of(row, year),
        template="protocol/commitments/evidence.html",
        row=row,
    )


@require_POST
def attach(request: ActorRequest, ownership_id: UUID, year: int) -> HttpResponse:
    """One click: what another area offers becomes evidence."""
    row = _hers(request.actor, ownership_id)
    source, _colon, key = request.POST.get("offer", "").partition(":")
    try:
        services.attach_offer(actor=request.actor, ownership=row, year=year, source=source, key=_uuid(key))
        messages.success(request, _("La prova è inserita: aspetta la conferma di una seconda persona."))
    except DomainError as error:
        messages.warning(request, error.message)
    return redirect(_page_of(row, year))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


@FORM
def decide(request: ActorRequest, evidence_id: UUID) -> HttpResponse:
    """Confirm one piece of evidence or send it back."""
    row = selectors.evidence(request.actor, evidence_id)
    if row is None or not _concerns(request.actor, row):
        raise Http404
    form = form_for(request, DecideForm)
    if form.is_valid():
        try:
            if form.cleaned_data["decision"] == "confirmed":
                services.confirm_evidence(actor=request.actor, evidence=row)
            else:
                services.return_evidence(
                    actor=request.actor, evidence=row, because=form.cleaned_data["because"]
                )
        except DomainError as error:
            form.refuse(error)
        else:
            return redirect("protocol:to_decide")
    context: dict[str, Any] = {
        "row": row, "tone": evidence_tone(row), "capability": capability_words(row.ownership.commitment),
        "may": may_decide(request.actor, row),
    }  # fmt: skip
    return form_page(
        request, form, title=_("Conferma una prova"), template="protocol/commitments/decide.html",
        cancel=reverse("protocol:to_decide"), **context,
    )  # fmt: skip


def _concerns(actor: Actor, row: Evidence) -> bool:
    """Whether a decision about it could ever be the actor's body's to take."""
    if row.way == Way.LEAD:
        return actor.organisation_id in {row.organisation_id, row.entered_by_id}
    return way_for(actor, row.organisation_id) is not None


@FORM
def to_decide(request: ActorRequest) -> HttpResponse:
    """Everything that waits for this person; several are confirmed at once."""
    waiting = selectors.to_decide(request.actor)
    if request.method == "POST":
        return _confirm_many(request)
    page = Paginator(waiting, PAGE).get_page(request.GET.get("page"))
    return render(request, "protocol/commitments/to_decide.html", {"page": page})


def _confirm_many(request: ActorRequest) -> HttpResponse:
    """What was decided meanwhile is left as it is."""
    chosen = [_uuid(text) for text in request.POST.getlist("evidence")[:PAGE]]
    rows = list(selectors.to_decide(request.actor).filter(pk__in=chosen))
    confirmed = 0
    for row in rows:
        try:
            services.confirm_evidence(actor=request.actor, evidence=row)
            confirmed += 1
        except DomainError:
            continue  # in the same moment by a colleague
    if confirmed:
        words = ngettext("%(n)s prova confermata.", "%(n)s prove confermate.", confirmed)
        messages.success(request, words % {"n": confirmed})
    else:
        messages.warning(request, _("Nessuna prova scelta, o erano già decise."))
    return redirect("protocol:to_decide")


@FORM
def withdraw(request: ActorRequest, evidence_id: UUID) -> HttpResponse:
    """Ask, then withdraw."""
    row = selectors.evidence(request.actor, evidence_id)
    if row is None or way_for(request.actor, row.organisation_id) is None:
        raise Http404
    if request.method == "POST":
        try:
            services.withdraw_evidence(actor=request.actor, evidence=row)
            messages.success(request, _("La prova è ritirata."))
        except DomainError as error:
            messages.warning(request, error.message)
        return redirect(_page_of(row, row.year))
    return confirm_page(
        request,
        title=_("Ritirare la prova?"),
        lead=row.title,
        consequences=[
            _("Non dimostra più l’impegno."),
            _("Resta nella storia, come ritirata; il suo file non c’è più."),
        ],
        button=_("Ritira la prova"),
        cancel=_page_of(row, row.year),
    )


@FORM
def correct(request: ActorRequest, evidence_id: UUID) -> HttpResponse:
    """The same evidence, better: the old row stays in the history."""
    row = selectors.evidence(request.actor, evidence_id)
    if row is None or way_for(request.actor, row.organisation_id) is None:
        raise Http404
    names = ("kind", "day", "title", "number", "text", "url")
    initial = {name: getattr(row, name) for name in names}
    form = form_for(
        request, EvidenceForm, commitment=row.ownership.commitment, keeps=row.has_file, initial=initial
    )
    if not form.is_bound and not may_withdraw(request.actor, row):
        raise Http404
    if form.is_valid():
        try:
            services.correct_evidence(
                actor=request.actor, evidence=row, proof=form.proof(), upload=form.upload, key=form.key,
                keep_file=not form.cleaned_data.get("without"),
            )  # fmt: skip
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(
                request, _("La correzione è inserita: aspetta la conferma di una seconda persona.")
            )
            return redirect(_page_of(row, row.year))
    return form_page(
        request, form, title=_("Correggi la prova"), lead=_("Quella di prima resta nella storia, come ritirata."),
        submit=_("Salva la correzione"), cancel=_page_of(row, row.year),
        template="protocol/commitments/evidence.html", row=row.ownership,
    )  # fmt: skip


@FORM
def sheet(request: ActorRequest, body_id: UUID, year: int) -> HttpResponse:
    """A whole body's year on one page; what is filled is saved, the rest waits."""
    way = way_for(request.actor, body_id)
    rows = selectors.sheet_rows(request.actor, body_id, year) if way else []
    if not rows:
        raise Http404
    form = form_for(request, SheetForm, rows=rows, year=year)
    if form.is_valid():
        try:
            given = services.fill_sheet(actor=request.actor, year=year, lines=form.lines())
        except DomainError as error:
            form.refuse(error)
        else:
            words = ngettext("%(n)s prova inserita.", "%(n)s prove inserite.", len(given))
            messages.success(request, words % {"n": len(given)})
            return redirect(_body_url(body_id, year))
    context: dict[str, Any] = {
        "groups": form.groups(), "body": rows[0].ownership.organisation, "year": year, "way": way,
        "cancel": _body_url(body_id, year),
    }  # fmt: skip
    return form_page(
        request, form, title=_("Il foglio dell’anno"), template="protocol/commitments/sheet.html", **context
    )


def _body_url(body_id: UUID, year: int) -> str:
    return reverse("protocol:body_commitments", args=[body_id]) + f"?anno={year}"


@require_GET
def own_sheet(request: ActorRequest) -> HttpResponse:
    """The own body's sheet of this year."""
    return redirect("protocol:sheet", request.actor.organisation_id, timezone.localdate().year)
