"""What apps above add to a path. (What apps below hold of it is read directly: see `registrations`.)"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.utils.functional import Promise

from trama.access.actor import Actor
from trama.cases.models import Path
from trama.common.registry import Registry
from trama.ui.timeline import TimelineItem
from trama.ui.tones import Tone
from trama.vault.keyring import Keyring


class TimelineProvider(Protocol):
    """Items of one path: at most one query, nothing that `actor` may not read."""

    def __call__(self, *, actor: Actor, keyring: Keyring, path: Path) -> Iterable[TimelineItem]: ...


class OnErase(Protocol):
    """Forgets what it holds of `subject`, in the same transaction; the record key is destroyed right after."""

    def __call__(self, *, actor: Actor, subject: UUID) -> None: ...


@dataclass(frozen=True)
class EventWords:
    """How one event reads."""

    title: str
    text: str = ""
    url: str = ""
    tone: Tone = "neutral"
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class EventKind:
    """What a service of an app above writes among her entries (`services.timeline.write_event`): it costs no query."""

    code: str
    label: str | Promise
    icon: str
    words: Callable[[Mapping[str, Any]], EventWords]  # of the sealed content


timeline: Registry[TimelineProvider] = Registry("timeline")
on_erase: Registry[OnErase] = Registry("on_erase")
events: Registry[EventKind] = Registry("events")
