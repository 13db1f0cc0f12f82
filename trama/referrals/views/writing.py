"""The sender's steps: whom, what, her answer or a duty, off it goes."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from trama.audit.readings import form_shown
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.consent.forms import NO, YES
from trama.consent.views import once_of
from trama.consent.words import sentence
from trama.deadlines.http import ActorRequest
from trama.deadlines.subjects import SubjectHandle, open_subject, require_writable, writable_subject
from trama.referrals import selectors
from trama.referrals.forms import AgreeForm, DraftForm, DutyForm, HandoverForm, ReceiverForm
from trama.referrals.receivers import contacts as contacts_of
from trama.referrals.receivers import has_one_custodian, receivers
from trama.referrals.selectors import ParcelPage
from trama.referrals.services import preparing, sending
from trama.referrals.sharing import hidden_organisations, others_who_must_not_know, shareable_fields
from trama.referrals.states import state_label
from trama.ui.forms import FORM, TramaForm, carried_out, confirm_page, form_for

STEPS = (
    gettext_lazy("A chi"),
    gettext_lazy("Che cosa"),
    gettext_lazy("Che cosa dice lei"),
    gettext_lazy("Invio"),
)


def step(
    request: ActorRequest, template: str, form: TramaForm, handle: SubjectHandle, number: int, **more: Any
) -> HttpResponse:
    context = {"form": form, "handle": handle, "steps": STEPS, "step": number, **more}
    return render(request, template, context, status=422 if form.is_bound else 200)


def opened(request: ActorRequest, parcel: UUID, *, to_write: bool = True) -> tuple[ParcelPage, SubjectHandle]:
    """The parcel and whose it is; 404 where she is not for this person, or only to read."""
    page = selectors.parcel_page(actor=request.actor, keyring=request.keyring, parcel=parcel)
    whose = request.actor, request.keyring, page.parcel.subject
    if not to_write:
        return page, open_subject(*whose)
    return page, writable_subject(*whose, sent=request.method == "POST")


@FORM
def new(request: ActorRequest, subject: UUID) -> HttpResponse:
    """To whom: the organisations that can open a letter, and below the telephone of the others."""
    handle = writable_subject(request.actor, request.keyring, subject, sent=request.method == "POST")
    whose: dict[str, Any] = {"actor": request.actor, "keyring": request.keyring, "subject": subject}
    try:
        hidden = hidden_organisations(**whose)
    except DomainError as error:
        return render(request, "referrals/ask_colleague.html", {"handle": handle, "message": error.message})
    offered = receivers(request.actor, hidden)
    form = form_for(request, ReceiverForm, offered=offered)
    if form.is_valid():
        try:
            require_writable(handle)
            key = handle.record_key
            parcel = preparing.prepare_parcel(**whose, record_key=key, receivers=form.receivers)
            return redirect("referrals:write", parcel.pk)
        except DomainError as error:
            form.refuse(error)
    others = [one.organisation for one in offered if not one.has_keys]
    must_not_know = others_who_must_not_know(**whose)
    return step(request, "referrals/new.html", form, handle, 1, others=others, must_not_know=must_not_know)


@require_safe
def contacts(request: ActorRequest, organisation: UUID) -> HttpResponse:
    """How to call an office that cannot receive a letter yet."""
    found = contacts_of(request.actor, organisation)
    if found is None:
        raise Http404
    return render(request, "referrals/contacts.html", {"contacts": found})


@FORM
def write(request: ActorRequest, parcel: UUID) -> HttpResponse:
    page, handle = opened(request, parcel)
    if page.has_ground or not page.is_draft:
        return redirect("referrals:parcel", parcel)
    fields = shareable_fields(actor=request.actor, keyring=request.keyring, subject=handle.subject)
    form = form_for(request, DraftForm, draft=page.draft, offered=fields)

    def act() -> object:
        require_writable(handle)
        return preparing.write_draft(
            actor=request.actor, keyring=request.keyring, parcel=parcel, draft=form.written
        )

    if carried_out(form, act):
        return redirect("referrals:parcel", parcel)
    form_shown(request, "referral.read", page.parcel.subject, page.parcel.pk)
    alone = [one.receiver for one in page.letters if has_one_custodian(one.receiver_id)]
    return step(request, "referrals/write.html", form, handle, 2, page=page, alone=alone)


@require_safe
def parcel(request: ActorRequest, parcel: UUID) -> HttpResponse:
    """Before sending: exactly what will be read. After: where it stands and what came back."""
    page, handle = opened(request, parcel, to_write=False)
    record(request.actor, "referral.read", page.parcel.subject, page.parcel.pk)
    states = [(one, state_label(one.state), selectors.tone(one)) for one in page.letters]
    number = 4 if page.has_ground else 3
    context = {"page": page, "handle": handle, "states": states, "steps": STEPS, "step": number}
    return render(request, "referrals/parcel.html", context)


@FORM
def agree(request: ActorRequest, parcel: UUID) -> HttpResponse:
    """The sentence first; then her yes, her no, or a yes she had already said."""
    page, handle = opened(request, parcel)
    if page.has_ground or not page.draft.fields:
        return redirect("referrals:parcel", parcel)
    before = selectors.covering_consents(
        actor=request.actor, keyring=request.keyring, subject=handle.subject, draft=page.draft
    )
    form = form_for(request, AgreeForm, draft=page.draft, before=before)
    if carried_out(form, lambda: _answered(request, page, handle, form)):
        return redirect("referrals:parcel", parcel)
    form_shown(request, "referral.read", page.parcel.subject, page.parcel.pk)
    return step(request, "referrals/agree.html", form, handle, 3, page=page, sentence=sentence())


def _answered(request: ActorRequest, page: ParcelPage, handle: SubjectHandle, form: AgreeForm) -> object:
    require_writable(handle)
    common: dict[str, Any] = {
        "actor": request.actor,
        "keyring": request.keyring,
        "parcel": page.parcel.pk,
    }
    if form.answer not in {YES, NO}:
        return preparing.agree_with(**common, consent=UUID(form.answer))
    said: dict[str, Any] = {
        "way": form.cleaned_data["way"],
        "her_words": form.cleaned_data["her_words"],
        "once": once_of(request, form, handle.subject),
    }
    if form.answer == NO:
        return preparing.refuse(**common, **said)
    return preparing.agree(
        **common,
        **said,
        until=form.cleaned_data["until"],
        assignee=handle.assignee_id,
        service=handle.service_id,
    )


@FORM
def duty(request: ActorRequest, parcel: UUID) -> HttpResponse:
    """Instead of her yes: a person cites the rule and answers for it."""
    page, handle = opened(request, parcel)
    if page.has_ground or not page.draft.fields:
        return redirect("referrals:parcel", parcel)
    form = form_for(request, DutyForm)

    def act() -> None:
        require_writable(handle)
        preparing.cite_duty(actor=request.actor, keyring=request.keyring, parcel=parcel, **form.cleaned_data)

    if carried_out(form, act):
        return redirect("referrals:parcel", parcel)
    return step(request, "referrals/duty.html", form, handle, 3, page=page)


@FORM
def send(request: ActorRequest, parcel: UUID) -> HttpResponse:
    page, handle = opened(request, parcel)
    if not page.is_draft or not page.has_ground:
        return redirect("referrals:parcel", parcel)
    form = form_for(request, TramaForm)

    def act() -> object:
        require_writable(handle)
        return sending.send_parcel(
            actor=request.actor, keyring=request.keyring, parcel=parcel,
            assignee=handle.assignee_id, service=handle.service_id,
        )  # fmt: skip

    if request.method == "POST" and carried_out(form, act):
        return redirect("referrals:parcel", parcel)
    names = ", ".join(one.name for one in page.draft.receivers)
    return confirm_page(
        request,
        title=_("Inviare adesso?"),
        lead=_("A: %(names)s") % {"names": names},
        consequences=[
            _("Parte sigillato: lo può aprire solo chi riceve."),
            _("Da quel momento non si può più cambiare. Se lei ci ripensa, si ritira."),
        ],
        button=_("Invia"),
        cancel=reverse("referrals:parcel", args=[parcel]),
        form=form,
    )


@require_POST
def rewrite(request: ActorRequest, parcel: UUID) -> HttpResponse:
    """Back to writing; she will be asked again."""
    _page, handle = opened(request, parcel)
    try:
        require_writable(handle)
        preparing.reopen_draft(actor=request.actor, parcel=parcel)
    except DomainError:
        return redirect("referrals:parcel", parcel)
    return redirect("referrals:write", parcel)


@FORM
def discard(request: ActorRequest, parcel: UUID) -> HttpResponse:
    page, handle = opened(request, parcel, to_write=False)
    if not page.is_draft:
        return redirect("referrals:parcel", parcel)
    form = form_for(request, TramaForm)
    if request.method == "POST" and carried_out(
        form, lambda: preparing.discard_parcel(actor=request.actor, parcel=parcel)
    ):
        return redirect(handle.back_url)
    return confirm_page(
        request,
        title=_("Lasciar perdere questo invio?"),
        consequences=[_("Non parte nulla."), _("Quello che lei ha detto resta fra i suoi consensi.")],
        button=_("Sì, lascia perdere"),
        cancel=reverse("referrals:parcel", args=[page.parcel.pk]),
        form=form,
    )


@FORM
def handover(request: ActorRequest, parcel: UUID) -> HttpResponse:
    """The telephone call beside an urgent letter."""
    page, handle = opened(request, parcel)
    form = form_for(request, HandoverForm)

    def act() -> None:
        require_writable(handle)
        preparing.note_handover(
            actor=request.actor, keyring=request.keyring, parcel=parcel, handover=form.handover
        )

    if carried_out(form, act):
        return redirect("referrals:parcel", parcel)
    offices = [contacts_of(request.actor, one.receiver_id) for one in page.letters]
    must_not_know = others_who_must_not_know(
        actor=request.actor, keyring=request.keyring, subject=handle.subject
    )
    context = {"page": page, "offices": offices, "must_not_know": must_not_know}
    return step(request, "referrals/handover.html", form, handle, 4, **context)


@require_safe
def letter(request: ActorRequest, letter: UUID) -> HttpResponse:
    """From the agenda, which knows one letter, to the parcel it belongs to."""
    return redirect("referrals:parcel", selectors.parcel_of(request.actor, letter))
