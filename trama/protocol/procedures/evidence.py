"""What the library proves: that a body spread a procedure (A3-04a), and that the lead body defined one (DIR-12)."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Final
from uuid import UUID

from django.urls import reverse

from trama.access.actor import Actor
from trama.protocol.commitments.kinds import EvidenceKind
from trama.protocol.commitments.sources import Offer
from trama.protocol.procedures.models import Dissemination, Edition, Kind, State

SPREADING: Final = "A3-04a"
DEFINING: Final = "DIR-12"
# What spreading an annex also helps to prove: that it is kept, and applied by whom it is for (protocol, art. 4 and 7).
ANNEXES: Final[dict[int, frozenset[str]]] = {
    1: frozenset({"A7-02a"}),
    2: frozenset({"A7-02b"}),
    3: frozenset({"A7-02c"}),
    4: frozenset({"A7-02d", "POL-01"}),
    5: frozenset({"A7-02e"}),
    6: frozenset({"A7-02f", "WEL-01"}),
}


class Library:
    """An evidence source (commitments/sources.py)."""

    code = "procedure"

    def offers(self, actor: Actor, organisation: UUID, codes: Collection[str], year: int) -> Iterator[Offer]:
        """Two queries at most."""
        yield from self._spread(actor, organisation, frozenset(codes), year)
        if DEFINING in codes:
            yield from self._defined(actor, organisation, year)

    def _spread(self, actor: Actor, organisation: UUID, codes: frozenset[str], year: int) -> Iterator[Offer]:
        rows = Dissemination.objects.filter(
            network=actor.network_id, organisation=organisation, spread_on__year=year
        ).select_related("edition__document")
        for row in rows.defer("edition__text", "edition__search"):
            document = row.edition.document
            annex = (
                ANNEXES.get(document.number or 0, frozenset()) if document.kind == Kind.ANNEX else frozenset()
            )
            proves = codes & ({SPREADING} | annex)
            if proves:
                yield self._offer(row.pk, row.edition, proves, row.spread_on)

    def _defined(self, actor: Actor, organisation: UUID, year: int) -> Iterator[Offer]:
        rows = Edition.objects.filter(
            network=actor.network_id, organisation=organisation, in_force_on__year=year
        ).exclude(state=State.DRAFT)
        kinds = (Kind.GUIDELINE, Kind.VADEMECUM, Kind.OTHER)
        for row in rows.filter(document__kind__in=kinds).defer("text", "search"):
            if row.in_force_on:
                yield self._offer(row.pk, row, frozenset({DEFINING}), row.in_force_on)

    def _offer(self, key: UUID, edition: Edition, proves: frozenset[str], day: date) -> Offer:
        url = reverse("protocol:procedure_edition", args=[edition.pk])
        title = f"{edition.title[:180]} ({edition.number})"
        return Offer(self.code, key, EvidenceKind.PROCEDURE, title, day, proves, url=url)
