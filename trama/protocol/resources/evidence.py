"""What resources and indicators prove: money managed, agreements signed, measures agreed and written."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from trama.access.actor import Actor
from trama.protocol.commitments.kinds import EvidenceKind
from trama.protocol.commitments.sources import Offer
from trama.protocol.resources.models import Convention, Indicator, IndicatorValue, YearAmount

MANAGING: Final = frozenset({"A3-05", "DIR-08"})  # resources made available, initiatives that can go on
WITH_PRIVATE: Final = frozenset({"DIR-03b"})
COMMON: Final = frozenset({"A3-03"})
AGREEING: Final = frozenset({"A3-09"})
EVALUATING: Final = frozenset({"A6-03", "A6-04"})


class Resources:
    """An evidence source (commitments/sources.py)."""

    code = "resources"

    def offers(self, actor: Actor, organisation: UUID, codes: Collection[str], year: int) -> Iterator[Offer]:
        """Four queries at most, none for what the body did not promise."""
        asked = frozenset(codes)
        if proves := asked & MANAGING:
            yield from self._managed(actor, organisation, year, proves)
        if asked & (WITH_PRIVATE | COMMON):
            yield from self._conventions(actor, organisation, year, asked)
        if proves := asked & AGREEING:
            yield from self._agreed(actor, year, proves)
        if proves := asked & EVALUATING:
            yield from self._measured(actor, organisation, year, proves)

    def _managed(self, actor: Actor, body: UUID, year: int, proves: frozenset[str]) -> Iterator[Offer]:
        rows = YearAmount.objects.filter(network=actor.network_id, organisation=body, year=year)
        for row in rows.select_related("line"):
            day = max(row.line.begins_on, date(year, 1, 1))
            url = reverse("protocol:line", args=[row.line_id])
            yield Offer(self.code, row.pk, EvidenceKind.DOCUMENT, row.line.name, day, proves, url=url)

    def _conventions(self, actor: Actor, body: UUID, year: int, asked: frozenset[str]) -> Iterator[Offer]:
        """For who signed it as the lead body, and for the partner: a project in common."""
        rows = Convention.objects.filter(network=actor.network_id, begins_on__year=year)
        for row in rows:
            mine = WITH_PRIVATE if row.organisation_id == body else frozenset()
            common = COMMON if body in {row.organisation_id, row.partner_id} else frozenset()
            if proves := asked & (mine | common):
                url = reverse("protocol:convention", args=[row.pk])
                yield Offer(self.code, row.pk, EvidenceKind.ACT, row.title, row.begins_on, proves, url=url)

    def _agreed(self, actor: Actor, year: int, proves: frozenset[str]) -> Iterator[Offer]:
        """All signatories agreed on it: it is evidence of each."""
        for row in Indicator.objects.filter(network=actor.network_id, agreed_on__year=year):
            if row.agreed_on:
                url = reverse("protocol:indicator", args=[row.pk])
                title = _("Indicatore concordato: %(name)s") % {"name": row.name}
                yield Offer(self.code, row.pk, EvidenceKind.DOCUMENT, title, row.agreed_on, proves, url=url)

    def _measured(self, actor: Actor, body: UUID, year: int, proves: frozenset[str]) -> Iterator[Offer]:
        rows = IndicatorValue.objects.filter(network=actor.network_id, organisation=body, year=year)
        for row in rows.select_related("indicator"):
            url = reverse("protocol:indicator", args=[row.indicator_id])
            title = _("Valore del %(year)d: %(name)s") % {"year": year, "name": row.indicator.name}
            day = row.written_at.date()
            yield Offer(self.code, row.pk, EvidenceKind.SUBMISSION, title, day, proves, url=url)
