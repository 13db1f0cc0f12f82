"""Giving back what was being typed when a session expired, on the page it was typed in."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from trama.access.context import acting
from trama.accounts.sessions import Visitor
from trama.vault.services import carried


def form_left_behind(request: HttpRequest, visitor: Visitor) -> QueryDict | None:
    """The fields that were sent to this very path and not yet received; two queries, only while one waits."""
    session = visitor.session
    if session is None or session.carried_form is None or visitor.actor is None or visitor.keyring is None:
        return None
    if request.method != "GET":
        return None
    with acting(visitor.actor):
        left = carried.reopen(visitor.keyring, session.carried_form, at=timezone.now())
    if left is None or left.path != request.path:
        return None
    fields = QueryDict(mutable=True)
    for name, values in left.fields.items():
        fields.setlist(name, list(values))
    return fields


def forget_if_sent(request: HttpRequest, response: HttpResponse, visitor: Visitor) -> None:
    """Once the form is sent at last, what was kept of it goes."""
    session = visitor.session
    if (
        request.method != "POST"
        or response.status_code >= 400
        or visitor.actor is None
        or visitor.keyring is None
    ):
        return
    if session is None or session.carried_form is None:
        return
    with acting(visitor.actor):
        left = carried.reopen(visitor.keyring, session.carried_form, at=timezone.now())
        if left is None or left.path == request.path:
            carried.discard(visitor.keyring, session.carried_form)
            session.carried_form = None
            session.save(update_fields=["carried_form"])
