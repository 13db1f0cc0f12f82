"""The receiver's pages: open, take over or not, tell back what she agreed to, decide when she withdraws."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trama.audit.services import record
from trama.common.errors import DomainError
from trama.deadlines.http import ActorRequest
from trama.referrals import selectors
from trama.referrals.forms import ERASED, AcceptForm, DeclineForm, MessageForm, WithdrawalForm
from trama.referrals.landing import targets
from trama.referrals.models import Referral
from trama.referrals.selectors import ReceptionPage
from trama.referrals.services import progress, receiving
from trama.referrals.states import TAKEN_OVER, State
from trama.ui.forms import FORM, TramaForm, carried_out, confirm_page, form_for, form_page


@require_safe
def received(request: ActorRequest, referral: UUID) -> HttpResponse:
    """One letter to us: while it waits it is opened (and that is noted); afterwards what became of it."""
    row = selectors.received_letter(request.actor, referral)
    if row.state in TAKEN_OVER:
        return _ours(request, referral)
    if row.state == State.SENT:
        try:
            whose: dict[str, Any] = {"actor": request.actor, "keyring": request.keyring}
            opened = receiving.open_referral(**whose, referral=referral)
            return render(request, "referrals/received.html", {"opened": opened, "referral": opened.referral})
        except DomainError as error:
            return _ended(request, row, error.message)
    return _ended(request, row, _what_happened(row))


def _what_happened(row: Referral) -> str:
    try:
        receiving.check_waiting(row, timezone.now())
    except DomainError as error:
        return error.message
    return ""


def _ended(request: ActorRequest, row: Referral, message: str) -> HttpResponse:
    context = {"referral": row, "message": message, "label": selectors.received_label(row)}
    return render(request, "referrals/ended.html", context)


def _ours(request: ActorRequest, referral: UUID) -> HttpResponse:
    page = selectors.reception_of(actor=request.actor, keyring=request.keyring, referral=referral)
    record(request.actor, "referral.reception_read", page.referral.pk, page.reception.subject)
    now = timezone.now()
    returns = {
        "progress": progress.progress_returns(page.referral, now),
        "message": progress.message_returns(page.referral, now),
    }
    context = {"page": page, "referral": page.referral, "letter": page.letter, "returns": returns}
    return render(request, "referrals/ours.html", context)


def _back(referral: UUID) -> HttpResponse:
    return redirect("referrals:received", referral)


def _reception(request: ActorRequest, referral: UUID) -> ReceptionPage:
    return selectors.reception_of(actor=request.actor, keyring=request.keyring, referral=referral)


def _waiting(request: ActorRequest, referral: UUID) -> bool:
    return selectors.received_letter(request.actor, referral).state == State.SENT


@FORM
def accept(request: ActorRequest, referral: UUID) -> HttpResponse:
    """Make it ours: choose what it becomes."""
    if not _waiting(request, referral):
        return _back(referral)
    form = form_for(request, AcceptForm, offered=targets(request.actor))

    def act() -> None:
        receiving.accept_referral(
            actor=request.actor,
            keyring=request.keyring,
            referral=referral,
            target=form.cleaned_data["target"],
        )

    if carried_out(form, act):
        return redirect(_reception(request, referral).url or reverse("referrals:received", args=[referral]))
    return form_page(
        request,
        form,
        title=_("Accogliere questo invio"),
        lead=_("Diventa vostro: lo leggete e lo custodite voi. Chi l’ha inviato saprà che l’avete accolto."),
        submit=_("Accogli"),
        cancel=reverse("referrals:received", args=[referral]),
    )


@FORM
def decline(request: ActorRequest, referral: UUID) -> HttpResponse:
    if not _waiting(request, referral):
        return _back(referral)
    form = form_for(request, DeclineForm)

    def act() -> None:
        receiving.decline_referral(
            actor=request.actor,
            keyring=request.keyring,
            referral=referral,
            reason=form.cleaned_data["reason"],
            note=form.cleaned_data["note"],
        )

    if carried_out(form, act):
        return redirect("referrals:inbox")
    return form_page(
        request,
        form,
        title=_("Non potete accoglierlo"),
        lead=_(
            "Il perché lo legge solo chi ha inviato, per andare avanti con lei. Quello che avete letto viene distrutto."
        ),
        submit=_("Rispondi di no"),
        cancel=reverse("referrals:received", args=[referral]),
    )


@require_POST
def seen(request: ActorRequest, referral: UUID) -> HttpResponse:
    """It ended before we answered, and somebody has seen it."""
    selectors.received_letter(request.actor, referral)
    try:
        receiving.acknowledge(actor=request.actor, referral=referral)
    except DomainError:
        return _back(referral)
    return redirect("referrals:inbox")


@require_POST
def met(request: ActorRequest, referral: UUID) -> HttpResponse:
    reception = _reception(request, referral).reception
    progress.note_first_contact(actor=request.actor, reception=reception.pk)
    return _back(referral)


@FORM
def close(request: ActorRequest, referral: UUID) -> HttpResponse:
    page = _reception(request, referral)
    form = form_for(request, TramaForm)
    if request.method == "POST" and carried_out(
        form, lambda: progress.close_reception(actor=request.actor, reception=page.reception.pk)
    ):
        return _back(referral)
    returns = progress.progress_returns(page.referral, timezone.now())
    told = (
        _("Chi ha inviato lo saprà: lei ha detto di sì.")
        if returns
        else _("A chi ha inviato non torna nulla.")
    )
    return confirm_page(
        request,
        title=_("Concludere questo invio?"),
        consequences=[told, _("Quello che avete aperto con lei resta com’è.")],
        button=_("Concludi"),
        cancel=reverse("referrals:received", args=[referral]),
        form=form,
    )


@FORM
def message(request: ActorRequest, referral: UUID) -> HttpResponse:
    """Only where she let a message come back."""
    page = _reception(request, referral)
    if request.method != "POST" and not progress.message_returns(page.referral, timezone.now()):
        return _back(referral)  # what was typed until it ended is said on the form: it did not leave
    form = form_for(request, MessageForm)

    def act() -> None:
        progress.send_message(
            actor=request.actor,
            keyring=request.keyring,
            reception=page.reception.pk,
            text=form.cleaned_data["text"],
        )

    if carried_out(form, act):
        return _back(referral)
    return form_page(
        request,
        form,
        title=_("Un messaggio per chi ha inviato"),
        lead=_(
            "Lei ha detto che può tornare. Scrivete solo quello che va bene a lei; mai dove si trova una casa."
        ),
        submit=_("Invia il messaggio"),
        cancel=reverse("referrals:received", args=[referral]),
    )


@FORM
def withdrawal(request: ActorRequest, referral: UUID) -> HttpResponse:
    """She took her consent back: erased, or kept and why."""
    page = _reception(request, referral)
    if page.referral.withdrawn_at is None or page.reception.decided_at is not None:
        return _back(referral)
    form = form_for(request, WithdrawalForm)

    def act() -> None:
        progress.decide_withdrawal(
            actor=request.actor,
            keyring=request.keyring,
            reception=page.reception.pk,
            erased=form.cleaned_data["decision"] == ERASED,
            ground=form.cleaned_data["ground"],
        )

    if carried_out(form, act):
        return _back(referral)
    return form_page(
        request,
        form,
        title=_("Ha ritirato il consenso"),
        lead=_(
            "Se lo cancellate: prima cancellate quello che ne avete fatto, poi segnatelo qui. La copia dell’invio si "
            "distrugge adesso. La risposta torna a lei, con chi la segue."
        ),
        submit=_("Segna la decisione"),
        cancel=reverse("referrals:received", args=[referral]),
    )
