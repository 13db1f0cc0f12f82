"""Resources and evaluation of the demonstration: invented money, agreements and measures."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from trama.access.actor import Actor
from trama.access.context import acting
from trama.protocol.resources import services
from trama.protocol.resources.models import Indicator

_NAMES = UUID("0d1d4b8e-5a39-4b62-9c52-6a1d4a2b7c33")
# name, who gives, total, then foreseen and spent in the year before last and in the last one
LINES = (
    ("Centri antiviolenza: riparto regionale", "Regione", 640_000, (310_000, 298_450), (330_000, 334_120)),
    ("Case rifugio: riparto nazionale", "Stato", 420_000, (200_000, 200_000), (220_000, 187_300)),
    ("Formazione e scuole", "Bilancio comunale", 90_000, (40_000, 36_980), (50_000, None)),
)
SUSTAINED = (
    ("opening", "Apertura serale di due centri", 1_480),
    ("mediator", "Mediazione linguistica ai colloqui e al telefono", 620),
    ("course", "Corsi per chi risponde al pronto soccorso", 9),
)
# name, definition, unit, direction, target, values of the last three years
INDICATORS = (
    ("Scuole raggiunte", "Istituti con almeno un incontro della rete.", "scuole", "up", 60, (31, 38, 47)),
    (
        "Ore di apertura",
        "Ore settimanali in cui un centro della rete risponde.",
        "ore",
        "up",
        120,
        (92, 98, 104),
    ),
    ("Sere senza un centro aperto", "In un mese, di media.", "sere", "down", 2, (9, 8, "6.5")),
    ("Persone formate", "Chi ha finito un corso della rete.", "persone", "up", 400, (210, 265, 318)),
)


def fill_resources(lead: Actor, referents: Mapping[UUID, Actor], now: datetime) -> None:
    """By the services: the lead body the register, the bodies their own values, one of them by the lead for it."""
    today = now.date()
    bodies = list(referents)
    with acting(lead):
        lines = [_line(lead, *row, today=today) for row in LINES]
        for place, (body, days) in enumerate(zip(bodies[:2], (45, 400), strict=False)):
            _convention(lead, body, lines[place], today + timedelta(days=days))
        measures = [
            _indicator(lead, row, bodies[place % len(bodies)], today) for place, row in enumerate(INDICATORS)
        ]
    for place, (indicator, row) in enumerate(zip(measures, INDICATORS, strict=True)):
        writer = lead if place == 3 else referents[indicator.organisation_id]
        _values(writer, indicator, row[5], today)


def _line(lead: Actor, name: str, source: str, total: int, *years: Any, today: date) -> UUID:
    begins = date(today.year - 2, 1, 1)
    row = services.write_line(
        actor=lead, row_id=uuid5(_NAMES, name), body=lead.organisation_id, name=name, source=source,
        total=Decimal(total), begins_on=begins, ends_on=date(today.year + 1, 12, 31), act="", note="",
    )  # fmt: skip
    for place, (budget, spent) in enumerate(years):
        services.write_year(
            actor=lead, line=row, year=begins.year + place, budget=Decimal(budget),
            spent=None if spent is None else Decimal(spent),
        )  # fmt: skip
    if source == LINES[0][1]:
        for activity, text, number in SUSTAINED:
            services.write_sustained(
                actor=lead, line=row, row_id=uuid5(_NAMES, text), year=today.year - 1, activity=activity,
                text=text, number=number,
            )  # fmt: skip
    return row.pk


def _convention(lead: Actor, body: UUID, line: UUID, ends_on: date) -> None:
    services.write_convention(
        actor=lead, row_id=uuid5(_NAMES, str(body)), partner=body, title="Accoglienza e ospitalità",
        finances="Ore di apertura, reperibilità notturna e supervisione delle operatrici.", line_id=line,
        amount=Decimal(120_000), begins_on=ends_on - timedelta(days=730), ends_on=ends_on, act="",
    )  # fmt: skip


def _indicator(lead: Actor, row: tuple[Any, ...], body: UUID, today: date) -> Indicator:
    name, definition, unit, direction, target, _values = row
    indicator = services.write_indicator(
        actor=lead, row_id=uuid5(_NAMES, name), body=body, name=name, definition=definition, unit=unit,
        counts_people=unit == "persone", direction=direction, target=Decimal(target), target_year=today.year + 1,
    )  # fmt: skip
    return services.agree_indicator(
        actor=lead, indicator=indicator, agreed_on=date(today.year - 3, 11, 25),
        decision="Incontro operativo di novembre: i presenti concordano la definizione e chi raccoglie.",
    )  # fmt: skip


def _values(writer: Actor, indicator: Indicator, values: tuple[Any, ...], today: date) -> None:
    with acting(writer):
        for place, value in enumerate(values):
            services.report_value(
                actor=writer, indicator=indicator, year=today.year - 3 + place, value=Decimal(value)
            )
