"""Houses and places."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trama.access.actions import Action
from trama.deadlines.http import ActorRequest
from trama.shelters import services
from trama.shelters.forms import HouseForm, PlaceForm
from trama.shelters.rules import PROPOSED_DAYS
from trama.shelters.selectors import houses as selectors
from trama.shelters.views.common import shelter_form, who
from trama.ui.forms import FORM, TramaForm, carried_out, confirm_page, form_for


def _rights(request: ActorRequest) -> dict[str, bool]:
    return {"may_manage": Action.MANAGE_PLACES.allows(request.actor)}


@require_safe
def house_list(request: ActorRequest) -> HttpResponse:
    found = selectors.houses(request.actor, request.keyring, closed=True)
    return render(request, "shelters/houses.html", {"houses": found, **_rights(request)})


@require_safe
def house_page(request: ActorRequest, house_id: UUID) -> HttpResponse:
    house = selectors.one_house(request.actor, request.keyring, house_id)
    context = {"house": house, "has_address": selectors.has_address(house_id), **_rights(request)}
    return render(request, "shelters/house.html", context)


def _back(house_id: UUID) -> str:
    return reverse("shelters:house", args=[house_id])


@FORM
def add_house(request: ActorRequest) -> HttpResponse:
    form = form_for(request, HouseForm, initial={"days": PROPOSED_DAYS["protected_secret"]})

    def act() -> None:
        data = form.cleaned_data
        services.open_house(
            **who(request), name=data["name"], level=data["level"], days=data["days"], house_id=form.row_id
        )

    if carried_out(form, act):
        return redirect("shelters:house", form.row_id)
    return shelter_form(request, form, title=_("Nuova casa"), cancel=reverse("shelters:houses"))


@FORM
def edit_house(request: ActorRequest, house_id: UUID) -> HttpResponse:
    house = selectors.one_house(request.actor, request.keyring, house_id)
    initial = {"name": house.name, "level": house.level, "days": house.days}
    form = form_for(request, HouseForm, initial=initial)

    def act() -> None:
        data = form.cleaned_data
        services.update_house(
            **who(request), house_id=house_id, name=data["name"], level=data["level"], days=data["days"]
        )

    if carried_out(form, act):
        return redirect("shelters:house", house_id)
    return shelter_form(request, form, title=_("La casa"), cancel=_back(house_id))


@FORM
def close_house(request: ActorRequest, house_id: UUID) -> HttpResponse:
    house = selectors.one_house(request.actor, request.keyring, house_id)
    form = form_for(request, TramaForm)
    if carried_out(
        form,
        lambda: services.close_house(actor=request.actor, house_id=house_id, reopen=not house.is_open),
    ):
        return redirect("shelters:house", house_id)
    title = _("Non usare più questa casa?") if house.is_open else _("Usare di nuovo questa casa?")
    says = (
        _("I suoi posti non si offrono più.")
        if house.is_open
        else _("I suoi posti tornano tra quelli liberi.")
    )
    return confirm_page(
        request, form=form, title=title, lead=house.name, button=_("Conferma"), cancel=_back(house_id),
        consequences=[says, _("Quello che è stato scritto resta.")],
    )  # fmt: skip


@FORM
def add_place(request: ActorRequest, house_id: UUID) -> HttpResponse:
    house = selectors.one_house(request.actor, request.keyring, house_id)
    form = form_for(request, PlaceForm)

    def act() -> None:
        data = form.cleaned_data
        services.add_place(
            **who(request), house_id=house_id, beds=data["beds"], note=data["note"], place_id=form.row_id
        )

    if carried_out(form, act):
        return redirect("shelters:house", house_id)
    return shelter_form(
        request, form, title=_("Nuovo posto"), eyebrow=house.name, cancel=_back(house_id),
        lead=_("Un posto è di una donna con i suoi figli e le sue figlie: una stanza, un piccolo alloggio."),
    )  # fmt: skip


@FORM
def close_place(request: ActorRequest, place_id: UUID) -> HttpResponse:
    place = selectors.find_place(request.actor, place_id)
    given = place.closed_at is None
    form = form_for(request, TramaForm)
    if carried_out(
        form, lambda: services.close_place(actor=request.actor, place_id=place_id, reopen=not given)
    ):
        return redirect("shelters:house", place.house_id)
    title = _("Non dare questo posto, per ora?") if given else _("Dare di nuovo questo posto?")
    return confirm_page(
        request, form=form, title=title, lead=_("Posto %(number)s") % {"number": place.number},
        button=_("Conferma"), cancel=_back(place.house_id),
        consequences=[_("Non si offre finché non lo riapri.") if given else _("Torna tra i posti liberi.")],
    )  # fmt: skip
