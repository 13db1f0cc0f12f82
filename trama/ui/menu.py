"""The main menu: apps register their entries from `AppConfig.ready`; each person sees those she may open."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from django.http import HttpRequest
from django.utils.functional import Promise

from trama.common.links import link
from trama.common.registry import Registry


class Check(Protocol):
    """Whether `actor` may do `action`; `access` has it, and may not be imported from here."""

    def __call__(self, actor: object, action: object, /) -> bool: ...


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry. Lower `order` comes first; entries with the same `group` stand under that heading.

    `shown`: whether it makes sense for this organisation; what a person may see, `action` says.
    """

    label: str | Promise
    url_name: str
    action: object
    order: int = 100
    icon: str = "folder"
    group: str | Promise = ""
    count: Callable[[HttpRequest], int] | None = None
    shown: Callable[[HttpRequest], bool] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A menu item as drawn: `current` is "page", "true" (a page below it) or ""."""

    label: str
    url: str
    icon: str
    group: str
    current: str
    count: int


menu: Registry[MenuItem] = Registry("menu")


class _Gate:
    """Holds the check that `config` wires at start; until then nothing is allowed."""

    check: Check | None = None


def allow_with(check: Check) -> None:
    """Say who may see which entry: `allow_with(access.may)`, once, from `config`."""
    _Gate.check = check


def entries(request: HttpRequest) -> list[Entry]:
    """What the person of this request sees, in order, with the entry she is in marked."""
    actor = getattr(request, "actor", None)
    check = _Gate.check
    if actor is None or check is None:
        return []
    hers = (item for item in menu if check(actor, item.action))
    allowed = sorted(
        (item for item in hers if item.shown is None or item.shown(request)), key=lambda item: item.order
    )
    urls = [link(item.url_name) for item in allowed]
    here = max((url for url in urls if request.path.startswith(url)), key=len, default="")
    return [
        Entry(
            label=str(item.label),
            url=url,
            icon=item.icon,
            group=str(item.group),
            current="" if url != here else "page" if url == request.path else "true",
            count=item.count(request) if item.count else 0,
        )
        for item, url in zip(allowed, urls, strict=True)
    ]
