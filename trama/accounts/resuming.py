"""What was being typed when a session, or a confirmed password, ran out: kept for its author, given back to her."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from trama.access.context import acting
from trama.accounts.models import Session
from trama.accounts.people import actor_of
from trama.accounts.sessions import Visitor
from trama.vault.services import carried


def keep_for_later(request: HttpRequest, session: Session) -> UUID | None:
    """Seal what was sent to its author; passwords and tokens never. None when it is too large to keep."""
    membership = session.membership
    if membership is None:
        return None
    with acting(actor_of(membership)):
        kept = carried.carry(
            session.key,
            organisation_id=membership.organisation_id,
            path=request.path,
            fields=dict(request.POST.lists()),
            at=timezone.now(),
        )
    return kept.pk if kept else None


def confirm_first(request: HttpRequest, session: Session | None) -> HttpResponse:
    """To the page that asks for the password again, and back; what was being sent waits there, not yet sent."""
    if request.method == "POST" and session is not None:
        session.carried_form = keep_for_later(request, session)
        session.save(update_fields=["carried_form"])
        request.put_off = True  # type: ignore[attr-defined]  # answered, and yet not received
    return redirect(f"{reverse('accounts:step_up')}?{urlencode({'next': request.path})}")


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


def page_of_its_own(request: HttpRequest, left: QueryDict) -> HttpResponse:
    """For what was sent to an address that has no page (a button): what it was, and the button once more.

    Nothing is sent by itself: she may not want it any more, or somebody else sits there now.
    """
    hidden = [(name, value) for name in left for value in left.getlist(name)]
    typed = [value for _name, value in hidden if " " in value.strip() or "\n" in value.strip()]
    context = {"hidden": hidden, "typed": typed, "path": request.path}
    return render(request, "accounts/left_behind.html", context)


def forget_if_sent(request: HttpRequest, response: HttpResponse, visitor: Visitor) -> None:
    """Once the form is sent at last, what was kept of it goes."""
    session = visitor.session
    if (
        request.method != "POST"
        or response.status_code >= 400
        or visitor.actor is None
        or visitor.keyring is None
        or getattr(request, "put_off", False)
    ):
        return
    if session is None or session.carried_form is None:
        return
    with acting(visitor.actor):
        left = carried.reopen(visitor.keyring, session.carried_form, at=timezone.now())
        if left is not None and left.path == request.path:
            carried.discard_sent(visitor.keyring, session.carried_form, at=timezone.now())
            session.carried_form = None
            session.save(update_fields=["carried_form"])
