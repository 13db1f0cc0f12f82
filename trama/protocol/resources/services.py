"""Writing resources and evaluation: the lead body keeps the register, each body writes the values that it collects."""

from datetime import date
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actor import Actor
from trama.audit.services import record
from trama.common.errors import DomainError
from trama.network.models import NetworkMembership
from trama.protocol.base import Governed
from trama.protocol.commitments.kinds import SMALLEST_NUMBER
from trama.protocol.resources.models import (
    Convention,
    FundingLine,
    Indicator,
    IndicatorValue,
    Sustained,
    YearAmount,
)
from trama.protocol.resources.policies import require_reporter, require_treasurer

RowT = TypeVar("RowT", bound=Governed)


def write_line(
    *, actor: Actor, line: FundingLine | None = None, row_id: UUID, body: UUID, **said: Any
) -> FundingLine:
    """A funding line; `body` manages it. `said`: the fields of the model. A new one sent twice is one."""
    require_treasurer(actor)
    _of_the_network(actor, body)
    _in_order(said["begins_on"], said["ends_on"])
    row = line or _new(FundingLine, actor, row_id)
    row.organisation_id = body
    _write(row, said)
    record(actor, "resources.line", row.pk)
    return row


def write_year(
    *, actor: Actor, line: FundingLine, year: int, budget: Decimal, spent: Decimal | None = None
) -> YearAmount:
    """What is foreseen and spent in a year of the line; written again, it replaces. More spent than foreseen passes."""
    require_treasurer(actor)
    if year < line.begins_on.year or (line.ends_on and year > line.ends_on.year):
        raise DomainError("outside", _("Quest'anno è fuori dal periodo della linea."), field="year")
    row, _made = YearAmount.objects.update_or_create(
        line=line,
        year=year,
        network_id=actor.network_id,
        defaults={"budget": budget, "spent": spent, "organisation_id": line.organisation_id},
    )
    record(actor, "resources.year", line.pk)
    return row


def write_sustained(
    *,
    actor: Actor,
    line: FundingLine,
    row_id: UUID,
    year: int,
    activity: str,
    text: str,
    number: int | None = None,
) -> Sustained:
    """What the line made possible. Activities are counted, never women."""
    require_treasurer(actor)
    row = _new(Sustained, actor, row_id)
    row.organisation_id, row.line = line.organisation_id, line
    _write(row, {"year": year, "activity": activity, "text": text, "number": number})
    record(actor, "resources.sustained", line.pk)
    return row


def remove_sustained(*, actor: Actor, sustained: Sustained) -> None:
    require_treasurer(actor)
    line = sustained.line_id
    sustained.delete()
    record(actor, "resources.sustained_removed", line)


def write_convention(
    *,
    actor: Actor,
    convention: Convention | None = None,
    row_id: UUID,
    partner: UUID | None = None,
    partner_name: str = "",
    **said: Any,
) -> Convention:
    """An agreement with a body of the network, or with another one by its name."""
    require_treasurer(actor)
    if bool(partner) == bool(partner_name):
        raise DomainError(
            "partner",
            _("Scegli un ente della rete, oppure scrivi il nome di un altro: uno dei due."),
            field="partner",
        )
    if partner:
        _of_the_network(actor, partner)
    _in_order(said["begins_on"], said["ends_on"])
    row = convention or _new(Convention, actor, row_id)
    row.organisation_id = actor.organisation_id
    _write(row, {**said, "partner_id": partner, "partner_name": partner_name})
    record(actor, "resources.convention", row.pk)
    return row


def write_indicator(
    *, actor: Actor, indicator: Indicator | None = None, row_id: UUID, body: UUID, **said: Any
) -> Indicator:
    """A proposal, or another target. What is measured stays once there are values: else it is another indicator."""
    require_treasurer(actor)
    _of_the_network(actor, body)
    if (said["target"] is None) != (said["target_year"] is None):
        raise DomainError(
            "target",
            _("Un obiettivo ha un valore e un anno: scrivili tutti e due, o nessuno."),
            field="target_year",
        )
    row = indicator or _new(Indicator, actor, row_id)
    measured = ("definition", "unit", "counts_people")
    changed = row.organisation_id not in {None, body} or any(
        getattr(row, name) != said[name] for name in measured
    )
    if indicator and changed and indicator.values.exists():
        raise DomainError(
            "measured",
            _("Ci sono già dei valori: per misurare un'altra cosa serve un altro indicatore."),
            field="unit",
        )
    row.organisation_id = body
    _write(row, said)
    record(actor, "resources.indicator", row.pk)
    return row


def agree_indicator(*, actor: Actor, indicator: Indicator, agreed_on: date, decision: str) -> Indicator:
    """The signatories agreed on it, in a meeting whose decision is written down (A3-09)."""
    require_treasurer(actor)
    if indicator.agreed_on:
        return indicator  # sent twice
    indicator.agreed_on, indicator.decision = agreed_on, decision
    indicator.save(update_fields=["agreed_on", "decision"])
    record(actor, "resources.indicator_agreed", indicator.pk)
    return indicator


def retire_indicator(*, actor: Actor, indicator: Indicator) -> Indicator:
    """No value of a later year is asked for; those that are there stay."""
    require_treasurer(actor)
    if indicator.retired_on is None:
        indicator.retired_on = timezone.localdate()
        indicator.save(update_fields=["retired_on"])
        record(actor, "resources.indicator_retired", indicator.pk)
    return indicator


def report_value(
    *, actor: Actor, indicator: Indicator, year: int, value: Decimal, note: str = ""
) -> IndicatorValue:
    """The value of a year, by the body that collects it, or by the lead body for it: the database marks which."""
    require_reporter(actor, indicator)
    if indicator.agreed_on is None:
        raise DomainError("not_agreed", _("Prima va concordato tra i firmatari, in un incontro."))
    if year > timezone.localdate().year:
        raise DomainError("future", _("Quest'anno deve ancora venire."), field="year")
    if indicator.retired_on and year > indicator.retired_on.year:
        raise DomainError("retired", _("Quell'anno non si raccoglie più."), field="year")
    if indicator.counts_people and 0 < value < SMALLEST_NUMBER:
        raise DomainError(
            "few",
            _("Sotto il cinque qualcuna potrebbe essere riconosciuta: questo numero non si scrive."),
            field="value",
        )
    row, _made = IndicatorValue.objects.update_or_create(
        indicator=indicator,
        year=year,
        network_id=actor.network_id,
        organisation_id=indicator.organisation_id,
        defaults={"value": value, "note": note, "written_at": timezone.now()},
    )
    record(actor, "resources.value", indicator.pk)
    return row


def _new(model: type[RowT], actor: Actor, row_id: UUID) -> RowT:
    """The row that this form made before, or a new one."""
    found = model._default_manager.filter(pk=row_id, network=actor.network_id).first()
    return found or model(id=row_id, network_id=actor.network_id)


def _write(row: Governed, said: dict[str, Any]) -> None:
    for name, value in said.items():
        setattr(row, name, value)
    row.save()


def _of_the_network(actor: Actor, body: UUID) -> None:
    if not NetworkMembership.objects.filter(network=actor.network_id, organisation=body).exists():
        raise DomainError("elsewhere", _("Questo ente non è della rete."), field="body")


def _in_order(begins_on: date, ends_on: date | None) -> None:
    if ends_on and ends_on < begins_on:
        raise DomainError("period", _("La fine viene dopo l'inizio."), field="ends_on")
