"""The list of signatories: filtered, counted and paged in SQL; and one of them."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404

from trama.access.actor import Actor
from trama.protocol.agreement.models import (
    FileState,
    Signatory,
    SignatureState,
    SignedFile,
    Version,
    VersionState,
)
from trama.protocol.agreement.selectors import signatories

WITHDRAWN = "withdrawn"  # a state of the list, beside those of a signature


@dataclass(frozen=True)
class Tally:
    """How many signatures stand where. `adhering` leaves out those who have left."""

    adhering: int
    missing: int
    received: int
    verified: int
    withdrawn: int

    @property
    def at_hand(self) -> int:
        return self.received + self.verified


def tally(version: Version) -> Tally:
    """One query."""
    inside = Q(withdrawn_on__isnull=True)
    rows = Signatory.objects.filter(network=version.network_id, version=version)
    counted = rows.aggregate(
        adhering=Count("pk", filter=inside),
        missing=Count("pk", filter=inside & Q(state=SignatureState.MISSING)),
        received=Count("pk", filter=inside & Q(state=SignatureState.RECEIVED)),
        verified=Count("pk", filter=inside & Q(state=SignatureState.VERIFIED)),
        withdrawn=Count("pk", filter=~inside),
    )
    return Tally(**counted)


def register(
    version: Version, *, state: str = "", method: str = "", category: str = ""
) -> QuerySet[Signatory]:
    """The bodies of a version that match, each with `waits`: a file that nobody has looked at."""
    rows = signatories(version)
    if state == WITHDRAWN:
        rows = rows.filter(withdrawn_on__isnull=False)
    elif state:
        rows = rows.filter(withdrawn_on__isnull=True, state=state)
    if method:
        rows = rows.filter(method=method)
    if category:
        rows = rows.filter(organisation__category=category)
    waiting = SignedFile.objects.filter(
        network=version.network_id, signatory=OuterRef("pk"), state=FileState.WAITING
    )
    return rows.annotate(waits=Exists(waiting))


def missing_from(version: Version) -> QuerySet[Signatory]:
    """Who adheres and whose signature is not at hand."""
    return signatories(version).filter(withdrawn_on__isnull=True, state=SignatureState.MISSING)


def signatory_of(actor: Actor, signatory_id: UUID) -> Signatory:
    """One row of the actor's network, whatever its body. Raises Http404."""
    rows = Signatory.objects.filter(network=actor.network_id, pk=signatory_id)
    found = rows.select_related("organisation", "version").first()
    if found is None:
        raise Http404
    return found


def own_rows(actor: Actor) -> QuerySet[Signatory]:
    """The actor's own body in the versions that are in force or open to signatures."""
    states = [VersionState.IN_FORCE, VersionState.SIGNING]
    rows = Signatory.objects.filter(network=actor.network_id, organisation=actor.organisation_id)
    return rows.filter(version__state__in=states, withdrawn_on__isnull=True).select_related("version")


def waiting_files(actor: Actor) -> QuerySet[SignedFile]:
    """What the lead body has to look at."""
    rows = SignedFile.objects.filter(network=actor.network_id, state=FileState.WAITING)
    return rows.select_related("signatory__organisation", "organisation").order_by("sent_at")
