"""The request as views see it: with who acts and what she can open, set by `accounts`' middleware."""

from trama.access import http
from trama.vault.keyring import Keyring


class ActorRequest(http.ActorRequest):
    """A request of somebody signed in, with her keys."""

    keyring: Keyring
