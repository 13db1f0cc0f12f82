"""The errors of the embedded server."""


class ServerError(Exception):
    """The embedded PostgreSQL cannot do what was asked; the message says what to do about it."""


class DatabaseInUseError(ServerError):
    """Somebody is connected to it who may not be sent away: a serving application."""
