"""The innermost middleware: one request, one transaction, one actor (DESIGN §5)."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from trama.access.context import acting

GetResponse = Callable[[HttpRequest], HttpResponse]


class TransactionMiddleware:
    """Runs the view, its templates included, inside the actor's transaction; only 2xx and 3xx commit.

    By the time a middleware sees it, an exception of the view is already a response, and `atomic()` would commit:
    so the answer's status decides. A form sent back with its errors is a 422, and what its service had begun is
    undone. Streaming would run after the commit, where row-level security shows nothing: it is refused.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting(getattr(request, "actor", None)):
            response = self.get_response(request)
            if getattr(response, "streaming", False):
                raise RuntimeError("A view may not stream: its rows would be read outside the transaction.")
            if response.status_code >= 400:
                transaction.set_rollback(True)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Mark the rollback at once, so that nothing between here and the response can commit."""
        transaction.set_rollback(True)
