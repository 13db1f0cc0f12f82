"""The protocol as its people read it: what is in force, until when, who signed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from trama.access.actor import Actor
from trama.protocol.agreement import selectors


class ActorRequest(HttpRequest):
    """Typing only: a request behind sign-in."""

    actor: Actor


@require_GET
def home(request: ActorRequest) -> HttpResponse:
    """The version in force with the three readings of its end, and its signatories."""
    version = selectors.version_in_force(request.actor)
    expiry = selectors.expiry(version, timezone.localdate()) if version else None
    context = {"version": version, "expiry": expiry, "leads": selectors.leads(request.actor)}
    return render(request, "protocol/agreement/home.html", context)
