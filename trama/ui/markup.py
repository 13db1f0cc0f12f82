"""Markup made in Python, for what a page holds many of: a template costs ten times as much for each row.

Every value passes through `esc`, as in a template; pages themselves stay templates.
"""

import html
import re
from collections.abc import Iterable
from datetime import datetime, tzinfo
from functools import lru_cache
from itertools import groupby

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from trama.ui import icons
from trama.ui.chrome import Chrome
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


_SPECIAL = re.compile("[&<>\"']")


def esc(value: object) -> str:
    """`value` as HTML: escaped, unless it is markup already."""
    if isinstance(value, SafeString):
        return value
    text = value if type(value) is str else str(value)
    return html.escape(text) if _SPECIAL.search(text) else text


def made(markup: str) -> SafeString:
    """Says that every value in `markup` passed through `esc`."""
    return SafeString(markup)


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


def card(content: str, title: object = "", *, icon: str = "", level: int = 2, footer: str = "") -> SafeString:
    mark = icons.icon(icon) if icon else ""
    head = f'<h{level:d} class="card-title">{mark}{esc(title)}</h{level:d}>' if title else ""
    foot = f'<p class="card-foot">{esc(footer)}</p>' if footer else ""
    return made(f'<section class="card-box">{head}{esc(content)}{foot}</section>')


def facts(content: str, columns: int = 1) -> SafeString:
    return made(f'<dl class="facts facts-{columns:d}">{esc(content)}</dl>')


def fact(label: object, value: object = "", empty: object = "") -> SafeString:
    """A label and its value; lists are joined by commas, what was not said reads `empty` or "non indicato"."""
    if isinstance(value, list | tuple):
        value = made(", ".join(esc(item) for item in value))
    if value is None or value == "":
        value = made(f'<span class="muted">{esc(empty or _("non indicato"))}</span>')
    return made(f"<div><dt>{esc(label)}</dt><dd>{esc(value)}</dd></div>")


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


@lru_cache(maxsize=256)
def main_menu(entries: tuple[Entry, ...], _language: str | None) -> SafeString:
    """Drawn twice, folded on a telephone and at the side of a desk; the same entries are not drawn again."""
    shown = "".join(
        (f'<p class="menu-group">{esc(group)}</p>' if group else "")
        + f'<ul class="menu-list">{"".join(map(_menu_entry, own))}</ul>'
        for group, own in groupby(entries, key=lambda entry: entry.group)
    )
    label = esc(_("Menu principale"))
    return made(
        f'<details class="menu-fold"><summary>{icons.icon("menu", size="sm")}{esc(_("Menu"))}</summary>'
        f'<nav aria-label="{label}">{shown}</nav></details>\n'
        f'<nav class="menu-side" aria-label="{label}">{shown}</nav>'
    )


def _menu_entry(entry: Entry) -> str:
    current = f' aria-current="{entry.current}"' if entry.current else ""
    count = f'<span class="menu-count">{entry.count}</span>' if entry.count else ""
    return (
        f'<li><a href="{esc(entry.url)}"{current}>{icons.icon(entry.icon, size="sm")}'
        f"<span>{esc(entry.label)}</span>{count}</a></li>"
    )


def person_menu(chrome: Chrome, token: str) -> SafeString:
    """Who is signed in, and her way out; `token` against forgery."""
    person, small = esc(chrome.person), "sm"
    links = (
        (chrome.account_url, "settings", _("Il mio accesso")),
        (chrome.switch_url, "house", _("Cambia organizzazione")),
    )
    shown = "".join(
        f'<li><a href="{esc(url)}">{icons.icon(icon, size=small)}{esc(words)}</a></li>'
        for url, icon, words in links
        if url
    )
    return made(
        f'<details class="person-menu"><summary>{icons.icon("user", size=small)}<span>{person}</span></summary>'
        f'<div class="person-menu-panel"><p class="person-menu-who"><strong>{person}</strong>'
        f"<br>{esc(chrome.organisation)}</p><ul>{shown}</ul>"
        f'<form method="post" action="{esc(chrome.sign_out_url)}">'
        f'<input type="hidden" name="csrfmiddlewaretoken" value="{token}">'
        f'<button class="btn btn-secondary" type="submit">{icons.icon("logout", size=small)}{esc(_("Esci"))}</button>'
        "</form></div></details>"
    )
