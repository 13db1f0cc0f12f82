"""Who is asking: from the key cookie to the frozen Actor, before anything else of ours runs (DESIGN §5)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.views.defaults import page_not_found

from trama.access.actions import Action, require
from trama.access.context import acting
from trama.accounts.chrome import chrome_of
from trama.accounts.resuming import forget_if_sent, form_left_behind, page_of_its_own
from trama.accounts.sessions import Visitor, forget_cookie, identify
from trama.accounts.signed_out import ask_to_sign_in
from trama.audit.services import record
from trama.vault.errors import KeyNotHeld

GetResponse = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Sets `request.visitor`, `.actor`, `.keyring`, `.carried`; requires the URL's action; audits denials.

    Everything is denied unless the URL's action allows it. A denial is audited after the request's own transaction
    has been rolled back, in a transaction of its own.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        visitor = identify(request)
        request.visitor = visitor  # type: ignore[attr-defined]
        request.actor = visitor.actor  # type: ignore[attr-defined]
        request.keyring = visitor.keyring  # type: ignore[attr-defined]
        request.chrome = chrome_of(visitor)  # type: ignore[attr-defined]
        request.carried = form_left_behind(request, visitor)  # type: ignore[attr-defined]
        response = self.get_response(request)
        left: QueryDict | None = request.carried  # type: ignore[attr-defined]
        if response.status_code == 405 and left is not None:
            response = page_of_its_own(request, left)
        elif response.status_code == 405 and not response.content:
            response.content = render_to_string("405.html", request=request).encode()
        if response.status_code in (403, 404):
            _audit_denial(request, visitor, response.status_code)
        forget_if_sent(request, response, visitor)
        if visitor.session is not None:
            response["Cache-Control"] = "no-store"
        if visitor.stale and not response.cookies:
            forget_cookie(response)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        action: Action = view.action  # type: ignore[attr-defined]  # a system check: every URL has one
        if action is Action.PUBLIC:
            return None
        actor = request.actor  # type: ignore[attr-defined]
        if actor is None:
            return ask_to_sign_in(request)
        require(actor, action)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What she holds no key for is not there for her, whatever her role says: audited as such."""
        if isinstance(exception, KeyNotHeld):
            return page_not_found(request, exception)
        return None


def _audit_denial(request: HttpRequest, visitor: Visitor, status: int) -> None:
    if visitor.actor is None:
        return
    match = request.resolver_match
    name = match.view_name if match else ""
    subjects = [value for value in (match.kwargs.values() if match else ()) if isinstance(value, UUID)]
    with acting(visitor.actor):
        record(visitor.actor, f"denied.{status}", *subjects, detail=name[:80])
