"""The renewal: its file, the campaign of signatures, who comes in, the day it comes into force."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trama.access.http import ActorRequest
from trama.protocol.agreement import selectors
from trama.protocol.agreement.forms import ActivateForm, AdhesionForm, ItemForm, VersionForm
from trama.protocol.agreement.models import Version
from trama.protocol.agreement.policies import governs, require_lead
from trama.protocol.agreement.reminders import signature_reminders
from trama.protocol.agreement.selectors.renewal import (
    groups_of_network,
    item_of,
    items_of,
    not_yet_in,
    version_of,
)
from trama.protocol.agreement.services import renewal
from trama.protocol.agreement.states import VersionState
from trama.protocol.agreement.views.home import listed
from trama.ui.forms import FORM, TramaForm, carried_out, confirm_page, form_for, form_page

_IN_HAND = {VersionState.PREPARING, VersionState.SIGNING}


def _page(version_id: UUID) -> str:
    return reverse("protocol:version", args=[version_id])


def _governed(request: ActorRequest, version_id: UUID) -> Version:
    require_lead(request.actor)
    return version_of(request.actor, version_id)


@require_safe
def versions(request: ActorRequest) -> HttpResponse:
    """All of them: the one in force, the one in hand, those that were."""
    context = {
        "versions": list(selectors.versions(request.actor)),
        "leads": governs(request.actor),
        "hand": selectors.version_in_hand(request.actor),
    }
    return render(request, "protocol/agreement/versions.html", context)


@require_safe
def version(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """One version: how far it is, its file, and where the signatures stand."""
    row = version_of(request.actor, version_id)
    leads = governs(request.actor)
    items = list(items_of(row))
    context = {
        "version": row,
        "leads": leads,
        "in_hand": row.state in _IN_HAND,
        "items": items,
        "decided": sum(one.done_on is not None for one in items),
        **listed(request, row),
    }
    return render(request, "protocol/agreement/version.html", context)


@FORM
def new_version(request: ActorRequest) -> HttpResponse:
    require_lead(request.actor)
    before = selectors.version_in_force(request.actor)
    initial = {"title": before.title, "term_years": before.term_years} if before else {"term_years": 3}
    form = form_for(request, VersionForm, initial=initial)

    def act() -> None:
        data = form.cleaned_data
        renewal.prepare_version(
            actor=request.actor, title=data["title"], term_years=data["term_years"], version_id=form.row_id
        )

    if carried_out(form, act):
        return redirect(_page(form.row_id))
    return form_page(
        request,
        form,
        title=_("Preparare il rinnovo"),
        lead=_(
            "Nasce una versione nuova con gli enti di oggi. Quella in vigore resta finché una persona la sostituisce."
        ),
        submit=_("Comincia"),
        cancel=reverse("protocol:home"),
    )


@FORM
def edit_version(request: ActorRequest, version_id: UUID) -> HttpResponse:
    row = _governed(request, version_id)
    form = form_for(request, VersionForm, initial={"title": row.title, "term_years": row.term_years})

    def act() -> None:
        data = form.cleaned_data
        renewal.change_version(
            actor=request.actor, version=row, title=data["title"], term_years=data["term_years"]
        )

    if carried_out(form, act):
        return redirect(_page(version_id))
    return form_page(
        request, form, title=_("La versione in preparazione"), submit=_("Salva"), cancel=_page(version_id)
    )


def _item_fields(form: ItemForm) -> dict[str, object]:
    return {key: form.cleaned_data[key] for key in ("what", "decides", "due_on", "done_on", "outcome")}


@FORM
def new_item(request: ActorRequest, version_id: UUID) -> HttpResponse:
    row = _governed(request, version_id)
    form = form_for(request, ItemForm)
    if carried_out(
        form,
        lambda: renewal.write_item(
            actor=request.actor,
            version=row,
            item_id=form.row_id,
            **_item_fields(form),  # type: ignore[arg-type]
        ),
    ):
        return redirect(_page(version_id))
    return form_page(
        request, form, title=_("Un punto da decidere"), submit=_("Aggiungi"), cancel=_page(version_id)
    )


@FORM
def item(request: ActorRequest, item_id: UUID) -> HttpResponse:
    require_lead(request.actor)
    row = item_of(request.actor, item_id)
    initial = {key: getattr(row, key) for key in ("what", "decides", "due_on", "done_on", "outcome")}
    form = form_for(request, ItemForm, initial=initial)
    if carried_out(
        form,
        lambda: renewal.write_item(
            actor=request.actor,
            version=row.version,
            item=row,
            **_item_fields(form),  # type: ignore[arg-type]
        ),
    ):
        return redirect(_page(row.version_id))
    return form_page(
        request, form, title=_("Un punto da decidere"), submit=_("Salva"), cancel=_page(row.version_id)
    )


@FORM
def remove_item(request: ActorRequest, item_id: UUID) -> HttpResponse:
    require_lead(request.actor)
    row = item_of(request.actor, item_id)
    form = form_for(request, TramaForm)
    if carried_out(form, lambda: renewal.remove_item(actor=request.actor, item=row)):
        return redirect(_page(row.version_id))
    return confirm_page(
        request,
        title=_("Togliere questo punto?"),
        lead=row.what,
        consequences=[_("Esce dal fascicolo del rinnovo.")],
        button=_("Togli"),
        cancel=_page(row.version_id),
        danger=True,
        form=form,
    )


@FORM
def open_signing(request: ActorRequest, version_id: UUID) -> HttpResponse:
    row = _governed(request, version_id)
    form = form_for(request, TramaForm)
    if carried_out(form, lambda: renewal.open_signing(actor=request.actor, version=row)):
        return redirect(_page(version_id))
    return confirm_page(
        request,
        title=_("Aprire le firme?"),
        lead=row.title,
        consequences=[
            _("Il testo non si cambia più."),
            _("Ogni ente vede che può firmare e mandare il documento firmato."),
            _("Quella in vigore resta in vigore."),
        ],
        button=_("Apri le firme"),
        cancel=_page(version_id),
        form=form,
    )


@FORM
def reopen_text(request: ActorRequest, version_id: UUID) -> HttpResponse:
    row = _governed(request, version_id)
    form = form_for(request, TramaForm)
    if carried_out(form, lambda: renewal.reopen_text(actor=request.actor, version=row)):
        return redirect(_page(version_id))
    return confirm_page(
        request,
        title=_("Tornare a preparare il testo?"),
        consequences=[_("Le firme si chiudono. Si può solo finché nessuno ha firmato.")],
        button=_("Torna al testo"),
        cancel=_page(version_id),
        form=form,
    )


@FORM
def drop(request: ActorRequest, version_id: UUID) -> HttpResponse:
    row = _governed(request, version_id)
    form = form_for(request, TramaForm)
    if carried_out(form, lambda: renewal.drop_version(actor=request.actor, version=row)):
        return redirect("protocol:versions")
    return confirm_page(
        request,
        title=_("Lasciare questo rinnovo?"),
        lead=row.title,
        consequences=[
            _("La versione resta scritta come lasciata e non si riprende."),
            _("Quella in vigore resta com'è."),
        ],
        button=_("Lascia"),
        cancel=_page(version_id),
        danger=True,
        form=form,
    )


@FORM
def activate(request: ActorRequest, version_id: UUID) -> HttpResponse:
    row = _governed(request, version_id)
    form = form_for(request, ActivateForm)
    if carried_out(
        form, lambda: renewal.activate_version(actor=request.actor, version=row, **form.cleaned_data)
    ):
        return redirect("protocol:home")
    count = listed(request, row)["tally"]
    return confirm_page(
        request,
        title=_("Mettere in vigore questa versione?"),
        lead=row.title,
        consequences=[
            _(
                "Firme agli atti: %(at_hand)s su %(adhering)s. Chi manca resta nell'elenco come “non agli atti”."
            )
            % {"at_hand": count.at_hand, "adhering": count.adhering},  # type: ignore[attr-defined]
            _("Quella in vigore adesso diventa sostituita, e non si torna indietro."),
        ],
        button=_("Metti in vigore"),
        cancel=_page(version_id),
        form=form,
    )


@FORM
def adhere(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """A body of the network that is not in this version yet."""
    row = _governed(request, version_id)
    bodies = [(str(one.pk), one.short_name) for one in not_yet_in(row)]
    form = form_for(
        request,
        AdhesionForm,
        bodies=bodies,
        groups=[(code, code) for code in groups_of_network(request.actor)],
    )

    def act() -> None:
        data = form.cleaned_data
        renewal.add_signatory(
            actor=request.actor,
            version=row,
            organisation=UUID(data["organisation"]),
            groups=data["groups"],
            joined_on=data["joined_on"],
            act=data["act"],
        )

    if carried_out(form, act):
        return redirect(_page(version_id))
    lead = (
        _("Un ente della rete che non è ancora tra i firmatari.")
        if bodies
        else _(
            "Tutti gli enti della rete sono già tra i firmatari. Un ente nuovo entra nella rete con “trama org load”."
        )
    )
    return form_page(
        request, form, title=_("Un ente aderisce"), lead=lead, submit=_("Aggiungi"), cancel=_page(version_id)
    )


@require_safe
def reminders(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """Who is missing, and a text to send: nothing leaves by itself."""
    row = _governed(request, version_id)
    if row.state not in {VersionState.SIGNING, VersionState.IN_FORCE}:
        raise Http404
    found = signature_reminders(row, timezone.localdate())
    return render(request, "protocol/agreement/reminders.html", {"version": row, "reminders": found})
