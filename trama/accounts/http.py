"""The request as the middleware leaves it for a view behind sign-in."""

from django.http import HttpRequest

from trama.access.actor import Actor
from trama.vault.keyring import Keyring


class SignedInRequest(HttpRequest):
    """Typing only: `actor` and `keyring` are set by `ActorMiddleware` before the view runs."""

    actor: Actor
    keyring: Keyring
