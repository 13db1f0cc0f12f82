"""What may change about a person who is in: her roles, her password, her authenticator, her being in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from trama.access.roles import Role
from trama.accounts.http import SignedInRequest
from trama.accounts.invitations.resetting import begin_reset, forget_factor
from trama.accounts.keys.custody import custody
from trama.accounts.members import selectors, services
from trama.accounts.members.forms import RolesForm
from trama.accounts.members.views import code_page, on_a_member
from trama.accounts.models import Membership
from trama.common.errors import DomainError
from trama.ui.forms import FORM, TramaForm, confirm_page, form_for, form_page
from trama.vault.services.service_keys import only_she_opens


@FORM
@on_a_member
def roles(request: SignedInRequest, membership: Membership) -> HttpResponse:
    """Counts from her next request."""
    now = {"roles": membership.roles, "services": [str(service) for service in membership.service_ids]}
    form = form_for(request, RolesForm, actor=request.actor, initial=now)
    if form.is_bound and form.is_valid():
        try:
            services.change_roles(
                actor=request.actor,
                keyring=request.keyring,
                membership_id=membership.pk,
                roles=form.roles,
                service_ids=form.service_ids,
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Fatto: vale dalla prossima pagina che apre."))
            return _go_on(request, membership)
    return form_page(
        request,
        form,
        title=_("Ruoli e servizi"),
        eyebrow=selectors.member_name(request.actor, request.keyring, membership),
        lead=_("Chi non apre più i percorsi perde la chiave dell'ente, che viene cambiata."),
        submit=_("Salva"),
        cancel=reverse("accounts:member", args=[membership.pk]),
    )


@FORM
@on_a_member
def remove(request: SignedInRequest, membership: Membership) -> HttpResponse:
    """Asked first, with what will happen; then the keys are turned, page by page."""
    form = form_for(request, TramaForm)
    if request.method == "POST" and form.is_valid():
        try:
            services.remove(actor=request.actor, keyring=request.keyring, membership_id=membership.pk)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("È uscita: il suo accesso è chiuso da adesso."))
            return _go_on(request, membership)
    consequences: list[str | Promise] = [
        _("Le sue sessioni si chiudono subito, anche se sta lavorando in questo momento."),
        _("Le chiavi dell'ente si cambiano: quello che ha potuto leggere non le servirà più."),
        _("Quello che ha scritto resta, con il suo nome."),
        _(
            "I percorsi che seguiva si trovano fra quelli che nessuna segue; quello che era nella sua agenda è in "
            "quella di tutte."
        ),
        _("Non si torna indietro: per farla rientrare serve un invito nuovo."),
    ]
    if Role.CUSTODIAN in membership.roles:
        consequences.append(
            _(
                "È custode: ha conosciuto la chiave dell'ente. Dopo, chi tiene la radice deve firmarne una nuova."
            )
        )
    if only_she_opens(request.keyring.opened.verified, membership.user.key_id):
        consequences.append(
            _(
                "Ci sono chiamate del turno che apre solo lei: se non le legge prima, o chi legge adesso non guarda "
                "una volta le chiamate da leggere, sono perse."
            )
        )
    name = selectors.member_name(request.actor, request.keyring, membership)
    return confirm_page(
        request,
        title=_("%(name)s non lavora più qui?") % {"name": name or _("Questa persona")},
        consequences=consequences,
        button=_("Togli dall'ente"),
        cancel=reverse("accounts:member", args=[membership.pk]),
        danger=True,
        form=form,
    )


@never_cache
@FORM
@on_a_member
def reset(request: SignedInRequest, membership: Membership) -> HttpResponse:
    """A code for who forgot her password."""
    name = selectors.member_name(request.actor, request.keyring, membership)
    form = form_for(request, TramaForm)
    if request.method == "POST" and form.is_valid():
        try:
            handed = begin_reset(actor=request.actor, membership=membership)
        except DomainError as error:
            form.refuse(error)
        else:
            return code_page(request, name=name, code=handed.code, way="accounts:come_back", days=2)
    return confirm_page(
        request,
        title=_("Ha dimenticato la password?"),
        lead=name,
        consequences=[
            _(
                "Avrai un codice da darle di persona, o al telefono se riconosci la sua voce. Vale due giorni."
            ),
            _("Quando lo usa sceglie una password nuova, e la vecchia non entra più."),
            _(
                "Con la password nuova nasce una chiave nuova: non apre nulla finché non confrontate le cifre."
            ),
            _("Se lavora anche per altri enti, anche lì una custode dovrà confrontare le cifre."),
        ],
        button=_("Prepara il codice"),
        cancel=reverse("accounts:member", args=[membership.pk]),
        form=form,
    )


@FORM
@on_a_member
def factor(request: SignedInRequest, membership: Membership) -> HttpResponse:
    """A lost telephone."""
    form = form_for(request, TramaForm)
    if request.method == "POST" and form.is_valid():
        try:
            forget_factor(actor=request.actor, membership=membership)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Alla prossima entrata collegherà un'altra app."))
            return redirect("accounts:member", membership.pk)
    return confirm_page(
        request,
        title=_("Ha perso il telefono?"),
        lead=selectors.member_name(request.actor, request.keyring, membership),
        consequences=[
            _("L'app che usava per il secondo passo non vale più, e le sue sessioni si chiudono."),
            _("Alla prossima entrata, dopo la password, collegherà un'altra app."),
            _("Fallo solo se sei sicura che sia lei a chiederlo."),
        ],
        button=_("Scollega l'app"),
        cancel=reverse("accounts:member", args=[membership.pk]),
        form=form,
    )


def _go_on(request: SignedInRequest, membership: Membership) -> HttpResponse:
    """To the page that rewraps what the epoch's turn left behind, if it turned."""
    state = custody(request.keyring)
    if state.rewrap_left:
        return redirect("accounts:rewrap")
    return redirect(
        "accounts:keys" if state.renewal_due else reverse("accounts:member", args=[membership.pk])
    )
