"""PostgreSQL as Django reaches it, at less cost for a page that asks a dozen statements (docs/decisions/0050).

Django reads each `timestamptz` in Python and puts UTC in the place of its zone; on a page with seventy of them that was
a twelfth of the processor's time. The session's zone is UTC already, and what the compiled loader makes is the same.
"""

from collections.abc import Hashable
from datetime import UTC
from functools import lru_cache
from typing import Any, Final

import psycopg
from django.db.backends.postgresql import base
from django.db.backends.utils import CursorWrapper
from psycopg.abc import AdaptContext
from psycopg.adapt import AdaptersMap, Loader
from psycopg.postgres import types
from psycopg.pq import Format

_READ: Final[Any] = psycopg.adapters.get_loader(types["timestamptz"].oid, Format.TEXT)


class UtcLoader(Loader):
    """Stands for psycopg's own, which is compiled and has no room for what Django asks of a loader: its `timezone`."""

    timezone = UTC

    def __new__(cls, oid: int, context: AdaptContext | None = None) -> Any:
        return _READ(oid, context)

    load = _READ.load


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, but for what `adapted` changes, for `same_cursor`, and for what `access.asking` sends ahead."""

    _same: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ahead: dict[Hashable, CursorWrapper] = {}

    def same_cursor(self) -> CursorWrapper:
        """The cursor of this request: a new one costs more than half of what a short statement does.

        For who fetches the whole answer before anything else is asked; it is not closed.
        """
        self.close_if_health_check_failed()
        self.ensure_connection()
        if self._same is None or self._same.connection is not self.connection:
            self._same = self.create_cursor()
        wrapped: CursorWrapper = self._prepare_cursor(self._same)  # type: ignore[attr-defined]  # as _cursor does
        return wrapped

    def close_if_unusable_or_obsolete(self) -> None:
        self._same = None  # Django asks between requests: no answer outlives the one it was for
        super().close_if_unusable_or_obsolete()

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        if self.timezone is UTC:
            params["context"] = adapted(params["context"])
        return params


@lru_cache
def adapted(context: AdaptersMap) -> AdaptersMap:
    """`context` as Django made it, instants apart."""
    own = AdaptersMap(context)
    own.register_loader("timestamptz", UtcLoader)
    return own
