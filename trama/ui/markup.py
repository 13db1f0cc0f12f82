"""Markup made in Python, for what a page holds many of: a template costs ten times as much for each row.

Every value passes through `esc`, as in a template; pages themselves stay templates.
"""

import html
import re
from collections.abc import Iterable
from datetime import datetime, tzinfo

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from trama.ui import icons
from trama.ui.dates import day_words, hour_words, local_day
from trama.ui.menu import Entry
from trama.ui.timeline import Group, TimelineItem
from trama.ui.tones import TONES

BADGE_ICONS = {
    "danger": "danger",
    "attention": "warning",
    "ok": "check",
    "private": "locked",
    "closed": "minus",
}


def esc(value: object) -> str:
    """`value` as HTML: escaped, unless it is markup already."""
    return value if isinstance(value, SafeString) else html.escape(str(value))


def made(markup: str) -> SafeString:
    """Says that every value in `markup` passed through `esc`."""
    return mark_safe(markup)  # noqa: S308


def paragraphs(text: str) -> str:
    """Typed text in `<p>`, its single line breaks kept."""
    if isinstance(text, SafeString):
        return f"<p>{text}</p>"
    parts = re.split("\n{2,}", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(f"<p>{esc(part).replace(chr(10), '<br>')}</p>" for part in parts)


def badge(text: object, tone: str = "neutral", icon: str = "") -> SafeString:
    """A state in words; tone adds a colour and a small mark, never the meaning alone."""
    if tone not in TONES:
        raise ValueError(f"unknown tone {tone!r}")
    name = icon or BADGE_ICONS.get(tone, "")
    mark = icons.icon(name, size="badge") if name else ""
    return made(f'<span class="badge-state badge-{tone}">{mark}{esc(text)}</span>')


def visible_to(text: object) -> SafeString:
    return made(f'<p class="visible-to">{icons.icon("eye", size="sm")}{esc(text)}</p>')


def timeline(groups: Iterable[Group], *, by: str, level: int) -> SafeString:
    """The groups of `timeline.grouped`, each under a heading of `level`."""
    zone = timezone.get_current_timezone()
    drawn = "".join(
        f'<li class="timeline-group"><h{level} class="timeline-date">'
        f'<time datetime="{group.date.isoformat()}">{esc(group.heading)}</time></h{level}>'
        f'<ol class="timeline-items">{"".join(_timeline_item(item, by, zone) for item in group.items)}</ol></li>\n'
        for group in groups
    )
    return made(f'<ol class="timeline">{drawn}</ol>')


def _timeline_item(item: TimelineItem, by: str, zone: tzinfo) -> str:
    title = esc(item.title)
    if item.url:
        title = f'<a href="{esc(item.url)}">{title}</a>'
    badges = "".join(f" {badge(text, tone)}" for text, tone in item.badges)
    text = f'<div class="timeline-text">{paragraphs(item.text)}</div>' if item.text else ""
    details = "".join(f"<div><dt>{esc(name)}</dt><dd>{esc(value)}</dd></div>" for name, value in item.details)
    return (
        f'<li class="timeline-item timeline-{item.tone}"><span class="timeline-icon">{icons.icon(item.icon)}</span>'
        f'<article class="timeline-body"><p class="timeline-meta">{_timeline_meta(item, by, zone)}</p>'
        f'<p class="timeline-title">{title}{badges}</p>{text}'
        + (f'<dl class="timeline-details">{details}</dl>' if details else "")
        + (visible_to(item.visible_to) if item.visible_to else "")
        + "</article></li>\n"
    )


def _timeline_meta(item: TimelineItem, by: str, zone: tzinfo) -> str:
    """What kind of thing it was, when, who wrote it."""
    day = day_words(local_day(item.at, zone)) if by == "month" else ""
    hour = hour_words(item.at, zone) if isinstance(item.at, datetime) else ""
    others = "".join(f"<span>{esc(part)}</span>" for part in (day, hour, item.who) if part)
    return f'<span class="timeline-kind">{esc(item.kind)}</span>{others}'


def menu_entry(entry: Entry) -> SafeString:
    current = f' aria-current="{entry.current}"' if entry.current else ""
    count = f'<span class="menu-count">{entry.count}</span>' if entry.count else ""
    return made(
        f'<li><a href="{esc(entry.url)}"{current}>{icons.icon(entry.icon, size="sm")}'
        f"<span>{esc(entry.label)}</span>{count}</a></li>"
    )
