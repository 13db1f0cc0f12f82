"""The request as views see it: with who acts and what she can open, set by `accounts`' middleware."""

from django.http import HttpRequest

from trama.access.actor import Actor
from trama.vault.keyring import Keyring


class ActorRequest(HttpRequest):
    """A request of somebody signed in."""

    actor: Actor
    keyring: Keyring
