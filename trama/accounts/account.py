"""A person's own access: her password, her authenticator, her key's fingerprint."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from trama.access.context import acting
from trama.accounts import sessions
from trama.accounts.forms import PasswordChangeForm
from trama.accounts.passwords import check_password_strength
from trama.accounts.selectors import role_label
from trama.accounts.sessions import Visitor, visitor
from trama.accounts.throttle import give_back, take_try
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.ui.forms import FORM, form_for, form_page
from trama.vault.errors import Busy, WrongPassword
from trama.vault.services.users import change_password


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Who I am here, and the digits that a custodian compares with me in person."""
    found = visitor(request)
    context = {
        "roles": role_label(found.actor.roles) if found.actor else "",
        "organisation": found.membership.organisation if found.membership else None,
        "fingerprint": found.keyring.fingerprint if found.keyring else "",
    }
    return render(request, "accounts/account.html", context)


def replace_password(found: Visitor, old: str, new: str) -> None:
    """Re-wrap the same key under a new password; every session ends. Raises DomainError.

    A wrong old password counts as at sign-in: at a screen left open nobody guesses it here.
    """
    check_password_strength(new, field="new_password")
    session = found.session
    if session is None or found.actor is None:
        return
    hashed = bytes(session.user.login_hash)
    taken = take_try(hashed)
    try:
        change_password(session.key.user_key, old, new)
    except WrongPassword:
        with acting(found.actor):
            record(found.actor, "account.password_refused")
        raise DomainError(
            "credentials", _("La password di adesso non è giusta."), field="old_password"
        ) from None
    except Busy:
        give_back(taken)
        raise DomainError("busy", _("Stanno entrando in molte: riprova tra qualche secondo.")) from None
    give_back(taken)
    with acting(found.actor):
        record(found.actor, "account.password_changed")


@never_cache
@FORM
def password(request: HttpRequest) -> HttpResponse:
    """Change the password; then sign in again with the new one."""
    form = form_for(request, PasswordChangeForm)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            replace_password(visitor(request), data["old_password"], data["new_password"])
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("La password è cambiata: entra con quella nuova."))
            response = redirect("accounts:sign_in")
            sessions.forget_cookie(response)
            return response
    return form_page(
        request,
        form,
        title=_("Cambia la password"),
        lead=_("Le sessioni aperte si chiudono, anche sugli altri computer."),
        submit=_("Cambia"),
        cancel="/accesso/",
    )
