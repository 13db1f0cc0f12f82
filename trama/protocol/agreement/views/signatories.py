"""One body in the protocol: what is known of its signature, and what the lead body writes of it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trama.access.http import ActorRequest
from trama.common.vocabularies import vocabulary
from trama.protocol.agreement.forms import KnownForm, VerifyForm, WithdrawForm
from trama.protocol.agreement.models import FileKind, FileState, Signatory
from trama.protocol.agreement.policies import governs, require_lead, sees_files_of
from trama.protocol.agreement.seals import is_sealed
from trama.protocol.agreement.selectors.files import files_of, report_of_signatory, reports_of
from trama.protocol.agreement.selectors.referents import with_referents
from trama.protocol.agreement.selectors.register import signatory_of
from trama.protocol.agreement.services import known
from trama.protocol.agreement.states import SignatureState
from trama.protocol.agreement.validity import term_of
from trama.protocol.agreement.verdicts import report_title
from trama.protocol.agreement.words import left_words, signed_words, term_words
from trama.ui.forms import FORM, TramaForm, carried_out, confirm_page, form_for, form_page

_KNOWN = ("state", "method", "by_proxy", "proxy_note", "signed_at", "not_before", "not_after", "evidence")


def _page(row: Signatory) -> str:
    return reverse("protocol:signatory", args=[row.pk])


@require_safe
def signatory(request: ActorRequest, signatory_id: UUID) -> HttpResponse:
    row = signatory_of(request.actor, signatory_id)
    today = timezone.localdate()
    term = term_of(row, row.version.term_years)
    leads, opens = governs(request.actor), sees_files_of(request.actor, row.organisation_id)
    cited = report_of_signatory(row) if opens else None
    files = [one for one in files_of(row) if opens or one.state == FileState.ACCEPTED]
    context = {
        "row": row,
        "leads": leads,
        "opens": opens,
        "may_send": opens and row.withdrawn_on is None and row.version.state in {"signing", "in_force"},
        "may_verify": leads and row.state == SignatureState.RECEIVED and _citable(row),
        "method": vocabulary("signature_method").label(row.method) if row.method else "",
        "signed": signed_words(row),
        "term": term_words(term),
        "left": left_words(term, today),
        "files": files,
        "cited": cited,
        "cited_unsealed": cited is not None and not is_sealed(cited),
        "post": with_referents([row], today)[0],
    }
    return render(request, "protocol/agreement/signatory.html", context)


def _citable(row: Signatory) -> list[tuple[str, str]]:
    """Reports of the row's accepted documents that found a signer."""
    files = [one for one in files_of(row) if one.kind == FileKind.SIGNED and one.state == FileState.ACCEPTED]
    return [(str(one.pk), report_title(one)) for one in reports_of(files) if one.signers and is_sealed(one)]


@FORM
def known_of(request: ActorRequest, signatory_id: UUID) -> HttpResponse:
    require_lead(request.actor)
    row = signatory_of(request.actor, signatory_id)
    form = form_for(
        request,
        KnownForm,
        initial={name: getattr(row, name) for name in _KNOWN},
        verified=row.state == SignatureState.VERIFIED,
    )
    if carried_out(form, lambda: known.write_known(actor=request.actor, signatory=row, **form.cleaned_data)):
        return redirect(_page(row))
    return form_page(
        request,
        form,
        title=_("Che cosa si sa di questa firma"),
        eyebrow=row.organisation.short_name,
        submit=_("Salva"),
        cancel=_page(row),
    )


@FORM
def verify(request: ActorRequest, signatory_id: UUID) -> HttpResponse:
    """A person says so, on a report that she looked at."""
    require_lead(request.actor)
    row = signatory_of(request.actor, signatory_id)
    reports = _citable(row)
    form = form_for(request, VerifyForm, reports=reports)

    def act() -> None:
        report = next(one for one in reports_of(files_of(row)) if str(one.pk) == form.cleaned_data["report"])
        known.verify_signature(actor=request.actor, signatory=row, report=report)

    if carried_out(form, act):
        return redirect(_page(row))
    return form_page(
        request,
        form,
        title=_("Dire che la firma è verificata"),
        eyebrow=row.organisation.short_name,
        lead=_(
            "Il rapporto dice che cosa trova la macchina; che la firma sia di questo ente lo dice una persona."
        ),
        submit=_("È verificata"),
        cancel=_page(row),
    )


@FORM
def unverify(request: ActorRequest, signatory_id: UUID) -> HttpResponse:
    require_lead(request.actor)
    row = signatory_of(request.actor, signatory_id)
    form = form_for(request, TramaForm)
    if carried_out(form, lambda: known.take_back_verification(actor=request.actor, signatory=row)):
        return redirect(_page(row))
    return confirm_page(
        request,
        title=_("Togliere la verifica?"),
        consequences=[
            _("La firma torna “ricevuta”."),
            _("File e rapporti restano come sono."),
        ],
        button=_("Togli la verifica"),
        cancel=_page(row),
        form=form,
    )


@FORM
def withdraw(request: ActorRequest, signatory_id: UUID) -> HttpResponse:
    require_lead(request.actor)
    row = signatory_of(request.actor, signatory_id)
    form = form_for(request, WithdrawForm, initial={"on": timezone.localdate()})
    if carried_out(
        form, lambda: known.withdraw_signatory(actor=request.actor, signatory=row, **form.cleaned_data)
    ):
        return redirect(_page(row))
    return confirm_page(
        request,
        title=_("%(body)s lascia il protocollo?") % {"body": row.organisation.short_name},
        consequences=[
            _("Non conta più tra i firmatari e i suoi impegni non lo legano più."),
            _("Quello che ha fatto finora resta scritto."),
            _("Se è una svista, si può riprendere."),
        ],
        button=_("Scrivi che lascia"),
        cancel=_page(row),
        danger=True,
        form=form,
    )


@FORM
def rejoin(request: ActorRequest, signatory_id: UUID) -> HttpResponse:
    require_lead(request.actor)
    row = signatory_of(request.actor, signatory_id)
    form = form_for(request, TramaForm)
    if carried_out(form, lambda: known.take_back_withdrawal(actor=request.actor, signatory=row)):
        return redirect(_page(row))
    return confirm_page(
        request,
        title=_("È di nuovo tra i firmatari?"),
        consequences=[_("Gli impegni lo legano di nuovo, da subito.")],
        button=_("Sì, riprendilo"),
        cancel=_page(row),
        form=form,
    )
