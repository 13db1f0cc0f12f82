"""Paper is made here, without network, and twice the same."""

from datetime import date
from pathlib import Path

import pytest

from trama.common.pdf import PdfError, render
from trama.common.printable import everywhere, plain, settled

DAY = date(2026, 3, 8)
SHEET = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title, date: datetime(year: 2026, month: 3, day: 8))
#set text(lang: "it")
= #data.title
#data.text
"""


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "sheet.typ"
    path.write_text(SHEET)
    return path


def test_the_same_data_and_day_give_the_same_bytes(sheet: Path) -> None:
    data = {"title": "Prova", "text": "Perché sì – «così» ăîșț"}
    once = render(sheet, data, day=DAY)
    assert once.startswith(b"%PDF-1.7")
    assert once == render(sheet, dict(reversed(data.items())), day=DAY)
    assert once != render(sheet, data | {"text": "altro"}, day=DAY)


def test_it_is_tagged_and_says_its_language_and_title(sheet: Path) -> None:
    pdf = render(sheet, {"title": "Prova", "text": "x"}, day=DAY)
    for mark in (b"/MarkInfo", b"/StructTreeRoot", b"/Lang", b"pdfuaid", b"pdfaid"):
        assert mark in pdf


def test_data_are_data_and_not_markup(sheet: Path) -> None:
    """What somebody types cannot run as typst."""
    pdf = render(sheet, {"title": "Prova", "text": '#read("/etc/passwd") #panic("x") $a$ = b'}, day=DAY)
    assert pdf.startswith(b"%PDF")


def test_an_error_quotes_no_data(sheet: Path) -> None:
    with pytest.raises(PdfError) as refused:
        render(sheet, {"title": "Maria Rossi"}, day=DAY)
    assert "Maria" not in str(refused.value)
    assert refused.value.__suppress_context__


def test_nothing_is_fetched_and_nothing_outside_its_folder_is_read(sheet: Path) -> None:
    sheet.write_text(SHEET + '#read("/../../../../etc/hostname")')
    with pytest.raises(PdfError):
        render(sheet, {"title": "Prova", "text": "x"}, day=DAY)
    other = sheet.with_name("other.typ")
    other.write_text('#import "@preview/cetz:0.3.1"')
    with pytest.raises(PdfError, match="network"):
        render(other, {}, day=DAY)


@pytest.mark.parametrize(
    "typed",
    [
        "Festa 🎉",
        "漢字",
        "\ue000",
        "\ufffe",
        "\x07",
        "\u200b",
        "x \u0600 y \u08e2",
        "\u202egnp.exe",
        "e" + "\u0301" * 60,
    ],
)
def test_nobody_stops_a_paper_by_typing_a_sign_that_no_font_has(sheet: Path, typed: str) -> None:
    """PDF/A refuses missing glyphs, and some signs make typst panic: one title would stop the year's report."""
    once = render(sheet, {"title": typed, "text": "è già così"}, day=DAY)
    assert once.startswith(b"%PDF")
    assert once == render(sheet, {"title": typed, "text": "è già così"}, day=DAY)


def test_a_sign_that_cannot_be_printed_is_seen_to_be_missing() -> None:
    assert plain(settled("Festa 🎉 a Città")) == "Festa □ a Città"
    assert settled("fattura\u202efdp.exe") == "fatturafdp.exe", "nothing reads backwards on paper"
    assert everywhere({"a": ["\u200b", ("x", 3)]}, settled) == {"a": ["□", ["x", 3]]}
