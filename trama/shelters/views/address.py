"""Where a house is: a page of its own, the password again, the circle alone.

Each view looks for the house first: another organisation is answered 404 before anybody is asked for a password.
"""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trama.access.actions import Action, require
from trama.accounts.selectors import colleagues
from trama.accounts.step_up import step_up_required
from trama.deadlines.http import ActorRequest
from trama.shelters import services
from trama.shelters.forms import AddressForm, CircleForm
from trama.shelters.selectors.houses import find_house, has_address, one_house
from trama.shelters.services.address import Where, candidates
from trama.shelters.views.common import shelter_form, who
from trama.ui.forms import FORM, carried_out, form_for


@require_safe
def address(request: ActorRequest, house_id: UUID) -> HttpResponse:
    find_house(request.actor, house_id)
    if not has_address(house_id):
        return redirect("shelters:house", house_id)
    return _address(request, house_id)


@FORM
def write_address(request: ActorRequest, house_id: UUID) -> HttpResponse:
    find_house(request.actor, house_id)
    return _write(request, house_id)


@FORM
def circle(request: ActorRequest, house_id: UUID) -> HttpResponse:
    find_house(request.actor, house_id)
    return _circle(request, house_id)


@step_up_required
def _address(request: ActorRequest, house_id: UUID) -> HttpResponse:
    where = services.read_address(**who(request), house_id=house_id)
    names = colleagues(request.actor, request.keyring)
    context = {
        "house": one_house(request.actor, request.keyring, house_id),
        "where": where,
        "members": [person.name for key, person in names.items() if key in where.members],
    }
    return render(request, "shelters/address.html", context)


@step_up_required
def _write(request: ActorRequest, house_id: UUID) -> HttpResponse:
    where = _where(request, house_id)
    if where is None:
        require(request.actor, Action.MANAGE_PLACES)
    initial = (
        {"address": where.address, "directions": where.directions}
        if where
        else {"members": [str(request.actor.membership_id)]}
    )
    form = form_for(request, AddressForm, initial=initial, people=None if where else _people(request))

    def act() -> None:
        data = form.cleaned_data
        services.write_address(
            **who(request), house_id=house_id, address=data["address"], directions=data["directions"],
            members=[UUID(key) for key in data.get("members", [])],
        )  # fmt: skip

    if carried_out(form, act):
        return redirect("shelters:address", house_id)
    return shelter_form(
        request, form, title=_("Indirizzo della casa"), cancel=reverse("shelters:house", args=[house_id]),
        lead=_("Lo apre solo chi scegli, con la sua password: nessun elenco, stampa o messaggio lo riporta."),
    )  # fmt: skip


@step_up_required
def _circle(request: ActorRequest, house_id: UUID) -> HttpResponse:
    where = _where(request, house_id)
    if where is None:
        return redirect("shelters:house", house_id)
    form = form_for(
        request,
        CircleForm,
        initial={"members": [str(key) for key in where.members]},
        people=_people(request),
    )

    def act() -> None:
        members = [UUID(key) for key in form.cleaned_data["members"]]
        services.change_circle(**who(request), house_id=house_id, members=members)

    if carried_out(form, act):
        return redirect("shelters:address", house_id)
    return shelter_form(
        request, form, title=_("Chi può leggere l’indirizzo"), cancel=reverse("shelters:address", args=[house_id]),
        lead=_("Chi togli non lo apre più, da subito. Quello che già ricorda non si cancella."),
    )  # fmt: skip


def _where(request: ActorRequest, house_id: UUID) -> Where | None:
    """Opened, and audited; None before it was written. Raises Forbidden for who is not of the circle."""
    try:
        return services.read_address(**who(request), house_id=house_id)
    except Http404:
        return None


def _people(request: ActorRequest) -> list[tuple[str, str]]:
    offered = set(candidates(request.actor).values_list("pk", flat=True))
    names = colleagues(request.actor, request.keyring)
    return [(str(key), person.name) for key, person in names.items() if key in offered]
