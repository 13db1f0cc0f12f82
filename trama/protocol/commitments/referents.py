"""The appointment of a referent, as the directory keeps it, is evidence for A3-01: the office, never a name."""

from collections.abc import Collection, Iterator
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from trama.access.actor import Actor
from trama.network.models import Referent
from trama.protocol.commitments.kinds import EvidenceKind
from trama.protocol.commitments.sources import Offer

APPOINT = "A3-01"


class Referents:
    """An evidence source."""

    code = "referent"

    def offers(self, actor: Actor, organisation: UUID, codes: Collection[str], year: int) -> Iterator[Offer]:
        """Those appointed in `year`. One query."""
        if APPOINT not in codes:
            return
        rows = Referent.objects.filter(network=actor.network_id, organisation=organisation, since__year=year)
        for row in rows:
            if row.since is not None:
                yield Offer(
                    self.code,
                    row.pk,
                    EvidenceKind.ACT,
                    _("Nomina della referente: %(office)s") % {"office": row.office},
                    row.since,
                    frozenset({APPOINT}),
                    url=reverse("network:organisation", args=[organisation]),
                )
