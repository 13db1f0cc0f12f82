"""Who writes what: the lead body the register, each body the values that it collects; the database holds it too."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection

from trama.access.actions import Forbidden
from trama.access.actor import Actor
from trama.access.context import acting
from trama.audit.models import Event
from trama.common.errors import DomainError
from trama.protocol.commitments.sources import offers
from trama.protocol.resources import selectors, services
from trama.protocol.resources.models import (
    Convention,
    FundingLine,
    Indicator,
    IndicatorValue,
    Sustained,
    YearAmount,
)
from trama.protocol.resources.tests.conftest import LINE, MEASURE, make_convention, make_indicator, make_line
from trama.testing.cast import Cast, Person

pytestmark = pytest.mark.django_db


def sql(text: str, *values: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(text, values)  # type: ignore[arg-type]
        return int(cursor.rowcount)


def report(person: Person, indicator: Indicator, value: str = "12", year: int = 2025) -> IndicatorValue:
    with acting(person.actor):
        return services.report_value(actor=person.actor, indicator=indicator, year=year, value=Decimal(value))


WRITES: dict[str, Callable[[Cast, Actor, FundingLine, Indicator], object]] = {
    "line": lambda cast, actor, line, indicator: services.write_line(
        actor=actor, row_id=uuid4(), body=actor.organisation_id, **LINE
    ),
    "year": lambda cast, actor, line, indicator: services.write_year(
        actor=actor, line=line, year=2026, budget=Decimal(1)
    ),
    "sustained": lambda cast, actor, line, indicator: services.write_sustained(
        actor=actor, line=line, row_id=uuid4(), year=2025, activity="course", text="x"
    ),
    "convention": lambda cast, actor, line, indicator: services.write_convention(
        actor=actor, row_id=uuid4(), partner_name="x", title="x", finances="x", line_id=None, amount=None,
        begins_on=date(2024, 1, 1), ends_on=date(2025, 1, 1), act="",
    ),
    "indicator": lambda cast, actor, line, indicator: services.write_indicator(
        actor=actor, row_id=uuid4(), body=actor.organisation_id, **MEASURE
    ),
    "agree": lambda cast, actor, line, indicator: services.agree_indicator(
        actor=actor, indicator=indicator, agreed_on=date(2025, 1, 1), decision="x"
    ),
    "retire": lambda cast, actor, line, indicator: services.retire_indicator(actor=actor, indicator=indicator),
}  # fmt: skip


@pytest.mark.parametrize("act", WRITES)
@pytest.mark.parametrize("name", ["franca", "bianca", "dina", "ada", "ugo", "vera"])
def test_only_the_coordinating_body_keeps_the_register(
    cast: Cast, line: FundingLine, indicator: Indicator, act: str, name: str
) -> None:
    actor = cast.people[name].actor
    with pytest.raises(Forbidden), acting(actor):
        WRITES[act](cast, actor, line, indicator)


@pytest.mark.parametrize("act", WRITES)
def test_who_coordinates_writes_and_the_trail_says_so(
    cast: Cast, line: FundingLine, indicator: Indicator, act: str
) -> None:
    with acting(cast.tilde.actor):
        before = Event.objects.filter(action__startswith="resources.").count()
        WRITES[act](cast, cast.tilde.actor, line, indicator)
        after = Event.objects.filter(action__startswith="resources.").count()
    assert after - before == (0 if act == "agree" else 1), "it was agreed already"


@pytest.mark.parametrize("table", ["fundingline", "yearamount", "sustained", "convention", "indicator"])
def test_raw_sql_of_another_body_changes_nothing(
    cast: Cast, line: FundingLine, indicator: Indicator, table: str
) -> None:
    make_convention(cast, date(2026, 1, 1))
    with acting(cast.tea.actor):
        WRITES["sustained"](cast, cast.tea.actor, line, indicator)
    with acting(cast.franca.actor):
        assert sql(f"SELECT 1 FROM protocol_{table}") >= 1, "she reads them"
        assert sql(f"UPDATE protocol_{table} SET organisation_id = organisation_id") == 0
    with acting(Actor.system(organisation_id=cast.organisations["aurora"], network_id=uuid4())):
        assert sql(f"SELECT 1 FROM protocol_{table}") == 0


def test_lines_and_indicators_are_not_deleted(cast: Cast, line: FundingLine, indicator: Indicator) -> None:
    for table in ("fundingline", "yearamount", "convention", "indicator", "indicatorvalue"):
        with pytest.raises(DatabaseError, match="permission denied"), acting(cast.tea.actor):
            sql(f"DELETE FROM protocol_{table}")


def test_a_form_sent_twice_is_one_line(cast: Cast) -> None:
    pk = uuid4()
    with acting(cast.tea.actor):
        for _time in range(2):
            services.write_line(actor=cast.tea.actor, row_id=pk, body=cast.organisations["capofila"], **LINE)
        assert FundingLine.objects.count() == 1


def test_a_year_is_written_again_not_twice(cast: Cast, line: FundingLine) -> None:
    with acting(cast.tea.actor):
        services.write_year(actor=cast.tea.actor, line=line, year=2025, budget=Decimal(5), spent=Decimal(6))
        row = YearAmount.objects.get(line=line, year=2025)
        assert (row.budget, row.spent) == (Decimal(5), Decimal(6))


def test_what_makes_no_sense_is_refused(cast: Cast, line: FundingLine) -> None:
    actor = cast.tea.actor
    with acting(actor):
        with pytest.raises(DomainError, match="outside"):
            services.write_year(actor=actor, line=line, year=2023, budget=Decimal(1))
        with pytest.raises(DomainError, match="period"):
            services.write_line(
                actor=actor,
                row_id=uuid4(),
                body=actor.organisation_id,
                **{**LINE, "ends_on": date(2023, 1, 1)},
            )
        with pytest.raises(DomainError, match="elsewhere"):
            services.write_line(actor=actor, row_id=uuid4(), body=uuid4(), **LINE)
        with pytest.raises(DomainError, match="target"):
            services.write_indicator(
                actor=actor, row_id=uuid4(), body=actor.organisation_id, **{**MEASURE, "target_year": None}
            )
    for partner, name in ((cast.organisations["aurora"], "Altro"), (None, "")):
        with pytest.raises(DomainError, match="partner"):
            make_convention(cast, date(2026, 1, 1), partner=partner, partner_name=name)


def test_the_body_that_collects_writes_its_value(cast: Cast, indicator: Indicator) -> None:
    row = report(cast.franca, indicator)
    with acting(cast.ivana.actor):
        there = IndicatorValue.objects.get(pk=row.pk)
        assert (there.value, there.by_lead) == (Decimal(12), False)


def test_what_the_lead_body_writes_for_it_is_marked_until_it_writes_itself(
    cast: Cast, indicator: Indicator
) -> None:
    report(cast.tea, indicator)
    with acting(cast.tea.actor):
        assert IndicatorValue.objects.get().by_lead
    report(cast.franca, indicator, "13")
    with acting(cast.tea.actor):
        assert not IndicatorValue.objects.get().by_lead


def test_another_body_writes_no_value_of_hers(cast: Cast, indicator: Indicator) -> None:
    for person in (cast.ivana, cast.sofia):
        with pytest.raises(Forbidden):
            report(person, indicator)


def insert_value(cast: Cast, indicator: UUID, body: str, value: int = 9) -> None:
    sql(
        "INSERT INTO protocol_indicatorvalue"
        " (id, organisation_id, network_id, indicator_id, year, value, note, by_lead, written_at)"
        " VALUES (%s, %s, %s, %s, 2024, %s, '', false, now())",
        uuid4(), cast.organisations[body], cast.network_id, indicator, value,
    )  # fmt: skip


def test_raw_sql_writes_no_value_for_another_body(cast: Cast, indicator: Indicator) -> None:
    with pytest.raises(DatabaseError, match="row-level security"), acting(cast.ivana.actor):
        insert_value(cast, indicator.pk, "aurora")
    with pytest.raises(DatabaseError, match="body that collects"), acting(cast.ivana.actor):
        insert_value(cast, indicator.pk, "iris")


def test_raw_sql_cannot_hide_that_the_lead_body_wrote(cast: Cast, indicator: Indicator) -> None:
    with acting(cast.tea.actor):
        insert_value(cast, indicator.pk, "aurora")
        sql("UPDATE protocol_indicatorvalue SET by_lead = false")
        assert IndicatorValue.objects.get().by_lead


def test_nothing_is_collected_before_it_is_agreed(cast: Cast) -> None:
    proposal = make_indicator(cast, agreed=False)
    with pytest.raises(DomainError, match="not_agreed"):
        report(cast.franca, proposal)
    with pytest.raises(DatabaseError, match="nobody agreed"), acting(cast.franca.actor):
        insert_value(cast, proposal.pk, "aurora")


def test_what_was_agreed_stays_and_what_is_measured_does_not_drift(cast: Cast, indicator: Indicator) -> None:
    report(cast.franca, indicator)
    with acting(cast.tea.actor), pytest.raises(DomainError, match="measured"):
        services.write_indicator(
            actor=cast.tea.actor, indicator=indicator, row_id=indicator.pk, body=indicator.organisation_id,
            **{**MEASURE, "unit": "classi"},
        )  # fmt: skip
    for change in (
        "unit = 'classi'",
        "definition = 'altro'",
        "decision = 'altro'",
        "agreed_on = '2020-01-01'",
    ):
        with pytest.raises(DatabaseError, match=r"measured|agreed"), acting(cast.tea.actor):
            sql(f"UPDATE protocol_indicator SET {change}")
    with acting(cast.tea.actor):
        fresh = Indicator.objects.get(pk=indicator.pk)
        services.write_indicator(
            actor=cast.tea.actor, indicator=fresh, row_id=fresh.pk, body=fresh.organisation_id,
            **{**MEASURE, "target": Decimal(50)},
        )  # fmt: skip
        assert Indicator.objects.get().target == Decimal(50)


@pytest.mark.parametrize("value", ["1", "4", "2.5"])
def test_few_people_are_not_written(cast: Cast, value: str) -> None:
    people = make_indicator(cast, counts_people=True)
    with pytest.raises(DomainError, match="few"):
        report(cast.franca, people, value)
    with pytest.raises(DatabaseError, match="recognised"), acting(cast.franca.actor):
        insert_value(cast, people.pk, "aurora", 4)
    assert report(cast.franca, people, "0").value == 0
    assert report(cast.franca, people, "5").value == 5


def test_no_value_of_a_year_to_come_nor_after_it_ended(cast: Cast, indicator: Indicator) -> None:
    with pytest.raises(DomainError, match="future"):
        report(cast.franca, indicator, year=2099)
    with acting(cast.tea.actor):
        Indicator.objects.update(retired_on=date(2024, 12, 31))
        indicator.refresh_from_db()
    with pytest.raises(DomainError, match="retired"):
        report(cast.franca, indicator, year=2025)


def test_what_is_waited_for_is_what_was_agreed_and_has_no_value(cast: Cast, indicator: Indicator) -> None:
    make_indicator(cast, agreed=False, name="Proposta")
    with acting(cast.franca.actor):
        assert selectors.waiting(cast.franca.actor, 2025) == 1
        assert selectors.waiting(cast.franca.actor, 2023) == 0, "it was agreed in 2024"
        assert selectors.waiting(cast.ivana.actor, 2025) == 0
    report(cast.franca, indicator)
    with acting(cast.franca.actor):
        assert selectors.waiting(cast.franca.actor, 2025) == 0


def test_agreements_that_end_soon(cast: Cast) -> None:
    ends = {"prima": date(2026, 1, 31), "poi": date(2026, 9, 1), "finita": date(2025, 12, 31)}
    for title, day in ends.items():
        make_convention(cast, day, title=title)
    with acting(cast.ivana.actor):

        def titles(state: str) -> list[str]:
            found = selectors.conventions(cast.ivana.actor, state=state, today=date(2026, 1, 1))
            return [one.title for one in found]

        assert titles("soon") == ["prima"]
        assert titles("running") == ["prima", "poi"]
        assert titles("ended") == ["finita"]


def test_what_is_taken_off_is_gone(cast: Cast, line: FundingLine, indicator: Indicator) -> None:
    with acting(cast.tea.actor):
        WRITES["sustained"](cast, cast.tea.actor, line, indicator)
        services.remove_sustained(actor=cast.tea.actor, sustained=Sustained.objects.get())
        assert not Sustained.objects.exists()


def test_what_it_offers_as_evidence(cast: Cast, line: FundingLine, indicator: Indicator) -> None:
    make_convention(cast, date(2026, 1, 1))
    report(cast.franca, indicator, year=2024)
    codes = {"A3-03", "A3-05", "A3-09", "A6-03", "DIR-03b", "DIR-08", "CAV-01"}

    def offered(body: str) -> set[tuple[str, frozenset[str]]]:
        found = offers(cast.tea.actor, cast.organisations[body], codes, 2024)
        return {(one.kind, one.codes) for one in found if one.source == "resources"}

    with acting(cast.tea.actor):
        assert offered("capofila") == {
            ("document", frozenset({"A3-05", "DIR-08"})),
            ("act", frozenset({"A3-03", "DIR-03b"})),
            ("document", frozenset({"A3-09"})),
        }
        assert offered("aurora") == {
            ("act", frozenset({"A3-03"})),
            ("document", frozenset({"A3-09"})),
            ("submission", frozenset({"A6-03"})),
        }
        assert offered("iris") == {("document", frozenset({"A3-09"}))}


def point_elsewhere(cast: Cast, convention: UUID) -> None:
    with acting(cast.tea.actor):
        Convention.objects.filter(pk=convention).update(line=uuid4())
        sql("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_line_of_an_agreement_is_of_the_same_network(cast: Cast) -> None:
    row = make_convention(cast, date(2026, 1, 1), line_id=make_line(cast).pk)
    with pytest.raises(DatabaseError, match="protocol_convention_line_id_net"):
        point_elsewhere(cast, row.pk)
