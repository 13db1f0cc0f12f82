"""Charts: what is small stays hidden, what is typed cannot become markup, the table says the same as the drawing."""

import xml.etree.ElementTree as ET
from typing import Literal

import pytest

from trama.ui.charts import Chart, Series, shown, svg, table_rows
from trama.ui.tests.conftest import Render

Kind = Literal["bars", "columns", "line"]
KINDS: tuple[Kind, ...] = ("bars", "columns", "line")


def figure(kind: Kind = "bars", **changes: object) -> Chart:
    parts: dict[str, object] = {
        "slug": "age",
        "title": "Età",
        "categories": ("18-29", "30-39", "40-49"),
        "series": (Series("Italiana", (10, None, 0)), Series("Straniera", (5, 20, None))),
        "kind": kind,
    }
    return Chart(**{**parts, **changes})  # type: ignore[arg-type]


def drawing(chart: Chart) -> ET.Element:
    return ET.fromstring(str(svg(chart)))


def words(chart: Chart) -> list[str]:
    return ["".join(text.itertext()) for text in drawing(chart).iter("text")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_hidden_number_reads_as_dots_and_has_no_mark(kind: Kind) -> None:
    chart = figure(kind, series=(Series("Donne", (10, None, 8)),))
    assert words(chart).count("…") == 1
    marks = {"bars": "rect", "columns": "rect", "line": "circle"}[kind]
    assert len(list(drawing(chart).iter(marks))) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_zero_is_a_zero_and_not_dots(kind: Kind) -> None:
    chart = figure(kind, series=(Series("Donne", (10, 0, 8)),))
    assert words(chart).count("0") == 1
    assert "…" not in words(chart)


def test_a_line_is_broken_where_a_number_is_hidden() -> None:
    chart = figure("line", categories=("1", "2", "3", "4", "5"), series=(Series("x", (1, 2, None, 3, 4)),))
    assert len([line for line in drawing(chart).iter("line") if line.get("class") == "stroke-0"]) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_labels_cannot_become_markup(kind: Kind) -> None:
    evil = '<script>alert(1)</script>&"'
    chart = figure(kind, title=evil, categories=(evil, "b", "c"), series=(Series(evil, (1, 2, 3)),))
    assert "<script" not in str(svg(chart))
    assert any("alert(1)" in word for word in words(chart))


def test_the_page_with_a_chart_escapes_too(draw: Render) -> None:
    evil = "<img src=x onerror=alert(1)>"
    chart = figure(title=evil, note=evil, summary=evil, category_label=evil)
    html = draw("{% chart figure %}", figure=chart)
    assert "<img" not in html


@pytest.mark.parametrize("kind", KINDS)
def test_no_style_and_a_title_for_who_does_not_see_it(kind: Kind) -> None:
    root = drawing(figure(kind))
    assert not [element for element in root.iter() if "style" in element.attrib or element.tag == "style"]
    assert root.get("role") == "img"
    assert (root.get("aria-labelledby") or "").split() == [root[0].get("id"), root[1].get("id")]
    assert "Italiana: 18-29 10, 30-39 …, 40-49 0" in (root[1].text or "")


def test_the_longest_bar_leaves_room_for_its_value() -> None:
    widths = [
        float((bar.get("width") or "0%")[:-1]) for bar in drawing(figure()).iter("rect") if bar.get("rx")
    ]
    assert max(widths) == 80
    assert sorted(widths) == [20, 40, 80]


def test_the_table_says_what_the_drawing_says(draw: Render) -> None:
    chart = figure(totals=(10, 25))
    assert table_rows(chart) == [
        ("18-29", ["10", "5"]),
        ("30-39", ["…", "20"]),
        ("40-49", ["0", "…"]),
        ("Totale", ["10", "25"]),
    ]
    html = draw("{% chart figure %}", figure=chart)
    assert '<tr class="total"><th scope="row">Totale</th>' in html
    assert "numero piccolo" in html


def test_totals_are_never_worked_out_here() -> None:
    assert [row[0] for row in table_rows(figure())] == ["18-29", "30-39", "40-49"]


def test_nothing_hidden_needs_no_note(draw: Render) -> None:
    chart = figure(series=(Series("Donne", (10, 0, 8)),))
    assert "numero piccolo" not in draw("{% chart figure %}", figure=chart)


@pytest.mark.parametrize("kind", KINDS)
def test_a_year_without_anything_draws(kind: Kind) -> None:
    assert words(figure(kind, series=(Series("Donne", (0, 0, 0)),)))
    assert svg(figure(kind, categories=(), series=(Series("Donne", ()),)))


def test_every_category_needs_its_value() -> None:
    with pytest.raises(ValueError, match="2 values for 3 categories"):
        figure(series=(Series("Donne", (1, 2)),))


def test_numbers_are_written_the_italian_way() -> None:
    assert [shown(12345), shown(12.5, "%"), shown(3.0), shown(None)] == ["12.345", "12,5%", "3", "…"]


def test_two_charts_on_a_page_have_ids_of_their_own(draw: Render) -> None:
    html = draw("{% chart one %}{% chart two %}", one=figure(), two=figure(slug="other"))
    assert html.count('id="age-title"') == html.count('id="other-title"') == 1
    assert 'id="age-hatch-1"' in html
    assert "url(#other-hatch-1)" in html
