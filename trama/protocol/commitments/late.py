"""What is late of every body and year, found, paged and counted by the database: `rules.outcome` said in SQL.

A test holds the two against each other (tests/test_late.py). What of meetings is known comes in as lists of days.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import connection

from trama.access.actor import Actor
from trama.protocol.agreement.models import Version
from trama.protocol.commitments.models import DataTerm
from trama.protocol.commitments.rules import Frame, Rule
from trama.protocol.commitments.selectors import DATED_RULES, version_of_year
from trama.protocol.commitments.sources import Tally, tallies_of

# `met.body` is null for what the network held, whoever came.
_LATE: Final = """
WITH asked AS (
  SELECT * FROM unnest(%(years)s::int[], %(versions)s::uuid[], %(data_dues)s::date[]) AS a (year, version_id, data_due)
), rules AS (
  SELECT * FROM unnest(%(rules)s::text[], %(needs)s::int[]) AS r (rule, needs)
), met AS (
  SELECT * FROM unnest(%(met_years)s::int[], %(met_rules)s::text[], %(met_bodies)s::uuid[], %(met_days)s::date[])
    AS m (year, rule, body, day)
), dated AS (
  SELECT o.id, o.organisation_id, a.year, c.code, c.text_it, c."order", c.rule, r.needs,
    CASE WHEN c.rule = 'yearly_data' THEN a.data_due ELSE make_date(a.year, 12, 31) END AS due
  FROM asked a
  JOIN protocol_commitment c ON c.network_id = %(network)s AND c.version_id = a.version_id
  JOIN rules r ON r.rule = c.rule
  JOIN protocol_ownership o ON o.network_id = c.network_id AND o.commitment_id = c.id
  WHERE o.since <= make_date(a.year, 1, 1) AND (o.until IS NULL OR o.until >= make_date(a.year, 1, 1))
    AND (%(capability)s = '' OR c.capability = %(capability)s)
), days AS (
  SELECT d.id, d.year, e.day FROM dated d JOIN protocol_evidence e
    ON e.network_id = %(network)s AND e.ownership_id = d.id AND e.year = d.year AND e.state = 'confirmed'
  UNION
  SELECT d.id, d.year, m.day FROM dated d JOIN met m ON m.year = d.year AND m.rule = d.rule
    AND (m.body = d.organisation_id OR m.body IS NULL AND m.rule = 'meetings_held')
), done AS (
  SELECT id, year, count(*) AS done FROM days GROUP BY id, year
), late AS (
  SELECT d.*, coalesce(n.done, 0) AS done FROM dated d LEFT JOIN done n USING (id, year)
  WHERE d.due < %(today)s AND coalesce(n.done, 0) < d.needs
    -- who came to all that was called is not late, even if that was too little
    AND (d.rule <> 'meetings_attended' OR NOT %(kept)s OR EXISTS (
      SELECT 1 FROM met h WHERE h.year = d.year AND h.rule = d.rule AND h.body IS NULL AND NOT EXISTS (
        SELECT 1 FROM days x WHERE x.id = d.id AND x.year = d.year AND x.day = h.day)))
)
"""
_COUNT: Final = _LATE + "SELECT count(*) FROM late"  # noqa: S608 - constants
_PAGE: Final = (
    _LATE
    + """
SELECT l.id, l.year, l.due, l.done, l.needs, l.code, l.text_it, o.short_name
FROM late l JOIN network_organisation o ON o.id = l.organisation_id
ORDER BY l.year DESC, l."order", o.sort_key, l.id LIMIT %(limit)s OFFSET %(offset)s
"""
)


@dataclass(frozen=True, slots=True)
class Late:
    """One dated commitment of one body that was not done in time for one year."""

    ownership_id: UUID
    year: int
    due: date
    done: int
    needs: int
    code: str
    text: str
    body: str


class LateOnes:
    """For a Paginator: the newest year first, then in the order of the text. Two queries, then one a count or page."""

    def __init__(
        self, actor: Actor, versions: list[Version], *, years: list[int], today: date, capability: str = ""
    ) -> None:
        terms = dict(DataTerm.objects.filter(network=actor.network_id).values_list("year", "due_on"))
        bound = {year: row for year in years if (row := version_of_year(versions, year))}
        told = tallies_of(actor, list(bound))
        met = list(_met(told))
        self._asked: dict[str, Any] = {
            "network": actor.network_id, "today": today, "capability": capability,
            "years": list(bound), "versions": [row.pk for row in bound.values()],
            "data_dues": [Frame(year, today, terms.get(year)).due(Rule.YEARLY_DATA) for year in bound],
            "rules": [rule.value for rule in DATED_RULES], "needs": [rule.needs for rule in DATED_RULES],
            "kept": any(Rule.MEETINGS_ATTENDED in rules for rules in told.values()),
            **{f"met_{name}": [row[at] for row in met] for at, name in enumerate(("years", "rules", "bodies", "days"))},
        }  # fmt: skip

    def count(self) -> int:
        ((found,),) = self._rows(_COUNT)
        return int(found)

    def __getitem__(self, part: slice) -> list[Late]:
        rows = self._rows(_PAGE, limit=part.stop - part.start, offset=part.start)
        return [Late(*row) for row in rows]

    def _rows(self, sql: str, **more: int) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, self._asked | more)
            return list(cursor.fetchall())


def _met(told: dict[int, dict[Rule, Tally]]) -> Iterator[tuple[int, str, UUID | None, date]]:
    """(year, rule, body or None, day) of every meeting."""
    for year, rules in told.items():
        for rule, tally in rules.items():
            yield from ((year, rule.value, None, day) for day in tally.held)
            for body, days in tally.attended.items():
                yield from ((year, rule.value, body, day) for day in days)
