"""The one error of the embedded server."""


class ServerError(Exception):
    """The embedded PostgreSQL cannot do what was asked; the message says what to do about it."""
