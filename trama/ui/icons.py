"""The icons of the sprite, made from `frontend/icons/`. An unknown name fails at once, in tests and not on screen."""

import re
from functools import cache, lru_cache
from pathlib import Path

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

SPRITE = Path(__file__).parent / "static" / "ui" / "icons.svg"


@cache
def names() -> frozenset[str]:
    return frozenset(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text(encoding="utf-8")))


@cache
def _sprite() -> str:
    return static("ui/icons.svg")


def icon(name: str, *, size: str = "", label: str = "") -> SafeString:
    """An icon of the sprite; without `label` it is decoration, hidden from screen readers."""
    return _icon(name, size, label)


@lru_cache(maxsize=512)
def _icon(name: str, size: str, label: str) -> SafeString:
    if name not in names():
        raise KeyError(f"no icon {name!r} in the sprite: see frontend/icons/")
    css = f"icon icon-{size}" if size else "icon"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}#{}"></use></svg>',
            css,
            label,
            _sprite(),
            name,
        )
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>', css, _sprite(), name
    )
