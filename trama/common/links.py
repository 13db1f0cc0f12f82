"""Addresses made of ids, worked out once: a page with forty links spent a tenth of its time in Django's `reverse`."""

from collections.abc import Callable
from functools import lru_cache
from uuid import UUID, uuid4

from django.conf import settings
from django.urls import get_script_prefix, reverse


def link(name: str, *ids: UUID | str) -> str:
    """`reverse(name, args=ids)`; text only of letters (a slug of ours): it is not quoted."""
    first, *others = _parts(name, len(ids), settings.ROOT_URLCONF, get_script_prefix())
    return first + "".join([f"{one}{after}" for one, after in zip(ids, others, strict=True)])


def linker(name: str, *given: UUID) -> Callable[[UUID], str]:
    """`link(name, *given, …)` of one more id, for a page with many of one kind."""
    *parts, after = _parts(name, len(given) + 1, settings.ROOT_URLCONF, get_script_prefix())
    before = "".join([f"{part}{one}" for part, one in zip(parts, given, strict=False)]) + parts[-1]

    def linked(last: UUID) -> str:
        return f"{before}{last}{after}"

    return linked


@lru_cache(maxsize=1024)
def _parts(name: str, number: int, _urlconf: str, _prefix: str) -> tuple[str, ...]:
    """What stands before, between and after the ids."""
    stand_ins = [uuid4() for _ in range(number)]
    parts, rest = [], reverse(name, args=stand_ins)
    for one in stand_ins:
        before, found, rest = rest.partition(str(one))
        if not found:
            raise ValueError(f"{name} does not show its ids in their order")
        parts.append(before)
    return (*parts, rest)
