"""Reading resources and evaluation: sums are the database's."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import DecimalField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import ExtractYear

from trama.access.actor import Actor
from trama.network.models import Organisation
from trama.protocol.resources.models import (
    Convention,
    FundingLine,
    Indicator,
    IndicatorValue,
    Sustained,
    YearAmount,
)

# How long before its end an agreement stands among the things to look at: a proposal of the project.
SOON = timedelta(days=120)


@dataclass(frozen=True)
class YearTotal:
    """A year over all lines, or of one. `over`: more was spent than foreseen."""

    year: int
    budget: Decimal
    spent: Decimal | None

    @property
    def over(self) -> bool:
        return self.spent is not None and self.spent > self.budget


def year_totals(actor: Actor, line: UUID | None = None) -> list[YearTotal]:
    """The sums of each year, the oldest first. One query."""
    rows = YearAmount.objects.filter(network=actor.network_id)
    if line:
        rows = rows.filter(line=line)
    summed = rows.values("year").order_by("year").annotate(all_budget=Sum("budget"), all_spent=Sum("spent"))
    return [YearTotal(row["year"], row["all_budget"], row["all_spent"]) for row in summed]


def _sum(field: str, year: int | None) -> Subquery:
    rows = YearAmount.objects.filter(line=OuterRef("pk"))
    if year:
        rows = rows.filter(year=year)
    summed = rows.order_by().values("line").annotate(s=Sum(field)).values("s")
    return Subquery(summed, output_field=DecimalField(max_digits=16, decimal_places=2))


def lines(actor: Actor, *, year: int | None = None, state: str = "", today: date) -> QuerySet[Any]:
    """Funding lines with `budget` and `spent` (of `year`, else of all); `state`: running, ended or over."""
    rows = (
        FundingLine.objects.filter(network=actor.network_id)
        .select_related("organisation")
        .annotate(budget=_sum("budget", year), spent=_sum("spent", year))
    )
    if year:
        rows = rows.filter(Exists(YearAmount.objects.filter(line=OuterRef("pk"), year=year)))
    running = Q(begins_on__lte=today) & (Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    if state == "running":
        rows = rows.filter(running)
    elif state == "ended":
        rows = rows.filter(ends_on__lt=today)
    elif state == "over":
        rows = rows.filter(spent__gt=F("budget"))
    return rows.order_by("-begins_on", "name", "id")


def line(actor: Actor, pk: UUID) -> FundingLine | None:
    rows = FundingLine.objects.filter(network=actor.network_id, pk=pk)
    return rows.select_related("organisation").first()


def sustained_by(actor: Actor, line: UUID) -> QuerySet[Sustained]:
    return Sustained.objects.filter(network=actor.network_id, line=line).order_by("-year", "activity", "id")


def sustained(actor: Actor, pk: UUID) -> Sustained | None:
    return Sustained.objects.filter(network=actor.network_id, pk=pk).select_related("line").first()


def line_choices(actor: Actor) -> list[tuple[str, str]]:
    rows = FundingLine.objects.filter(network=actor.network_id).order_by("-begins_on", "name")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def body_choices(actor: Actor) -> list[tuple[str, str]]:
    """The bodies of the network, by name."""
    rows = Organisation.objects.filter(memberships__network=actor.network_id).order_by("sort_key")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "short_name")]


def years(actor: Actor) -> list[int]:
    """Those that have an amount, the newest first."""
    rows = YearAmount.objects.filter(network=actor.network_id)
    return list(rows.order_by("-year").values_list("year", flat=True).distinct())


def conventions(
    actor: Actor, *, state: str = "", line: UUID | None = None, today: date
) -> QuerySet[Convention]:
    """`state`: running, soon (ends within `SOON`) or ended."""
    rows = Convention.objects.filter(network=actor.network_id).select_related("partner", "line")
    if line:
        rows = rows.filter(line=line)
    if state == "running":
        rows = rows.filter(ends_on__gte=today)
    elif state == "soon":
        rows = rows.filter(ends_on__range=(today, today + SOON))
    elif state == "ended":
        rows = rows.filter(ends_on__lt=today)
    return rows.order_by("ends_on", "title", "id")


def convention(actor: Actor, pk: UUID) -> Convention | None:
    rows = Convention.objects.filter(network=actor.network_id, pk=pk)
    return rows.select_related("partner", "line").first()


def indicators(actor: Actor, *, state: str = "", mine: bool = False, year: int) -> QuerySet[Any]:
    """With `last_year` and `last_value`; `state`: proposed, agreed, waiting (no value of `year` yet) or retired."""
    values = IndicatorValue.objects.filter(indicator=OuterRef("pk"))
    newest = values.order_by("-year")
    rows: QuerySet[Any] = (
        Indicator.objects.filter(network=actor.network_id)
        .select_related("organisation")
        .annotate(
            last_year=Subquery(newest.values("year")[:1]), last_value=Subquery(newest.values("value")[:1])
        )
    )
    if mine:
        rows = rows.filter(organisation=actor.organisation_id)
    if state == "proposed":
        rows = rows.filter(agreed_on__isnull=True)
    elif state == "agreed":
        rows = rows.filter(agreed_on__isnull=False, retired_on__isnull=True)
    elif state == "retired":
        rows = rows.filter(retired_on__isnull=False)
    elif state == "waiting":
        rows = _asked(rows, year).filter(~Exists(values.filter(year=year)))
    return rows.order_by("name", "id")


def _asked(rows: QuerySet[Any], year: int) -> QuerySet[Any]:
    """Those whose value of `year` is asked for: agreed by then, not yet retired."""
    asked: QuerySet[Any] = rows.annotate(since=ExtractYear("agreed_on"), until=ExtractYear("retired_on"))
    found: QuerySet[Any] = asked.filter(Q(since__lte=year) & (Q(until__isnull=True) | Q(until__gte=year)))
    return found


def waiting(actor: Actor, year: int) -> int:
    """How many values of `year` the actor's own body has not written yet."""
    return indicators(actor, state="waiting", mine=True, year=year).count()


def indicator(actor: Actor, pk: UUID) -> Indicator | None:
    return Indicator.objects.filter(network=actor.network_id, pk=pk).select_related("organisation").first()


def values_of(indicator: Indicator) -> list[IndicatorValue]:
    """The oldest first."""
    return list(
        IndicatorValue.objects.filter(network=indicator.network_id, indicator=indicator).order_by("year")
    )
