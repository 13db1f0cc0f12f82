"""System checks: every URL declares its action."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import Error, Tags, register
from django.urls import URLPattern, URLResolver, get_resolver


def walk_patterns(
    patterns: Sequence[URLPattern | URLResolver], prefix: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Every (route, pattern) of the URL configuration."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk_patterns(pattern.url_patterns, route)
        else:
            yield route, pattern


@register(Tags.urls)
def every_url_has_an_action(app_configs: Sequence[AppConfig] | None = None, **_kwargs: Any) -> list[Error]:
    return [
        Error(f"URL {route!r} declares no action.", hint="Use trama.access.urls.path.", id="trama.E001")
        for route, pattern in walk_patterns(get_resolver().url_patterns)
        if not hasattr(pattern.callback, "action")
    ]
