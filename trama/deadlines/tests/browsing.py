"""Browsing as somebody without signing in: the sign-in is `accounts`' business and tested there."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include
from django.urls import path as django_path

from trama.access.actions import require
from trama.access.actor import Actor
from trama.vault.keyring import Keyring

urlpatterns = [django_path("", include("trama.deadlines.urls")), django_path("", include("trama.risk.urls"))]


class ActAs:
    """A middleware that says who asks, and refuses as `accounts`' does."""

    actor: Actor | None = None
    keyring: Keyring | None = None

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = ActAs.actor  # type: ignore[attr-defined]
        request.keyring = ActAs.keyring  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        require(ActAs.actor, view.action)  # type: ignore[attr-defined]


MIDDLEWARE = [
    "django.middleware.csrf.CsrfViewMiddleware",
    "trama.deadlines.tests.browsing.ActAs",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]


def browser(actor: Actor, keyring: Keyring | None = None) -> Client:
    ActAs.actor, ActAs.keyring = actor, keyring
    return Client()
