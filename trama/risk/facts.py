"""What statistics may know of risk: codes, no date finer than a month. Computed inside the organisation's session."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from trama.access.actions import Action, require
from trama.access.actor import Actor
from trama.deadlines.calendar import local_day, start_of_day
from trama.risk.selectors import opened_between
from trama.vault.keyring import Keyring


@dataclass(frozen=True)
class RiskFact:
    """One judgement. `subject` only serves to count a woman once."""

    subject: UUID
    month: int
    level: str
    instrument: str


def risk_facts(actor: Actor, keyring: Keyring, *, year: int) -> Iterator[RiskFact]:
    """The judgements of `year`, as far as this keyring opens them."""
    require(actor, Action.READ_OWN_FIGURES)
    start, end = start_of_day(date(year, 1, 1)), start_of_day(date(year + 1, 1, 1))
    for row, content in opened_between(keyring, start, end):
        yield RiskFact(row.subject, local_day(row.assessed_at).month, content.level, content.instrument.key)
