"""Somebody who may not act asked for a page: to the sign-in, with what she was sending kept for her."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from trama.accounts.resuming import keep_for_later
from trama.accounts.sessions import visitor


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Redirect to the sign-in page and back; a form that came too late is sealed to its author first.

    The token against forged requests was checked before. Passwords are never kept.
    """
    found = visitor(request)
    if request.method == "POST" and found.expired and found.session is not None:
        keep_for_later(request, found.session)
    here = _address(request) if request.method == "GET" else request.path
    query = urlencode({"next": here})
    target = f"{reverse('accounts:sign_in')}?{query}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return redirect(target)


def _address(request: HttpRequest) -> str:
    """The page to come back to, without what was searched: her name must not stand in the address of a page that
    anybody who sits there can see."""
    kept = request.GET.copy()
    kept.pop("q", None)
    return f"{request.path}?{kept.urlencode()}" if kept else request.path
