"""Amounts: read as people write them, kept to the cent, summed by the database, harmless in a spreadsheet."""

import csv
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from trama.access.context import acting
from trama.protocol.resources import selectors, services, sheets
from trama.protocol.resources.models import FundingLine
from trama.protocol.resources.money import AmountField, euro, parsed, short, written
from trama.protocol.resources.tests.conftest import make_line
from trama.testing.cast import Cast

MONEY = st.decimals(min_value=0, max_value=Decimal("999999999999.99"), places=2, allow_nan=False)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12.345,60", "12345.60"), ("12345.60", "12345.60"), ("12345", "12345"), ("€ 1.200", "1200"),
        ("1.200.000", "1200000"), ("0,5", "0.5"), ("1 200,00", "1200.00"), ("1200.5", "1200.5"), ("0", "0"),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_people_write_it(text: str, amount: str) -> None:
    assert parsed(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    ["-5", "1,234,5", "12,345.60", "1.23.456", "1.2345", "dieci", "1e9", "NaN", "١٢", "", ",", "1.", "0,001"],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        parsed(text)


@given(MONEY)
def test_what_is_written_is_read_back_to_the_cent(amount: Decimal) -> None:
    assert parsed(written(amount)) == amount
    assert parsed(euro(amount)) == amount
    assert parsed(short(amount)) == amount


def test_the_field_says_what_is_wrong_and_stops_at_what_the_table_holds() -> None:
    field = AmountField(required=True)
    assert field.clean(" 1.000,00 ") == Decimal(1000)
    for text in ("", "molto", "9" * 41, "1.000.000.000.000"):
        with pytest.raises(ValidationError):
            field.clean(text)
    assert AmountField().clean("") is None
    assert field.prepare_value(Decimal("1234.5")) == "1.234,50"


@pytest.mark.django_db
def test_sums_are_exact_and_the_databases(cast: Cast, line: FundingLine) -> None:
    other = make_line(cast, name="Altra")
    with acting(cast.tea.actor):
        services.write_year(actor=cast.tea.actor, line=other, year=2025, budget=Decimal("0.10"))
    with acting(cast.franca.actor), CaptureQueriesContext(connection) as queries:
        totals = selectors.year_totals(cast.franca.actor)
    assert len(queries) == 1
    assert [(one.year, one.budget, one.spent, one.over) for one in totals] == [
        (2024, Decimal("100000.10"), Decimal("99999.90"), False),
        (2025, Decimal("80000.30"), Decimal("80000.30"), False),
    ]
    assert all(isinstance(one.budget, Decimal) for one in totals)


@pytest.mark.django_db
def test_more_spent_than_foreseen_is_kept_and_found(cast: Cast, line: FundingLine) -> None:
    make_line(cast, name="Altra")
    with acting(cast.franca.actor):
        day = date(2026, 1, 1)
        assert not selectors.lines(cast.franca.actor, state="over", today=day).exists(), "all years together"
        (found,) = selectors.lines(cast.franca.actor, year=2025, state="over", today=day)
        assert (found.pk, found.budget, found.spent) == (line.pk, Decimal("80000.20"), Decimal("80000.30"))


@pytest.mark.parametrize(
    "text", ["=1+1", "+39", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|' /C calc'!A0", "%0A", "＝1", "|x"]
)
def test_no_text_is_a_formula(text: str) -> None:
    assert sheets.cell(text).startswith("'")


@given(st.text(max_size=40))
def test_a_cell_never_begins_as_a_formula(text: str) -> None:
    assert not sheets.cell(text).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.django_db
def test_the_sheet_of_lines(cast: Cast, line: FundingLine) -> None:
    make_line(cast, name="=HYPERLINK()", source='con "virgolette"; e punto e virgola')
    with acting(cast.franca.actor), CaptureQueriesContext(connection) as queries:
        text = sheets.lines_sheet(cast.franca.actor)
    assert len(queries) == 3
    assert text.startswith("\ufeff")
    rows = list(csv.reader(StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert rows[0] == list(sheets.LINES)
    assert ["2024", "100000,10", "99999,90"] in [row[6:9] for row in rows]
    assert [row[:2] for row in rows if "HYPERLINK" in row[0]] == [
        ["'=HYPERLINK()", 'con "virgolette"; e punto e virgola']
    ]
