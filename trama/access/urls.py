"""`path()` with the action it needs: a URL without one does not start (see `checks`)."""

from collections.abc import Callable
from functools import update_wrapper

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern
from django.urls import path as django_path

from trama.access.actions import Action

View = Callable[..., HttpResponseBase]


def guarded(view: View, action: Action) -> View:
    """`view` marked with the action that the middleware will require before it runs."""

    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    update_wrapper(wrapper, view)
    wrapper.action = action  # type: ignore[attr-defined]
    return wrapper


def path(route: str, view: View, *, action: Action, name: str) -> URLPattern:
    """A URL of the system; `action` is what a person must be allowed to do to see it at all."""
    return django_path(route, guarded(view, action), name=name)
