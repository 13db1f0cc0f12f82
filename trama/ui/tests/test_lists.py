"""Lists: filters and order are kept from page to page."""

from typing import Any
from urllib.parse import parse_qs

import pytest
from django.core.paginator import Page, Paginator
from django.http import QueryDict

from trama.ui.forms import CodeField, CodesField, TextField, TramaForm
from trama.ui.tables import page_links, query
from trama.ui.tests.conftest import Render

CODES = [(str(n), f"Voce {n}") for n in range(9)]


class Filters(TramaForm):
    q = TextField(label="Nome")
    state = CodeField(CODES, label="Stato")
    kinds = CodesField(CODES, label="Forme")


def page(number: int = 1, rows: int = 100) -> Page[Any]:
    return Paginator(range(rows), 10).get_page(number)


def test_paging_keeps_filters_order_and_repeated_values() -> None:
    params = QueryDict("q=am%26ina&kinds=1&kinds=2&sort=-name&page=3")
    kept = parse_qs(page_links(params, page(3))["next"].removeprefix("?"))
    assert kept == {"q": ["am&ina"], "kinds": ["1", "2"], "sort": ["-name"], "page": ["4"]}


def test_a_new_order_starts_from_the_first_page_and_keeps_filters(draw: Render) -> None:
    html = draw('{% th "Nome" sort="name" %}', path="/?q=a&page=4&kinds=1&kinds=2")
    assert 'href="?q=a&amp;kinds=1&amp;kinds=2&amp;sort=name"' in html
    assert 'aria-sort="none"' in html


@pytest.mark.parametrize(
    ("sort", "said", "then"),
    [("name", "ascending", "-name"), ("-name", "descending", "name"), ("", "none", "name")],
)
def test_an_order_is_said_and_can_be_turned(draw: Render, sort: str, said: str, then: str) -> None:
    html = draw('{% th "Nome" sort="name" %}', path=f"/?sort={sort}")
    assert f'aria-sort="{said}"' in html
    assert f"sort={then}" in html


def test_a_value_in_the_address_cannot_become_markup(draw: Render) -> None:
    html = draw('{% th "Nome" sort="name" %}{% pagination page %}', path='/?q="><script>', page=page(2))
    assert "<script>" not in html


def test_the_present_page_is_marked_and_long_ranges_are_cut(draw: Render) -> None:
    html = draw("{% pagination page %}", page=page(5))
    assert html.count('aria-current="page"') == 1
    assert "Pagina 5 di 10" in html
    assert "…" in html


def test_one_page_needs_no_paging(draw: Render) -> None:
    assert "<nav" not in draw("{% pagination page %}", page=page(1, rows=3))


def test_the_count_is_in_words(draw: Render) -> None:
    source = '{% count page "percorso" "percorsi" %}'
    assert "1 percorso<" in draw(source, page=page(1, rows=1))
    assert "21–30 di 100 percorsi" in draw(source, page=page(3))


def test_filters_keep_the_order_and_show_what_is_on(draw: Render) -> None:
    form = Filters(QueryDict("q=ami&kinds=2"))
    html = draw("{% filters form %}", path="/percorsi/?q=ami&kinds=2&sort=-name", form=form)
    assert '<input type="hidden" name="sort" value="-name">' in html
    assert 'value="ami"' in html
    assert '<details class="filters-more" open>' in html
    assert 'href="/percorsi/"' in html  # take the filters away


def test_filters_that_are_off_stay_folded(draw: Render) -> None:
    html = draw("{% filters form %}", path="/percorsi/", form=Filters(QueryDict("")))
    assert '<details class="filters-more">' in html
    assert "Togli i filtri" not in html


def test_a_parameter_can_be_dropped() -> None:
    assert query(QueryDict("a=1&b=2&b=3"), b=None) == "?a=1"
