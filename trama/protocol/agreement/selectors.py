"""Reading the agreement: the version in force, who adhered, who coordinates."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from trama.access.actor import Actor
from trama.network.models import NetworkMembership
from trama.protocol.agreement.models import Signatory, Version, VersionState
from trama.protocol.agreement.validity import Term, Validity, term_of, validity


def leads(actor: Actor) -> bool:
    """Whether the actor's organisation coordinates her network. One query; the wall asks the same (`trama_leads`)."""
    return NetworkMembership.objects.filter(
        network=actor.network_id, organisation=actor.organisation_id, is_lead=True
    ).exists()


def version_in_force(actor: Actor) -> Version | None:
    """The one in force in the actor's network; None before the first is signed."""
    return Version.objects.filter(network=actor.network_id, state=VersionState.IN_FORCE).first()


def signatories(version: Version) -> QuerySet[Signatory]:
    """The bodies of a version in the order of its text, with their names."""
    return (
        Signatory.objects.filter(network=version.network_id, version=version)
        .select_related("organisation")
        .order_by("order")
    )


def organisations_of(version: Version, group: str) -> list[UUID]:
    """The bodies that a list of commitments binds: `ALL`, or a group such as `MUN`. Withdrawn ones are left out."""
    rows = signatories(version).filter(withdrawn_on__isnull=True)
    if group != "ALL":
        rows = rows.filter(groups__contains=[group])
    return list(rows.values_list("organisation_id", flat=True))


@dataclass(frozen=True)
class Expiry:
    """What the page on validity shows: the three readings, and each body's own term."""

    version: Version
    readings: Validity
    own: list[tuple[Signatory, Term]]
    today: date


def expiry(version: Version, today: date) -> Expiry:
    """One query."""
    rows = list(signatories(version))
    own = [(row, term_of(row, version.term_years)) for row in rows]
    return Expiry(version, validity(version.document_date, rows, version.term_years), own, today)
