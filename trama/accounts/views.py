"""Signing in, in two steps; signing out; choosing where to act."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from trama.accounts import demo, enrolment, sessions, signing_in
from trama.accounts.forms import CodeForm, SignInForm
from trama.common.errors import DomainError
from trama.ui.forms import FORM, form_for


def wanted(request: HttpRequest) -> str:
    """The page of ours that was asked for before signing in, or nothing."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    return target if target and url_has_allowed_host_and_scheme(target, allowed_hosts=None) else ""


def _with_next(url: str, request: HttpRequest) -> str:
    target = wanted(request)
    return f"{url}?{urlencode({'next': target})}" if target else url


@never_cache
@FORM
def sign_in(request: HttpRequest) -> HttpResponse:
    """The first step. The slow derivation runs outside any transaction, at most so many at a time on the host."""
    visitor = sessions.visitor(request)
    if visitor.actor is not None and request.method == "GET":
        return redirect(wanted(request) or "accounts:home")
    form = form_for(request, SignInForm)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            secret = signing_in.check_password(**form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
            status = 503 if error.code == "busy" else 422
        else:
            step = "accounts:factor" if settings.SECOND_FACTOR else "accounts:enter"
            response = redirect(_with_next(reverse(step), request))
            sessions.set_cookie(response, secret)
            return response
    context = {"form": form, "people": demo.people(), "expired": visitor.expired}
    return render(request, "accounts/sign_in.html", context, status=status)


@never_cache
@FORM
def factor(request: HttpRequest) -> HttpResponse:
    """The second step: a code; at the first sign-in, the enrolment of an authenticator before it."""
    pending = sessions.visitor(request).pending
    if pending is None:
        return redirect(_with_next(reverse("accounts:sign_in"), request))
    form = form_for(request, CodeForm)
    if form.is_bound and form.is_valid():
        try:
            signing_in.check_factor(pending, form.cleaned_data["code"])
        except DomainError as error:
            form.refuse(error)
        else:
            return _entered(request, pending, factor_checked=True)
    context = {"form": form, "setup": enrolment.first_time(pending.user)}
    return render(request, "accounts/factor.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_GET
def enter(request: HttpRequest) -> HttpResponse:
    """Where the second factor is off (a demonstration), the step that follows the password."""
    pending = sessions.visitor(request).pending
    if pending is None:
        return redirect(_with_next(reverse("accounts:sign_in"), request))
    return _entered(request, pending, factor_checked=False)


def _entered(request: HttpRequest, pending: sessions.PendingSignIn, *, factor_checked: bool) -> HttpResponse:
    try:
        secret = signing_in.enter(pending, factor_checked=factor_checked)
    except DomainError as error:
        if error.code == "waiting":
            return redirect("accounts:waiting")
        return render(request, "accounts/waiting.html", {"message": error.message}, status=403)
    rotate_token(request)
    response = redirect(wanted(request) or "accounts:home")
    sessions.set_cookie(response, secret)
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session: the key in it is gone. Who finds it expired already is out all the same."""
    signing_in.leave(sessions.visitor(request))
    response = redirect("accounts:signed_out")
    sessions.forget_cookie(response)
    response["Clear-Site-Data"] = '"cache"'
    return response


@require_GET
def signed_out(request: HttpRequest) -> HttpResponse:
    """What is left on this computer: nothing."""
    return render(request, "accounts/signed_out.html")


@never_cache
@FORM
def switch(request: HttpRequest) -> HttpResponse:
    """Choose the organisation to act in: a user may belong to several and acts in one at a time."""
    visitor = sessions.visitor(request)
    if request.method == "POST":
        signing_in.switch(visitor, request.POST.get("membership", ""))
        return redirect("accounts:home")
    return render(request, "accounts/switch.html", {"choices": signing_in.choices(visitor)})


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The first page of each role: the day's work for who walks with women, the network for who coordinates it."""
    return redirect(signing_in.home_of(sessions.visitor(request).actor))
