"""Who is in, who waits, who is expected: a custodian's pages. Every act asks for the password again."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from trama.accounts.http import SignedInRequest
from trama.accounts.invitations.services import invite as invite_person
from trama.accounts.invitations.services import withdraw as withdraw_invitation
from trama.accounts.keys.custody import custody
from trama.accounts.members import selectors, services
from trama.accounts.members.forms import AdmitForm, InviteForm, NameForm
from trama.accounts.models import Membership
from trama.accounts.step_up import step_up_required
from trama.common.errors import DomainError
from trama.ui.forms import FORM, confirm_page, form_for, form_page
from trama.vault.services.members import key_to_replace, still_missing


def _found(request: SignedInRequest, membership_id: UUID) -> Membership:
    """Of the actor's own organisation, or 404."""
    membership = selectors.membership_of(request.actor, membership_id)
    if membership is None:
        raise Http404
    return membership


def on_a_member(view: Callable[[SignedInRequest, Membership], HttpResponse]) -> Callable[..., HttpResponse]:
    """An act on one of one's own people; whether she is one is settled before the password is asked for."""
    confirmed = step_up_required(view)

    @wraps(view)
    def wrapper(request: SignedInRequest, membership_id: UUID) -> HttpResponse:
        return confirmed(request, _found(request, membership_id))

    return wrapper


@require_GET
def members(request: SignedInRequest) -> HttpResponse:
    """The people of the organisation, and what a custodian may do next."""
    actor, keyring = request.actor, request.keyring
    left = request.GET.get("uscite") == "1"
    context = {
        "members": selectors.members(actor, keyring, left=left),
        "expected": selectors.expected(actor, keyring),
        "left": left,
        "rewrap_left": custody(keyring).rewrap_left,
    }
    return render(request, "accounts/members/list.html", context)


@require_GET
def member(request: SignedInRequest, membership_id: UUID) -> HttpResponse:
    """One person: her roles, her state, what may be done."""
    membership = _found(request, membership_id)
    actor, keyring = request.actor, request.keyring
    verified = keyring.opened.verified
    context = {
        "membership": membership,
        "member": selectors.described(actor, keyring, membership),
        "desks": selectors.desks_of(membership),
        "myself": membership.pk == actor.membership_id,
        "missing": still_missing(verified, membership.user.key_id),
        "returning": key_to_replace(verified, membership.user.key) is not None,
    }
    return render(request, "accounts/members/member.html", context)


@never_cache
@FORM
@step_up_required
def invite(request: SignedInRequest) -> HttpResponse:
    """The code is on the page that answers: shown once, never stored, never sent by mail."""
    actor = request.actor
    form = form_for(request, InviteForm, actor=actor)
    if form.is_bound and form.is_valid():
        name = form.cleaned_data["name"]
        try:
            handed = invite_person(
                actor=actor,
                keyring=request.keyring,
                name=name,
                roles=form.roles,
                service_ids=form.service_ids,
            )
        except DomainError as error:
            form.refuse(error)
        else:
            return code_page(request, name=name, code=handed.code, way="accounts:welcome", days=7)
    return form_page(
        request,
        form,
        title=_("Invita una collega"),
        lead=_(
            "Avrai un codice da darle di persona. Con quello crea il suo accesso; poi confrontate le cifre."
        ),
        submit=_("Prepara il codice"),
        cancel=reverse("accounts:members"),
    )


def code_page(request: SignedInRequest, *, name: str, code: str, way: str, days: int) -> HttpResponse:
    """A code to hand over: on paper, or read aloud."""
    link = request.build_absolute_uri(reverse(way))
    context = {"name": name, "code": code, "address": link, "link": f"{link}?codice={code}", "days": days}
    return render(request, "accounts/members/code.html", {**context, "reset": way == "accounts:come_back"})


@FORM
def withdraw(request: SignedInRequest, invitation_id: UUID) -> HttpResponse:
    """An invitation that is no longer wanted; no password is asked: it takes a right away and gives none."""
    invitation = selectors.invitation_of(request.actor, invitation_id)
    if invitation is None:
        raise Http404
    if request.method == "POST":
        withdraw_invitation(actor=request.actor, invitation=invitation)
        messages.success(request, _("L'invito è ritirato."))
        return redirect("accounts:members")
    return confirm_page(
        request,
        title=_("Ritirare l'invito?"),
        consequences=[_("Il codice non vale più. Puoi prepararne un altro quando vuoi.")],
        button=_("Ritira"),
        cancel=reverse("accounts:members"),
    )


@FORM
@on_a_member
def admit(request: SignedInRequest, membership: Membership) -> HttpResponse:
    """The digits of her screen are typed here; only then does her key open anything."""
    actor, keyring = request.actor, request.keyring
    form = form_for(request, AdmitForm, initial={"name": selectors.member_name(actor, keyring, membership)})
    if form.is_bound and form.is_valid():
        try:
            services.admit(actor=actor, keyring=keyring, membership_id=membership.pk, **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("È dentro: può entrare da subito."))
            return redirect("accounts:member", membership.pk)
    return form_page(
        request,
        form,
        template="accounts/members/admit.html",
        title=_("Confrontate le cifre"),
        submit=_("Sono queste: ammetti"),
        cancel=reverse("accounts:member", args=[membership.pk]),
        returning=key_to_replace(keyring.opened.verified, membership.user.key) is not None,
    )


@FORM
@on_a_member
def rename(request: SignedInRequest, membership: Membership) -> HttpResponse:
    """How her colleagues call her."""
    actor, keyring = request.actor, request.keyring
    form = form_for(request, NameForm, initial={"name": selectors.member_name(actor, keyring, membership)})
    if form.is_bound and form.is_valid():
        try:
            services.rename(
                actor=actor, keyring=keyring, membership_id=membership.pk, name=form.cleaned_data["name"]
            )
        except DomainError as error:
            form.refuse(error)
        else:
            return redirect("accounts:member", membership.pk)
    return form_page(
        request,
        form,
        title=_("Come si chiama"),
        submit=_("Salva"),
        cancel=reverse("accounts:member", args=[membership.pk]),
    )
