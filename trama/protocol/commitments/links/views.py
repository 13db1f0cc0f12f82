"""The lead body's list of links, and the page that a link opens."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from trama.access.actions import Action
from trama.access.actor import Actor
from trama.access.context import acting
from trama.access.http import ActorRequest
from trama.common.errors import DomainError
from trama.protocol.agreement.policies import require_lead
from trama.protocol.commitments import selectors
from trama.protocol.commitments.links import selectors as made
from trama.protocol.commitments.links import services
from trama.protocol.commitments.links.forms import AnswerForm, LinkForm
from trama.protocol.commitments.links.services import Holder
from trama.ui.forms import FORM, confirm_page, form_for, form_page

PAGE = 30


@require_GET
def links(request: ActorRequest) -> HttpResponse:
    """What was made, until when it holds, what came in by it."""
    require_lead(request.actor, Action.GOVERN_PROTOCOL)
    page = Paginator(made.links(request.actor), PAGE).get_page(request.GET.get("page"))
    return render(request, "protocol/commitments/links.html", {"page": page, "now": timezone.now()})


@never_cache
@FORM
def new_link(request: ActorRequest) -> HttpResponse:
    """Make one; the address is shown on this answer and never again."""
    require_lead(request.actor, Action.GOVERN_PROTOCOL)
    form = form_for(
        request,
        LinkForm,
        bodies=_bodies(request.actor),
        years=selectors.years_of(request.actor, timezone.localdate()),
        initial={"organisation": request.GET.get("ente", "")[:36]},
    )
    if form.is_valid():
        data = form.cleaned_data
        try:
            handed = services.make_link(
                actor=request.actor,
                organisation=UUID(data["organisation"]),
                year=int(data["year"]),
                days=int(data["days"]),
                key=data["key"],
            )
        except DomainError as error:
            form.refuse(error)
        else:
            return _show_once(request, handed)
    return form_page(
        request,
        form,
        title=_("Un link per rispondere"),
        lead=_("Per un referente che non ha ancora un accesso: risponde per il suo ente e per un anno."),
        submit=_("Prepara il link"),
        cancel=reverse("protocol:links"),
    )


def _bodies(actor: Actor) -> list[tuple[str, str]]:
    version = selectors.version_for(actor, timezone.localdate().year)
    if version is None:
        return []
    return [
        (str(one.organisation_id), one.organisation.short_name)
        for one in selectors.bodies(version, timezone.localdate().year)
        if one.organisation_id != actor.organisation_id
    ]


def _show_once(request: ActorRequest, handed: services.Handed) -> HttpResponse:
    address = request.build_absolute_uri(f"{reverse('protocol:answer')}?c={handed.token}")
    body = next(name for key, name in _bodies(request.actor) if UUID(key) == handed.link.organisation_id)
    context = {"link": handed.link, "address": address, "body": body}
    return render(request, "protocol/commitments/link_made.html", context)


@FORM
def revoke(request: ActorRequest, link_id: UUID) -> HttpResponse:
    """Ask, then end it."""
    require_lead(request.actor, Action.GOVERN_PROTOCOL)
    link = made.link(request.actor, link_id)
    if link is None:
        raise Http404
    if request.method == "POST":
        services.revoke_link(actor=request.actor, link=link)
        messages.success(request, _("Il link non apre più niente."))
        return redirect("protocol:links")
    return confirm_page(
        request,
        title=_("Revocare il link?"),
        consequences=[_("Chi ce l’ha non può più rispondere."), _("Le prove già arrivate restano.")],
        button=_("Revoca il link"),
        cancel=reverse("protocol:links"),
    )


@never_cache
@FORM
def answer(request: HttpRequest) -> HttpResponse:
    """What a link opens: one body's year on a sheet. Whatever is wrong with a link, the answer is the same."""
    token = (request.POST if request.method == "POST" else request.GET).get("c", "")
    holder = services.find_holder(token[:100])
    if holder is None:
        response = render(request, "protocol/commitments/link_closed.html", status=404)
    else:
        with acting(holder.actor):
            response = _answer(request, holder, token)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response


def _answer(request: HttpRequest, holder: Holder, token: str) -> HttpResponse:
    rows = selectors.sheet_rows(holder.actor, holder.actor.organisation_id, holder.year)
    waiting = list(services.to_confirm(holder))
    form = form_for(request, AnswerForm, rows=rows, year=holder.year, waiting=waiting, initial={"c": token})
    context: dict[str, Any] = {"holder": holder, "body": rows[0].ownership.organisation, "given": 0}
    if form.is_valid():
        try:
            given = services.answer(holder=holder, lines=form.lines())
            confirmed = services.confirm_by_link(holder=holder, chosen=form.right)
        except DomainError as error:
            form.refuse(error)
        else:
            context |= {"given": len(given), "confirmed": confirmed, "token": token}
            return render(request, "protocol/commitments/answered.html", context)
    if not form.is_bound:
        services.opened(holder=holder)
    context |= {"form": form, "groups": form.groups()}
    status = 422 if form.is_bound else 200
    return render(request, "protocol/commitments/answer.html", context, status=status)
