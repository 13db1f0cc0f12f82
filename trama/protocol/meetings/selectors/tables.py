"""Reading the centres' and shelters' tables: the wall leaves only what the actor's body may see."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from trama.access.actor import Actor
from trama.network.models import Organisation
from trama.protocol.agreement.models import Signatory, VersionState
from trama.protocol.meetings.models import NetworkTable, TablePaper, TableSeat, TableSession
from trama.protocol.meetings.policies import AT_TABLES, adhering


def eligible(actor: Actor) -> list[Organisation]:
    """The centres and shelters of the agreement in force, in its order. One query."""
    rows = Signatory.objects.filter(
        network=actor.network_id,
        version__state=VersionState.IN_FORCE,
        withdrawn_on__isnull=True,
        groups__overlap=list(AT_TABLES),
    )
    return [row.organisation for row in rows.select_related("organisation").order_by("order")]


def tables(actor: Actor) -> QuerySet[NetworkTable]:
    return (
        NetworkTable.objects.filter(network=actor.network_id).select_related("chair").order_by("name", "pk")
    )


def find_table(actor: Actor, table_id: UUID) -> NetworkTable:
    """Raises Http404."""
    found = tables(actor).filter(pk=table_id).first()
    if found is None:
        raise Http404
    return found


def find_session(actor: Actor, session_id: UUID) -> TableSession:
    """Raises Http404."""
    rows = TableSession.objects.filter(network=actor.network_id, pk=session_id)
    found = rows.select_related("table__chair").first()
    if found is None:
        raise Http404
    return found


def find_paper(actor: Actor, paper_id: UUID) -> TablePaper:
    """Raises Http404."""
    rows = TablePaper.objects.filter(network=actor.network_id, pk=paper_id)
    found = rows.select_related("table", "organisation", "session").first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class TablePage:
    """A table as this actor sees it."""

    table: NetworkTable
    seats: list[TableSeat]
    sessions: QuerySet[TableSession]
    papers: QuerySet[TablePaper]
    gone: frozenset[
        UUID
    ]  # bodies that sit by their seat and are not in the protocol any more: they read nothing

    @property
    def chair_is_gone(self) -> bool:
        return self.table.chair_id in self.gone

    def sits(self, organisation: UUID) -> bool:
        return any(seat.organisation_id == organisation for seat in self.seats)

    def holds(self, organisation: UUID) -> bool:
        return self.table.chair_id == organisation


def table_page(actor: Actor, table_id: UUID) -> TablePage:
    """Sessions and papers newest first. Raises Http404."""
    table = find_table(actor, table_id)
    rows = TableSeat.objects.filter(network=actor.network_id, table=table, until__isnull=True)
    seats = sorted(rows.select_related("organisation"), key=lambda one: one.organisation.sort_key)
    bodies = {seat.organisation_id for seat in seats}
    return TablePage(
        table,
        seats,
        table.sessions.order_by("-starts_at", "pk"),
        table.papers.select_related("organisation", "session").order_by("-written_at", "pk"),
        frozenset(bodies - adhering(actor, bodies)),
    )
