"""What only the lead body does: the date for yearly data, the register of a new version."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trama.access.actions import Action
from trama.access.http import ActorRequest
from trama.common.errors import DomainError
from trama.protocol.agreement.policies import require_lead
from trama.protocol.commitments import selectors, services
from trama.protocol.commitments.forms import DataTermForm
from trama.protocol.commitments.loading import copy_register
from trama.ui.forms import FORM, form_for


@FORM
def data_terms(request: ActorRequest) -> HttpResponse:
    """Until when the yearly data are in time, year by year."""
    require_lead(request.actor, Action.GOVERN_PROTOCOL)
    years = selectors.years_of(request.actor, timezone.localdate())
    form = form_for(request, DataTermForm, years=years, initial={"year": str(years[0])})
    if form.is_valid():
        try:
            services.set_data_term(
                actor=request.actor, year=int(form.cleaned_data["year"]), due_on=form.cleaned_data["due_on"]
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("La data è fissata: la legge tutta la rete."))
            return redirect("protocol:data_terms")
    context = {"form": form, "terms": selectors.data_terms(request.actor)}
    return render(
        request, "protocol/commitments/data_terms.html", context, status=422 if form.is_bound else 200
    )


@require_POST
def carry_register(request: ActorRequest) -> HttpResponse:
    """A renewed version begins with the commitments of the one before; sent twice it is once."""
    require_lead(request.actor, Action.GOVERN_PROTOCOL)
    version = selectors.bare_version(request.actor)
    if version is not None and version.previous is not None:
        copy_register(actor=request.actor, version=version, previous=version.previous)
        messages.success(request, _("La versione nuova ha il suo elenco di impegni."))
    return redirect("protocol:commitments")
