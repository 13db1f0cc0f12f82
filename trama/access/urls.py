"""`path()` with the action it needs: one URL, one action, one transaction (DESIGN §5, docs/decisions/0003).

The transaction is opened around the view and not in a middleware: an exception passes through it as itself, and what
must run outside (a password derivation) says so at its URL.
"""

from collections.abc import Callable
from functools import update_wrapper

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.urls import URLPattern
from django.urls import path as django_path

from trama.access.actions import Action
from trama.access.context import acting

View = Callable[..., HttpResponseBase]


def in_transaction(request: HttpRequest, view: View, *args: object, **kwargs: object) -> HttpResponseBase:
    """Answer inside the actor's transaction, templates included; only 2xx and 3xx commit.

    A form sent back with its errors is a 422: what its service had begun is undone. A TemplateResponse is rendered
    here, because after the commit row-level security shows nothing; for the same reason streaming is refused.
    """
    with acting(getattr(request, "actor", None)):
        response = view(request, *args, **kwargs)
        if isinstance(response, SimpleTemplateResponse):
            response.render()
        if response.streaming:
            raise RuntimeError("A view may not stream: its rows would be read outside the transaction.")
        if response.status_code >= 400:
            transaction.set_rollback(True)
    return response


def guarded(view: View, action: Action, *, atomic: bool = True) -> View:
    """`view` in its transaction, marked with the action that the middleware requires before it runs."""

    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if atomic:
            return in_transaction(request, view, *args, **kwargs)
        return view(request, *args, **kwargs)

    update_wrapper(wrapper, view)
    wrapper.action = action  # type: ignore[attr-defined]
    return wrapper


def path(route: str, view: View, *, action: Action, name: str, atomic: bool = True) -> URLPattern:
    """A URL of the system; `action` is what a person must be allowed to do to see it at all.

    With `atomic=False` the view opens its own transactions (`acting`): for work that must not hold one open.
    """
    return django_path(route, guarded(view, action, atomic=atomic), name=name)
