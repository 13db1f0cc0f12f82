"""The request as views see it, set by `accounts`' middleware."""

from django.http import HttpRequest

from trama.access.actor import Actor


class ActorRequest(HttpRequest):
    """A request of somebody signed in. Typing only."""

    actor: Actor
