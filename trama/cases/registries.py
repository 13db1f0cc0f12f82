"""What apps above add to a path. (What apps below hold of it is read directly: see `registrations`.)"""

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from trama.access.actor import Actor
from trama.cases.models import Path
from trama.common.registry import Registry
from trama.ui.timeline import TimelineItem
from trama.vault.keyring import Keyring


class TimelineProvider(Protocol):
    """Items of one path: at most one query, nothing that `actor` may not read."""

    def __call__(self, *, actor: Actor, keyring: Keyring, path: Path) -> Iterable[TimelineItem]: ...


class OnErase(Protocol):
    """Forgets what it holds of `subject`, in the same transaction; the record key is destroyed right after."""

    def __call__(self, *, actor: Actor, subject: UUID) -> None: ...


timeline: Registry[TimelineProvider] = Registry("timeline")
on_erase: Registry[OnErase] = Registry("on_erase")
