"""`{% load ui %}`: every component of Trama. `trama/ui/README.md` has a snippet of each, `/ui/` shows them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.context import Context
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trama.common.links import link
from trama.ui import agenda as agenda_items
from trama.ui import charts, icons, markup, menu, rendering, timeline
from trama.ui.dates import day_words, moment_words
from trama.ui.markup import esc, made
from trama.ui.tables import heading_cell, page_links, sent_again

register = template.Library()
Text = str | Promise
Badges = Iterable[tuple[Text, str]]

CALLOUT_ICONS = {
    "info": "info",
    "ok": "check-circle",
    "attention": "warning",
    "danger": "danger",
    "safe": "shield",
    "private": "locked",
    "neutral": "info",
}


def _request(context: Context) -> HttpRequest:
    request: HttpRequest = context["request"]
    return request


# --- words and marks -------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, size: str = "", label: Text = "") -> SafeString:
    return icons.icon(name, size=size, label=str(label))


@register.simple_tag
def badge(text: Text, tone: str = "neutral", icon: str = "") -> SafeString:
    """A state in words; tone adds a colour and a small mark, never the meaning alone."""
    return markup.badge(text, tone, icon)


@register.simple_tag
def visible_to(text: Text) -> SafeString:
    """Who sees what stands beside it: `{% visible_to "Lo vede solo il tuo centro" %}`."""
    return markup.visible_to(text)


@register.simple_tag
def progress(value: int, maximum: int, label: Text) -> SafeString:
    return format_html(
        '<label class="progress-line"><span>{}</span><progress value="{}" max="{}"></progress>'
        "<span>{}</span></label>",
        label,
        value,
        maximum,
        _("%(value)s su %(maximum)s") % {"value": value, "maximum": maximum},
    )


@register.filter
def day(value: date | datetime | None) -> str:
    """`{{ path.opened|day }}`: "25 novembre", with the year when it is not this one."""
    return day_words(value) if value else ""


@register.filter
def moment(value: date | datetime | None) -> str:
    """`{{ contact.at|moment }}`: "25 novembre, 9.30"."""
    return moment_words(value) if value else ""


# --- page ------------------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def main_menu(context: Context) -> SafeString | str:
    request = context.get("request")
    entries = menu.entries(request) if request else []
    return markup.main_menu(tuple(entries), get_language()) if entries else ""


@register.simple_tag(takes_context=True)
def person_menu(context: Context) -> SafeString | str:
    request = _request(context)
    return markup.person_menu(request.chrome, get_token(request)) if request.chrome else ""  # type: ignore[attr-defined]


@register.simple_tag
def crumb(label: Text, url_name: str = "", *args: object, url: str = "") -> SafeString:
    """One step of the breadcrumbs: `{% crumb "Percorsi" "cases:list" %}`, or `url=` when it is at hand."""
    href = url or (reverse(url_name, args=args) if args else link(url_name))
    return made(f'<li><a href="{esc(href)}">{esc(label)}</a></li>')


def _badges(badges: Badges) -> SafeString:
    marks = " ".join(badge(text, tone) for text, tone in badges)
    return made(f'<p class="page-badges">{marks}</p>' if marks else "")


@register.simple_block_tag
def heading(  # noqa: PLR0917 - a tag's arguments are named in templates
    content: str, title: Text, eyebrow: Text = "", lead: Text = "", icon: str = "", badges: Badges = ()
) -> SafeString:
    """The page's only `<h1>`, with the page's acts (links and buttons) as content; badges are (text, tone)."""
    mark = icons.icon(icon, size="sm") if icon else ""
    above = f'<p class="eyebrow">{mark}{esc(eyebrow)}</p>' if eyebrow else ""
    below = f'<p class="lead-text">{esc(lead)}</p>' if lead else ""
    acts = f'<div class="page-actions">{esc(content)}</div>' if content.strip() else ""
    return made(
        f'<header class="page-heading"><div class="page-heading-text">{above}<h1>{esc(title)}</h1>{below}'
        f"{_badges(badges)}</div>{acts}</header>"
    )


@register.simple_tag
def action(label: Text, url: str, kind: str = "primary", icon: str = "") -> SafeString:
    """A link that looks like a button. `kind`: primary, secondary, quiet, danger."""
    mark = icons.icon(icon, size="sm") if icon else ""
    return made(f'<a class="btn btn-{esc(kind)}" href="{esc(url)}">{mark}{esc(label)}</a>')


@register.simple_tag(takes_context=True)
def post_button(  # noqa: PLR0917 - a tag's arguments are named in templates
    context: Context,
    label: Text,
    url: str,
    kind: str = "secondary",
    icon: str = "",
    name: str = "",
    value: object = "",
    confirm: Text = "",
) -> SafeString:
    """An act that changes something: a form with one button. `confirm` asks again in JavaScript only."""
    return format_html(
        '<form class="inline-form" method="post" action="{}">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">{}'
        '<button class="btn btn-{}" type="submit"{}>{}{}</button></form>',
        url,
        get_token(_request(context)),
        format_html('<input type="hidden" name="{}" value="{}">', name, value) if name else "",
        kind,
        format_html(' data-confirm="{}"', confirm) if confirm else "",
        icons.icon(icon, size="sm") if icon else "",
        label,
    )


# --- boxes -----------------------------------------------------------------------------------------------------------


@register.simple_block_tag
def card(content: str, title: Text = "", icon: str = "", level: int = 2, footer: str = "") -> SafeString:
    return markup.card(content, title, icon=icon, level=level, footer=footer)


@register.simple_block_tag
def callout(content: str, tone: str, title: Text, icon: str = "", level: int = 2) -> SafeString:
    """`tone`: info, ok, attention, danger, private, or safe (how she may be contacted)."""
    mark = icons.icon(icon or CALLOUT_ICONS[tone])
    return made(
        f'<section class="callout-box callout-{esc(tone)}"><h{level:d} class="callout-title">{mark}{esc(title)}'
        f'</h{level:d}><div class="callout-text">{esc(content)}</div></section>'
    )


@register.simple_block_tag
def facts(content: str, columns: int = 1) -> SafeString:
    """A description list ("scheda") of `{% fact %}`s."""
    return markup.facts(content, columns)


@register.simple_tag
def fact(label: Text, value: object = "", empty: Text = "", hide_empty: bool = False) -> SafeString:
    """A label and its value; lists are joined by commas, what was not said reads "non indicato"."""
    nothing = value is None or value in ("", [], ())
    return made("") if hide_empty and nothing else markup.fact(label, value, empty)


@register.simple_block_tag
def fact_block(content: str, label: Text) -> SafeString:
    return made(f"<div><dt>{esc(label)}</dt><dd>{esc(content)}</dd></div>")


@register.simple_tag
def empty(title: Text, text: Text = "", icon: str = "empty", label: Text = "", url: str = "") -> SafeString:
    """What a list without rows says: what it would hold, and the next act."""
    return format_html(
        '<div class="empty-state">{}<p class="empty-title">{}</p>{}{}</div>',
        icons.icon(icon, size="xl"),
        title,
        format_html("<p>{}</p>", text) if text else "",
        action(label, url, kind="secondary") if url else "",
    )


# --- lists -----------------------------------------------------------------------------------------------------------


@register.simple_block_tag
def table(content: str, caption: Text, show_caption: bool = False, kind: str = "cards") -> SafeString:
    """A table whose rows become cards on a narrow screen: each `<td>` carries its `data-label`."""
    return format_html(
        '<table class="table-list table-{}"><caption class="{}">{}</caption>{}</table>',
        kind,
        "" if show_caption else "visually-hidden",
        caption,
        content,
    )


@register.simple_tag(takes_context=True)
def th(context: Context, label: Text, sort: str = "", numeric: bool = False) -> SafeString:
    """A column heading; with `sort` a link that orders by it (`?sort=name`, again `?sort=-name`).

    What was found by words that were sent has no such link: it could not keep them.
    """
    request = _request(context)
    return heading_cell(request.GET, str(label), "" if request.method == "POST" else sort, numeric=numeric)


@register.inclusion_tag("ui/_pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Links that keep filters and order; buttons that send them again where the list was asked for by POST."""
    request = _request(context)
    if request.method != "POST":
        return {"page": page, "links": page_links(request.GET, page)}
    return {
        "page": page,
        "links": page_links(request.POST, page),
        "again": sent_again(request.POST),
        "path": request.path,
        "csrf_token": get_token(request),
    }


@register.simple_tag
def count(page: Page[Any], singular: Text, plural: Text) -> SafeString:
    """ "1–25 di 312 percorsi"."""
    total = page.paginator.count
    noun = singular if total == 1 else plural
    if page.paginator.num_pages <= 1:
        return format_html('<p class="count">{} {}</p>', total, noun)
    span = f"{page.start_index()}–{page.end_index()}"
    return format_html(
        '<p class="count">{}</p>',
        _("%(span)s di %(total)s %(noun)s")
        % {
            "span": span,
            "total": total,
            "noun": noun,
        },
    )


@register.inclusion_tag("ui/_filters.html", takes_context=True)
def filters(context: Context, form: forms.Form, submit: Text = "", label: Text = "") -> dict[str, Any]:
    """A form above a list: up to three simple fields stand beside each other, the rest fold.

    A GET form, but for one that says `method = "post"`: words about people never stand in an address.
    """
    request = _request(context)
    asked = request.POST if request.method == "POST" else request.GET
    fields = [rendering.field_view(bound) for bound in form.visible_fields()]
    beside = [view for view in fields if view.simple][:3]
    folded = [view for view in fields if view not in beside]
    active = [name for name in form.fields if asked.get(form.add_prefix(name))]
    return {
        "form": form,
        "method": getattr(form, "method", "get"),
        "csrf_token": get_token(request),
        "carried": getattr(form, "carried", False),
        "beside": beside,
        "folded": folded,
        "submit": submit or _("Filtra"),
        "path": request.path,
        "label": label or _("Cerca e filtra"),
        "active": active,
        "sort": asked.get("sort", ""),
        "folded_open": any(view.bound.name in active for view in folded),
    }


# --- paths, agenda, steps --------------------------------------------------------------------------------------------


@register.simple_tag(name="timeline")
def timeline_tag(items: Iterable[timeline.TimelineItem], by: str = "day", level: int = 3) -> SafeString:
    return markup.timeline(timeline.grouped(items, by=by), by=by, level=level)


@register.inclusion_tag("ui/_agenda.html", takes_context=True, name="agenda")
def agenda_tag(context: Context, items: Iterable[agenda_items.AgendaItem]) -> dict[str, Any]:
    return {
        "groups": agenda_items.grouped(items),
        "snooze": [(1, _("Domani")), (3, _("Fra tre giorni")), (7, _("Fra una settimana"))],
        "csrf_token": get_token(_request(context)),
    }


@register.inclusion_tag("ui/_stepper.html")
def stepper(steps: Iterable[Text], current: int) -> dict[str, Any]:
    """`steps` in words, `current` from 1."""
    named = [(number, str(step)) for number, step in enumerate(steps, start=1)]
    return {"steps": named, "current": current, "total": len(named)}


@register.inclusion_tag("ui/_letterhead.html")
def letterhead(organisation: Text, title: Text, date: object = None, note: Text = "") -> dict[str, Any]:
    """The head of a page made to be printed or read together."""
    return {"organisation": organisation, "title": title, "date": date, "note": note}


@register.inclusion_tag("ui/_chart.html")
def chart(figure: charts.Chart, level: int = 2) -> dict[str, Any]:
    return {
        "figure": figure,
        "svg": charts.svg(figure),
        "rows": charts.table_rows(figure),
        "legend": charts.legend(figure),
        "level": level,
    }


# --- forms -----------------------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/_form.html", takes_context=True, name="form")
def form_tag(  # noqa: PLR0917 - a tag's arguments are named in templates
    context: Context,
    form: forms.Form,
    submit: Text = "",
    cancel: str = "",
    action: str = "",
    kind: str = "primary",
    cancel_label: Text = "",
) -> dict[str, Any]:
    """A whole POST form: error summary, sections, hidden fields, buttons, the token against forgery."""
    return {
        "view": rendering.form_view(form),
        "submit": submit or _("Salva"),
        "cancel": cancel,
        "action": action,
        "kind": kind,
        "cancel_label": cancel_label or _("Annulla"),
        "csrf_token": get_token(_request(context)),
    }


@register.inclusion_tag("ui/_form_fields.html", name="fields")
def fields_tag(form: forms.Form) -> dict[str, Any]:
    """The summary and fields of a form without `<form>` and buttons, for pages that hold two forms in one."""
    return {"view": rendering.form_view(form)}


@register.inclusion_tag("ui/_field.html", name="field")
def field_tag(bound: forms.BoundField) -> dict[str, Any]:
    return {"field": rendering.field_view(bound)}


@register.inclusion_tag("ui/_error_summary.html", name="errors")
def errors_tag(form: forms.Form) -> dict[str, Any]:
    return {"view": rendering.form_view(form)}
