"""Whom signatures are checked against."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trama.access.context import acting
from trama.access.http import ActorRequest
from trama.protocol.agreement.forms import TrustForm
from trama.protocol.agreement.policies import governs, require_lead
from trama.protocol.agreement.selectors.files import trust_list_of, trust_lists
from trama.protocol.agreement.services import trust as services
from trama.protocol.agreement.verification import look_at_trust
from trama.protocol.signatures.jobs import Source
from trama.ui.forms import FORM, TramaForm, carried_out, confirm_page, form_for, form_page


@require_safe
def trust(request: ActorRequest) -> HttpResponse:
    context = {"lists": list(trust_lists(request.actor)), "leads": governs(request.actor)}
    return render(request, "protocol/agreement/trust.html", context)


@FORM
def load(request: ActorRequest) -> HttpResponse:
    with acting(request.actor):
        require_lead(request.actor)
    form = form_for(request, TrustForm)

    def act() -> None:
        data = form.cleaned_data
        source = Source(data["source"], data["file"], data["signer"] or None)
        found = look_at_trust(source)
        with acting(request.actor):
            services.load_trust(actor=request.actor, source=source, found=found)

    if carried_out(form, act):
        return redirect("protocol:trust")
    with acting(request.actor):
        return form_page(
            request,
            form,
            title=_("Autorità di cui fidarsi"),
            lead=_("Le verifiche di prima restano come sono; quelle di domani useranno anche queste."),
            submit=_("Carica"),
            cancel=reverse("protocol:trust"),
        )


@FORM
def retire(request: ActorRequest, trust_id: UUID) -> HttpResponse:
    require_lead(request.actor)
    row = trust_list_of(request.actor, trust_id)
    form = form_for(request, TramaForm)
    if carried_out(form, lambda: services.retire_trust(actor=request.actor, trust=row)):
        return redirect("protocol:trust")
    return confirm_page(
        request,
        title=_("Non usare più queste autorità?"),
        lead=row.source,
        consequences=[
            _("Le verifiche di domani non le usano."),
            _("I rapporti già fatti restano come sono."),
        ],
        button=_("Non usarle più"),
        cancel=reverse("protocol:trust"),
        form=form,
    )
