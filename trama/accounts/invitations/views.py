"""The pages of who comes in with a code: open to everybody, worth something only with the code."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from trama.accounts import sessions, signing_in
from trama.accounts.invitations import resetting, services
from trama.accounts.invitations.forms import CodeOnlyForm, NewPasswordForm
from trama.accounts.models import User
from trama.accounts.selectors import memberships_of, user_of
from trama.common.errors import DomainError
from trama.ui.forms import FORM, form_for, form_page
from trama.vault.errors import Busy
from trama.vault.keyring import Keyring
from trama.vault.services.sessions import own_fingerprint


@never_cache
@FORM
def welcome(request: HttpRequest) -> HttpResponse:
    """An invited person makes her account and her keys; then her authenticator, then the digits to read out."""
    return _with_code(
        request,
        services.register,
        template="accounts/invitations/welcome.html",
        title=_("Benvenuta"),
        lead=_("Con il codice che ti ha dato una collega crei il tuo accesso. Ci vogliono tre minuti."),
        submit=_("Crea il mio accesso"),
    )


@never_cache
@FORM
def come_back(request: HttpRequest) -> HttpResponse:
    """Who forgot her password chooses another, with the code of a custodian."""
    return _with_code(
        request,
        resetting.complete_reset,
        template="accounts/invitations/come_back.html",
        title=_("Scegli una password nuova"),
        lead=_("Con il codice che ti ha dato una custode."),
        submit=_("Salva"),
    )


def _with_code(
    request: HttpRequest, act: Callable[..., Keyring], *, template: str, **words: str
) -> HttpResponse:
    form = form_for(request, NewPasswordForm, initial={"invitation": request.GET.get("codice", "")[:60]})
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            keyring = act(code=data["invitation"], username=data["username"], password=data["password"])
        except DomainError as error:
            form.refuse(error)
        except Busy:
            form.add_error(None, _("Stanno entrando in molte: riprova tra qualche secondo."))
            status = 503
        else:
            return _signed_half_in(user_of(keyring.user_key_id), keyring)
    return render(request, template, {"form": form, **words}, status=status)


def _signed_half_in(user: User, keyring: Keyring) -> HttpResponse:
    """She has just typed her password: what follows is the second step, as at every sign-in."""
    response = redirect("accounts:factor" if settings.SECOND_FACTOR else "accounts:enter")
    sessions.set_cookie(response, signing_in.begin(user, keyring))
    return response


@require_GET
def forgotten(request: HttpRequest) -> HttpResponse:
    """What to do without a password: no mail can help, because the password opens the keys."""
    return render(request, "accounts/invitations/forgotten.html")


@never_cache
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """The digits to read out to a custodian; for who has just given her password and is not admitted anywhere."""
    pending = sessions.visitor(request).pending
    if pending is None:
        return redirect("accounts:sign_in")
    where = [one.organisation.short_name for one in memberships_of(pending.user.pk)]
    digits = own_fingerprint(pending.session.key, pending.secret, at=timezone.now())
    context = {"fingerprint": digits, "organisations": where}
    return render(request, "accounts/invitations/waiting.html", context)


@FORM
def one_more(request: HttpRequest) -> HttpResponse:
    """Who works for two bodies has one account: the code of the second is typed here."""
    form = form_for(request, CodeOnlyForm)
    session = sessions.visitor(request).session
    if form.is_bound and form.is_valid() and session is not None:
        try:
            membership = services.accept(user=session.user, code=form.cleaned_data["invitation"])
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(
                request,
                _("Fatto: ora una custode di %(name)s confronta con te le cifre della chiave.")
                % {"name": membership.organisation.short_name},
            )
            return redirect("accounts:account")
    return form_page(
        request,
        form,
        title=_("Lavoro anche per un altro ente"),
        lead=_("Usi lo stesso accesso e scegli ogni volta per chi lavori."),
        submit=_("Continua"),
        cancel="/accesso/",
    )
