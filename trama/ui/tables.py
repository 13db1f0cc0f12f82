"""Links of lists: ordering and paging keep the filters."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from trama.ui.icons import icon

PAGE, SORT = "page", "sort"


def query(params: QueryDict, **changes: str | None) -> str:
    """The query string of this page with some parameters changed, or dropped when None; starts with "?"."""
    copy = params.copy()
    for name, value in changes.items():
        if value is None:
            copy.pop(name, None)
        else:
            copy[name] = value
    return f"?{copy.urlencode()}"


def heading_cell(params: QueryDict, label: str, sort: str, *, numeric: bool = False) -> SafeString:
    css = "numeric" if numeric else ""
    if not sort:
        return format_html('<th scope="col" class="{}">{}</th>', css, label)
    current = params.get(SORT, "")
    order = {sort: "ascending", f"-{sort}": "descending"}.get(current, "none")
    target = f"-{sort}" if order == "ascending" else sort
    mark = {"ascending": "sort-up", "descending": "sort-down", "none": "sort"}[order]
    return format_html(
        '<th scope="col" class="{}" aria-sort="{}"><a href="{}">{}{}</a></th>',
        css,
        order,
        query(params, sort=target, page=None),
        label,
        icon(mark, size="sm"),
    )


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page number with its address; an ellipsis has no address."""

    label: str
    url: str
    current: bool


def sent_again(params: QueryDict) -> list[tuple[str, str]]:
    """What a search sent, as hidden fields of the form that asks for its next page."""
    names = [name for name in params if name not in {PAGE, "csrfmiddlewaretoken"}]
    return [(name, value) for name in names for value in params.getlist(name)]


def page_links(params: QueryDict, page: Page[Any]) -> dict[str, Any]:
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = [
        PageLink(str(n), query(params, page=str(n)), n == page.number)
        if isinstance(n, int)
        else PageLink("…", "", current=False)
        for n in numbers
    ]
    return {
        "before": page.number - 1,
        "after": page.number + 1,
        "numbers": links,
        "previous": query(params, page=str(page.number - 1)) if page.has_previous() else "",
        "next": query(params, page=str(page.number + 1)) if page.has_next() else "",
        "summary": _("Pagina %(n)s di %(total)s") % {"n": page.number, "total": page.paginator.num_pages},
    }
