"""A funding line with two years, and an indicator of the centre Aurora that the signatories agreed on."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from trama.access.context import acting
from trama.protocol.resources import services
from trama.protocol.resources.models import Convention, FundingLine, Indicator
from trama.testing.cast import Cast

LINE: dict[str, Any] = {
    "name": "Fondo regionale", "source": "Regione", "begins_on": date(2024, 1, 1), "ends_on": date(2026, 12, 31),
    "total": Decimal("200000.00"), "act": "", "note": "",
}  # fmt: skip
MEASURE: dict[str, Any] = {
    "name": "Scuole raggiunte", "definition": "Scuole con almeno un incontro", "unit": "scuole",
    "counts_people": False, "direction": "up", "target": Decimal(40), "target_year": 2027,
}  # fmt: skip


def make_line(cast: Cast, **said: Any) -> FundingLine:
    with acting(cast.tea.actor):
        return services.write_line(
            actor=cast.tea.actor, row_id=uuid4(), body=cast.organisations["capofila"], **{**LINE, **said}
        )


def make_convention(cast: Cast, ends_on: date, **said: Any) -> Convention:
    whole = {
        "partner": cast.organisations["aurora"], "title": "Sportello", "finances": "Ore di apertura", "line_id": None,
        "amount": None, "begins_on": date(2024, 1, 1), "ends_on": ends_on, "act": "", **said,
    }  # fmt: skip
    with acting(cast.tea.actor):
        return services.write_convention(actor=cast.tea.actor, row_id=uuid4(), **whole)


def make_indicator(cast: Cast, *, agreed: bool = True, **said: Any) -> Indicator:
    with acting(cast.tea.actor):
        row = services.write_indicator(
            actor=cast.tea.actor, row_id=uuid4(), body=cast.organisations["aurora"], **{**MEASURE, **said}
        )
        if agreed:
            services.agree_indicator(
                actor=cast.tea.actor, indicator=row, agreed_on=date(2024, 5, 1), decision="Incontro di maggio"
            )
        return row


@pytest.fixture
def line(cast: Cast) -> FundingLine:
    """2024: within the budget. 2025: more spent than foreseen."""
    row = make_line(cast)
    with acting(cast.tea.actor):
        services.write_year(
            actor=cast.tea.actor, line=row, year=2024, budget=Decimal("100000.10"), spent=Decimal("99999.90")
        )
        services.write_year(
            actor=cast.tea.actor, line=row, year=2025, budget=Decimal("80000.20"), spent=Decimal("80000.30")
        )
    return row


@pytest.fixture
def indicator(cast: Cast) -> Indicator:
    return make_indicator(cast)
