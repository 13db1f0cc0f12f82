"""Asking for the password again before what cannot be taken back: exports, keys, members, shelter addresses."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from trama.access.context import acting
from trama.accounts.forms import StepUpForm
from trama.accounts.models import Session
from trama.accounts.resuming import confirm_first
from trama.accounts.sessions import Visitor, visitor
from trama.accounts.throttle import give_back, take_try
from trama.accounts.views import wanted
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.ui.forms import FORM, form_for
from trama.vault.errors import Busy, WrongPassword
from trama.vault.services.users import unlock

LASTS = timedelta(minutes=10)
View = Callable[..., HttpResponse]


def is_fresh(session: Session | None) -> bool:
    """Whether the password was given again within the last ten minutes."""
    return bool(session and session.stepped_up_at and timezone.now() - session.stepped_up_at < LASTS)


def step_up_required(view: View) -> View:
    """Send to the confirmation page first, and back; what a POST brought waits on the page it was on."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        session = visitor(request).session
        return view(request, *args, **kwargs) if is_fresh(session) else confirm_first(request, session)

    return wrapper


def confirm_password(found: Visitor, password: str) -> None:
    """Note that she is who she was. Raises DomainError: "credentials", "throttled", "busy"."""
    session = found.session
    if session is None or found.actor is None:
        raise DomainError("credentials", _("La password non è giusta."), field="password")
    hashed = bytes(session.user.login_hash)
    taken = take_try(hashed)
    try:
        unlock(session.key.user_key, password)
    except WrongPassword:
        with acting(found.actor):
            record(found.actor, "step_up.failed")
        raise DomainError("credentials", _("La password non è giusta."), field="password") from None
    except Busy:
        give_back(taken)
        raise DomainError("busy", _("Stanno entrando in molte: riprova tra qualche secondo.")) from None
    give_back(taken)
    session.stepped_up_at = timezone.now()
    session.save(update_fields=["stepped_up_at"])
    with acting(found.actor):
        record(found.actor, "step_up")


@never_cache
@FORM
def step_up(request: HttpRequest) -> HttpResponse:
    """Outside any transaction: the password run is slow."""
    form = form_for(request, StepUpForm)
    if form.is_bound and form.is_valid():
        try:
            confirm_password(visitor(request), form.cleaned_data["password"])
        except DomainError as error:
            form.refuse(error)
        else:
            return redirect(wanted(request) or "accounts:home")
    return render(request, "accounts/step_up.html", {"form": form}, status=422 if form.is_bound else 200)
