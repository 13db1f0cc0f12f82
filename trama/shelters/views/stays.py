"""One stay: she comes, stays on, changes place, leaves."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trama.cases.forms.base import not_after_now
from trama.deadlines.http import ActorRequest
from trama.shelters import services
from trama.shelters.forms import ArriveForm, ExitForm, ExtendForm, KeepForm, TransferForm
from trama.shelters.selectors import stays as selectors
from trama.shelters.selectors.stays import StayPage, place_choices
from trama.shelters.views.common import shelter_form, who
from trama.ui.dates import day_words
from trama.ui.forms import FORM, TramaForm, carried_out, confirm_page, form_for


@require_safe
def stay_page(request: ActorRequest, stay_id: UUID) -> HttpResponse:
    found = selectors.stay_page(request.actor, request.keyring, stay_id)
    return render(request, "shelters/stay.html", {"page": found, "stay": found.stay, "place": found.place})


def _page(request: ActorRequest, stay_id: UUID) -> StayPage:
    """For a form: the writing is audited."""
    return selectors.stay_page(request.actor, request.keyring, stay_id, audited=False)


def _to(stay_id: UUID) -> HttpResponse:
    return redirect("shelters:stay", stay_id)


def _her_form(
    request: ActorRequest, found: StayPage, form: TramaForm, *, title: str, submit: str, lead: str = ""
) -> HttpResponse:
    back = reverse("shelters:stay", args=[found.stay.id])
    return shelter_form(
        request, form, title=title, submit=submit, lead=lead, eyebrow=found.stay.name, cancel=back
    )


@FORM
def arrive(request: ActorRequest, stay_id: UUID) -> HttpResponse:
    found = _page(request, stay_id)
    form = form_for(request, ArriveForm, initial={"until": found.stay.last})

    def act() -> None:
        data = form.cleaned_data
        services.arrive(**who(request), stay_id=stay_id, until=data["until"], at=not_after_now(data["at"]))

    if carried_out(form, act) or not (form.is_bound or found.stay.is_held):
        return _to(stay_id)
    return _her_form(request, found, form, title=_("È arrivata?"), submit=_("È arrivata"))


@FORM
def keep(request: ActorRequest, stay_id: UUID) -> HttpResponse:
    found = _page(request, stay_id)
    form = form_for(request, KeepForm)

    def act() -> None:
        services.keep_hold(actor=request.actor, stay_id=stay_id, held_until=form.cleaned_data["held_until"])

    if carried_out(form, act) or not (form.is_bound or found.stay.is_held):
        return _to(stay_id)
    return _her_form(request, found, form, title=_("Tenerle ancora il posto"), submit=_("Tieni il posto"))


@FORM
def release(request: ActorRequest, stay_id: UUID) -> HttpResponse:
    found = _page(request, stay_id)
    form = form_for(request, TramaForm)
    if carried_out(form, lambda: services.release_hold(actor=request.actor, stay_id=stay_id)):
        return redirect("shelters:board")
    if not form.is_bound and not found.stay.is_held:
        return _to(stay_id)
    return confirm_page(
        request, form=form, title=_("Liberare il posto?"), lead=found.stay.name, button=_("Libera il posto"),
        cancel=reverse("shelters:stay", args=[stay_id]),
        consequences=[
            _("Il posto torna libero per un’altra donna."),
            _("La sua richiesta resta: si può accogliere più avanti."),
        ],
    )  # fmt: skip


@FORM
def extend(request: ActorRequest, stay_id: UUID) -> HttpResponse:
    found = _page(request, stay_id)
    form = form_for(request, ExtendForm, initial={"until": found.stay.last + timedelta(days=30)})

    def act() -> None:
        data = form.cleaned_data
        services.extend_stay(**who(request), stay_id=stay_id, until=data["until"], reason=data["reason"])

    if carried_out(form, act) or not (form.is_bound or found.stay.is_here):
        return _to(stay_id)
    lead = _("Adesso l’ultimo giorno è il %(day)s.") % {"day": day_words(found.stay.last)}
    return _her_form(request, found, form, title=_("Prorogare"), submit=_("Proroga"), lead=lead)


@FORM
def transfer(request: ActorRequest, stay_id: UUID) -> HttpResponse:
    found = _page(request, stay_id)
    places = place_choices(request.actor, request.keyring, only_free=request.method != "POST")
    until = max(found.stay.last, timezone.localdate())
    form = form_for(request, TransferForm, places=places, initial={"until": until})

    def act() -> None:
        data = form.cleaned_data
        services.transfer_stay(
            **who(request), stay_id=stay_id, place_id=UUID(data["place"]), until=data["until"], note=data["note"],
            at=not_after_now(data["at"]), new_id=form.row_id,
        )  # fmt: skip

    if carried_out(form, act):
        return _to(form.row_id)
    if not form.is_bound and not found.stay.is_here:
        return _to(stay_id)
    return _her_form(request, found, form, title=_("Cambiare posto"), submit=_("Trasferisci"))


@FORM
def leave(request: ActorRequest, stay_id: UUID) -> HttpResponse:
    found = _page(request, stay_id)
    form = form_for(request, ExitForm)

    def act() -> None:
        data = form.cleaned_data
        services.end_stay(
            **who(request), stay_id=stay_id, reason=data["reason"], note=data["note"], at=not_after_now(data["at"])
        )  # fmt: skip

    if carried_out(form, act) or not (form.is_bound or found.stay.is_here):
        return _to(stay_id)
    return _her_form(request, found, form, title=_("Registrare l’uscita"), submit=_("Registra l’uscita"))
