"""`DATABASES["default"]["ENGINE"]`: see the package."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A server that goes away, restarts or ends a session says so on the socket; a quiet socket has nothing to tell."""

    def is_usable(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        waiting = select.poll()
        waiting.register(self.connection.fileno(), select.POLLIN)
        if not waiting.poll(0):
            return True
        return bool(super().is_usable())
