"""The pages of resources and evaluation: what each reads and writes, with how many questions; nothing per woman."""

import ast
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from trama.access.context import acting
from trama.cases.tests.test_budgets import at_most
from trama.protocol.resources import services
from trama.protocol.resources.forms import NEVER, SustainedForm
from trama.protocol.resources.models import FundingLine, Indicator, IndicatorValue, YearAmount
from trama.protocol.resources.money import written
from trama.protocol.resources.tests.conftest import make_convention, make_indicator, make_line
from trama.testing.cast import Cast, Person

ClientOf = Callable[[Person], Client]
PACKAGE = Path(__file__).resolve().parents[1]


def url(name: str, *args: object) -> str:
    return reverse(f"protocol:{name}", args=args)


def test_a_referent_reads_the_lines_and_writes_none(
    cast: Cast, client_of: ClientOf, line: FundingLine
) -> None:
    browser = client_of(cast.franca)
    home = browser.get(url("resources")).text
    assert "Fondo regionale" in home
    assert "180.000,30\u00a0€" in home, "both years of the line"
    assert url("new_line") not in home
    page = browser.get(url("line", line.pk)).text
    assert "100.000,10\u00a0€" in page and "Più del previsto" in page
    for name in ("edit_line", "line_year", "line_sustained"):
        assert browser.get(url(name, line.pk)).status_code == 403
        assert browser.post(url(name, line.pk)).status_code == 403


def test_an_operator_and_a_specialist_do_not_open_it(cast: Cast, client_of: ClientOf) -> None:
    for person in (cast.ada, cast.elsa):
        assert client_of(person).get(url("resources")).status_code == 403


def test_who_coordinates_writes_a_line_its_years_and_what_it_sustained(
    cast: Cast, client_of: ClientOf
) -> None:
    browser = client_of(cast.tea)
    sent = {
        "once": str(uuid4()), "name": "Fondo pari opportunità", "source": "Dipartimento", "total": "50.000,00",
        "body": str(cast.organisations["capofila"]), "begins_on": "2025-01-01", "ends_on": "2026-12-31",
    }  # fmt: skip
    for _time in range(2):
        assert browser.post(url("new_line"), sent).status_code == 302
    with acting(cast.tea.actor):
        row = FundingLine.objects.get()
    assert 'value="50.000,00"' in browser.get(url("edit_line", row.pk)).text
    browser.post(url("line_year", row.pk), {"year": "2025", "budget": "20.000", "spent": "21000,50"})
    assert 'value="21.000,50"' in browser.get(url("line_year", row.pk), {"year": "2025"}).text
    sustained = {"year": "2025", "activity": "course", "text": "Formazione di base", "number": "6"}
    browser.post(url("line_sustained", row.pk), sustained)
    page = browser.get(url("line", row.pk)).text
    for words in ("21.000,50\u00a0€", "Più del previsto", "Formazione di base"):
        assert words in page


@pytest.mark.parametrize(
    "wrong", [{"budget": "-1"}, {"budget": "molti"}, {"budget": ""}, {"year": "1999"}, {"spent": "1e5"}]
)
def test_an_amount_that_is_wrong_is_given_back(
    cast: Cast, client_of: ClientOf, line: FundingLine, wrong: dict[str, str]
) -> None:
    sent = {"year": "2026", "budget": "77,70", "spent": "66,60", **wrong}
    answer = client_of(cast.tea).post(url("line_year", line.pk), sent)
    assert answer.status_code == 422
    assert "66,60" in answer.text or "spent" in wrong
    with acting(cast.tea.actor):
        assert not YearAmount.objects.filter(year=2026).exists()


def test_agreements_that_end_soon_stand_on_the_first_page(cast: Cast, client_of: ClientOf) -> None:
    today = timezone.localdate()
    make_convention(cast, today + timedelta(days=30), title="Sportello serale")
    make_convention(
        cast, today + timedelta(days=400), title="Lontana", partner=None, partner_name="Coop. Altrove"
    )
    browser = client_of(cast.franca)
    home = browser.get(url("resources")).text
    assert "Sportello serale" in home and "Lontana" not in home
    everything = browser.get(url("conventions")).text
    assert "Finisce presto" in everything and "Coop. Altrove" in everything


def test_the_owner_writes_a_value_and_sees_it_drawn(
    cast: Cast, client_of: ClientOf, indicator: Indicator
) -> None:
    browser = client_of(cast.franca)
    assert "non ha ancora scritto il valore" in browser.get(url("resources")).text
    browser.post(url("report_indicator", indicator.pk), {"year": "2025", "value": "31,5", "note": "Registro"})
    page = browser.get(url("indicator", indicator.pk)).text
    assert "<svg" in page
    assert "31,5 scuole" in page
    assert "non ha ancora scritto il valore" not in browser.get(url("resources")).text


def test_another_body_cannot_write_it_and_the_lead_body_is_marked(
    cast: Cast, client_of: ClientOf, indicator: Indicator
) -> None:
    other = client_of(cast.ivana)
    assert url("report_indicator", indicator.pk) not in other.get(url("indicator", indicator.pk)).text
    assert (
        other.post(url("report_indicator", indicator.pk), {"year": "2025", "value": "1"}).status_code == 403
    )
    browser = client_of(cast.tea)
    assert "resterà segnato" in browser.get(url("report_indicator", indicator.pk)).text
    browser.post(url("report_indicator", indicator.pk), {"year": "2025", "value": "30"})
    assert "per suo conto" in other.get(url("indicator", indicator.pk)).text


def test_from_a_proposal_to_an_agreement(cast: Cast, client_of: ClientOf) -> None:
    browser = client_of(cast.tea)
    sent = {
        "once": str(uuid4()), "name": "Ore di apertura", "definition": "Ore settimanali", "unit": "ore",
        "body": str(cast.organisations["iris"]), "direction": "up", "target": "40", "target_year": "2027",
    }  # fmt: skip
    browser.post(url("new_indicator"), sent)
    with acting(cast.tea.actor):
        row = Indicator.objects.get()
    assert "È una proposta" in browser.get(url("indicator", row.pk)).text
    assert browser.post(url("agree_indicator", row.pk), {"agreed_on": "2025-05-05"}).status_code == 422
    browser.post(
        url("agree_indicator", row.pk), {"agreed_on": "2025-05-05", "decision": "Incontro di maggio"}
    )
    page = client_of(cast.ivana).get(url("indicator", row.pk)).text
    assert "Incontro di maggio" in page and url("report_indicator", row.pk) in page


def test_sheets_come_down_as_attachments(cast: Cast, client_of: ClientOf, line: FundingLine) -> None:
    for name in ("lines_sheet", "indicators_sheet"):
        answer = client_of(cast.franca).get(url(name))
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert answer["Content-Disposition"].startswith("attachment")


# --- never a cost per woman ------------------------------------------------------------------------------------------


def test_no_code_of_this_area_divides() -> None:
    """Neither Python nor SQL: no `/`, no average, no ratio; the only numbers of activities are shown as they are."""
    sources = [path for path in sorted(PACKAGE.rglob("*.py")) if "tests" not in path.parts]
    assert len(sources) > 10
    for path in sources:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.BinOp):
                assert not isinstance(node.op, ast.Div | ast.FloorDiv), f"{path.name}:{node.lineno}"
            if isinstance(node, ast.Name):
                assert node.id not in {"Avg", "divmod", "mean", "RawSQL"}, f"{path.name}:{node.lineno}"
    for path in (PACKAGE.parent / "templates" / "protocol" / "resources").glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"widthratio|divisibleby|\bper donna\b|\ba donna\b", text), path.name


def test_no_page_and_no_sheet_shows_money_divided_by_anything(
    cast: Cast, client_of: ClientOf, line: FundingLine
) -> None:
    """Amounts and counts chosen so that a quotient would be recognised."""
    people = make_indicator(cast, counts_people=True, name="Donne raggiunte", unit="donne")
    with acting(cast.tea.actor):
        services.write_year(
            actor=cast.tea.actor, line=line, year=2026, budget=Decimal(10_000), spent=Decimal(8_000)
        )
        services.write_sustained(
            actor=cast.tea.actor,
            line=line,
            row_id=uuid4(),
            year=2026,
            activity="course",
            text="Corsi",
            number=7,
        )
        services.report_value(actor=cast.tea.actor, indicator=people, year=2025, value=Decimal(13))
    amounts = [Decimal(10_000), Decimal(8_000), Decimal("80000.30"), Decimal("100000.10"), Decimal(200_000)]
    quotients = {f"{amount / number:.2f}" for amount in amounts for number in (7, 13)}
    shown = {written(Decimal(one)) for one in quotients} | {one.replace(".", ",") for one in quotients}
    browser = client_of(cast.tea)
    pages = [
        url("resources"), url("resources") + "?year=2026", url("line", line.pk), url("indicators"),
        url("indicator", people.pk), url("lines_sheet"), url("indicators_sheet"), url("conventions"),
    ]  # fmt: skip
    for page in pages:
        text = browser.get(page).content.decode()
        assert not [one for one in shown if one in text], page
    assert "mai donne" in str(NEVER)
    assert SustainedForm().fields["number"].help_text == NEVER


# --- budgets ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [1, 30])
def test_lists_ask_the_same_questions_whatever_they_hold(cast: Cast, client_of: ClientOf, many: int) -> None:
    today = timezone.localdate()
    for number in range(many):
        row = make_line(cast, name=f"Linea {number}")
        make_convention(cast, today + timedelta(days=9), title=f"Convenzione {number}", line_id=row.pk)
        measure = make_indicator(cast, name=f"Indicatore {number}")
        with acting(cast.tea.actor):
            services.write_year(
                actor=cast.tea.actor, line=row, year=2025, budget=Decimal(9), spent=Decimal(8)
            )
            services.report_value(actor=cast.tea.actor, indicator=measure, year=2024, value=Decimal(9))
    browser = client_of(cast.franca)
    for name, most in (("resources", 8), ("conventions", 5), ("indicators", 5)):
        browser.get(url(name))
        with at_most(most):
            assert browser.get(url(name)).status_code == 200


def test_one_line_and_one_indicator_ask_a_fixed_number(
    cast: Cast, client_of: ClientOf, line: FundingLine, indicator: Indicator
) -> None:
    with acting(cast.tea.actor):
        for year in (2024, 2025):
            services.report_value(actor=cast.tea.actor, indicator=indicator, year=year, value=Decimal(9))
        assert IndicatorValue.objects.count() == 2
    make_convention(cast, date(2026, 1, 1), line_id=line.pk)
    browser = client_of(cast.tea)
    for name, pk, most in (("line", line.pk, 9), ("indicator", indicator.pk, 7)):
        browser.get(url(name, pk))
        with at_most(most):
            assert browser.get(url(name, pk)).status_code == 200
