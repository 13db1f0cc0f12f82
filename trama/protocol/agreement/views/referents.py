"""Referents (protocol, art. 3): who they are, where nobody is, one after another."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trama.access.http import ActorRequest
from trama.network import referents as network
from trama.network.models import Organisation, Referent
from trama.protocol.agreement import selectors
from trama.protocol.agreement.appointing import AppointForm, EndForm
from trama.protocol.agreement.forms import PostsForm
from trama.protocol.agreement.policies import governs, require_lead
from trama.protocol.agreement.reminders import referent_reminders
from trama.protocol.agreement.selectors.referents import (
    SUGGESTED_DAYS,
    VACANT,
    body_of,
    posts,
    with_referents,
)
from trama.ui.forms import FORM, carried_out, confirm_page, form_for, form_page

PAGE = 25


def _page(organisation: UUID) -> str:
    return reverse("protocol:referents_of", args=[organisation])


@require_safe
def referents(request: ActorRequest) -> HttpResponse:
    """Every body that adheres, with its referent or since when it has none."""
    version, today = selectors.version_in_force(request.actor), timezone.localdate()
    if version is None:
        return render(request, "protocol/agreement/referents.html", {"version": None})
    form = PostsForm(request.GET)
    form.is_valid()
    data = form.cleaned_data
    rows = posts(version, today, which=data.get("which", ""), category=data.get("category", ""))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "version": version,
        "form": form,
        "page": page,
        "posts": with_referents(list(page), today),
        "adhering": posts(version, today).count(),
        "vacant": posts(version, today, which=VACANT).count(),
        "leads": governs(request.actor),
        "suggested_days": SUGGESTED_DAYS,
    }
    return render(request, "protocol/agreement/referents.html", context)


@require_safe
def referents_of(request: ActorRequest, organisation: UUID) -> HttpResponse:
    """One body's: who is called now, who was before."""
    body, today = body_of(request.actor, organisation), timezone.localdate()
    rows = list(network.referents_of(request.actor, organisation))
    context = {
        "body": body,
        "present": [row for row in rows if _is_present(row)],
        "past": [row for row in rows if not _is_present(row)],
        "may_appoint": network.may_appoint(request.actor, organisation),
        "for_another": network.appoints_for(request.actor, organisation),
        "today": today,
    }
    return render(request, "protocol/agreement/referents_of.html", context)


def _is_present(row: Referent) -> bool:
    """In office today, or named for a day to come."""
    return row.until is None or row.until >= timezone.localdate()


def _mine_to_name(request: ActorRequest, organisation: UUID) -> Organisation:
    """The body for which the actor may name an office. Raises Http404: for others there is no such page."""
    body = body_of(request.actor, organisation)
    if not network.may_appoint(request.actor, organisation):
        raise Http404
    return body


def _in_office(request: ActorRequest, organisation: UUID) -> list[Referent]:
    return [row for row in network.referents_of(request.actor, organisation) if row.until is None]


@FORM
def appoint(request: ActorRequest, organisation: UUID) -> HttpResponse:
    body = _mine_to_name(request, organisation)
    form = form_for(request, AppointForm, present=_in_office(request, organisation))

    def act() -> None:
        data = form.cleaned_data
        network.appoint_referent(
            actor=request.actor,
            organisation=organisation,
            office=data["office"],
            email=data["email"],
            telephone=data["telephone"],
            since=data["since"],
            act=data["act"],
            replaces=[UUID(one) for one in data.get("replaces") or []],
            seen=form.seen,
            referent_id=form.row_id,
        )

    if carried_out(form, act):
        return redirect(_page(organisation))
    if form.is_bound:
        form.show_again(_in_office(request, organisation))
    for_another = network.appoints_for(request.actor, organisation)
    lead = _("Lo scrivi tu per un ente che non entra in Trama: resta segnato.") if for_another else ""
    return form_page(
        request,
        form,
        title=_("Il referente del protocollo"),
        eyebrow=body.short_name,
        lead=lead,
        submit=_("Nomina"),
        cancel=_page(organisation),
    )


@FORM
def end(request: ActorRequest, organisation: UUID, office_id: UUID) -> HttpResponse:
    body = _mine_to_name(request, organisation)
    row = network.referents_of(request.actor, organisation).filter(pk=office_id).first()
    if row is None:
        raise Http404
    form = form_for(request, EndForm, initial={"last_day": timezone.localdate()})
    if carried_out(
        form, lambda: network.end_referent(actor=request.actor, referent=row, **form.cleaned_data)
    ):
        return redirect(_page(organisation))
    return confirm_page(
        request,
        title=_("“%(office)s” non è più il referente?") % {"office": row.office},
        lead=body.short_name,
        consequences=[
            _("Resta nella storia dei referenti."),
            _("Se non ne nomini un altro, l'ente resta senza referente."),
        ],
        button=_("Scrivi che finisce"),
        cancel=_page(organisation),
        form=form,
    )


@require_safe
def vacancies(request: ActorRequest) -> HttpResponse:
    """Texts to send to the bodies without a referent."""
    require_lead(request.actor)
    version, today = selectors.version_in_force(request.actor), timezone.localdate()
    found = with_referents(list(posts(version, today, which=VACANT)), today) if version else []
    context = {"reminders": referent_reminders(found, today), "suggested_days": SUGGESTED_DAYS}
    return render(request, "protocol/agreement/vacancies.html", context)
