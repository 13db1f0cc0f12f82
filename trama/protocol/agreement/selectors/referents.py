"""Who is called at each body (protocol, art. 3), and where nobody is named yet."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import DateField, Exists, F, Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404

from trama.access.actor import Actor
from trama.network.models import PLACEHOLDER_OFFICE, NetworkMembership, Organisation, Referent, Service
from trama.network.referents import valid_on
from trama.protocol.agreement.models import Signatory, Version

# The protocol gives no term for naming a referent: a suggestion of the project, shown as such (deadlines.csv).
SUGGESTED_DAYS = 30
NAMED, VACANT = "named", "vacant"


def posts(version: Version, today: date, *, which: str = "", category: str = "") -> QuerySet[Signatory]:
    """The bodies that adhere, each with `named`, and, where nobody is, `vacant_since` (None: not known)."""
    of_body = Referent.objects.filter(network=version.network_id, organisation=OuterRef("organisation"))
    ended = (
        of_body.exclude(office=PLACEHOLDER_OFFICE)
        .filter(until__lt=today)
        .order_by()
        .values("organisation")
        .annotate(last=Max("until"))
        .values("last")
    )
    start = Value(version.in_force_since or version.document_date, output_field=DateField())
    rows = (
        Signatory.objects.filter(network=version.network_id, version=version, withdrawn_on__isnull=True)
        .select_related("organisation")
        .annotate(
            named=Exists(of_body.filter(valid_on(today))),
            last_until=Subquery(ended, output_field=DateField()),
            vacant_since=Coalesce(F("last_until"), F("joined_on"), start),
        )
        .order_by("order")
    )
    if category:
        rows = rows.filter(organisation__category=category)
    if which:
        rows = rows.filter(named=which == NAMED)
    return rows


@dataclass(frozen=True)
class Post:
    """One line of the list: a body, its referents today, or since when there is none."""

    signatory: Signatory
    referents: list[Referent]
    vacant_since: date | None
    has_keys: bool = False

    @property
    def suggested_by(self) -> date | None:
        """When the project would ask again; nothing in the protocol says so."""
        return self.vacant_since and self.vacant_since + timedelta(days=SUGGESTED_DAYS)


def with_referents(rows: list[Signatory], today: date) -> list[Post]:
    """`rows` of `posts`, with their offices. One query."""
    bodies = {row.organisation_id for row in rows}
    found: dict[UUID, list[Referent]] = {}
    if rows:
        network = rows[0].network_id
        offices = Referent.objects.filter(valid_on(today), network=network, organisation__in=bodies)
        for referent in offices.order_by("office"):
            found.setdefault(referent.organisation_id, []).append(referent)
    return [
        Post(
            row,
            found.get(row.organisation_id, []),
            None if row.organisation_id in found else getattr(row, "vacant_since", None),
        )
        for row in rows
    ]


def body_of(actor: Actor, organisation: UUID) -> Organisation:
    """A body of the actor's network. Raises Http404."""
    rows = NetworkMembership.objects.filter(network=actor.network_id, organisation=organisation)
    found = rows.select_related("organisation").first()
    if found is None:
        raise Http404
    return found.organisation


def mailbox_of(organisations: list[UUID], network: UUID, today: date) -> dict[UUID, str]:
    """An office's address for each body that has published one: its referent's, else a service's."""
    services = Service.objects.filter(organisation__in=organisations).exclude(email="")
    found = dict(services.order_by("organisation", "name").values_list("organisation_id", "email"))
    referents = Referent.objects.filter(valid_on(today), network=network, organisation__in=organisations)
    found.update(referents.exclude(email="").order_by("organisation").values_list("organisation_id", "email"))
    return found
