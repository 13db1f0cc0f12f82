"""Who calls, answers, records, verifies, holds a table. The wall and the guards of the database say the same."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from trama.access.actions import Action, Forbidden, require
from trama.access.actor import Actor
from trama.common.errors import DomainError
from trama.protocol.agreement.models import Signatory, VersionState
from trama.protocol.agreement.policies import governs
from trama.protocol.meetings.models import ActionItem, NetworkTable, TableSeat

AT_TABLES = ("CAV", "CR")  # lists of commitments CAV-00b and CR-00b: who defines the priorities at the tables


def may_do(actor: Actor, item: ActionItem) -> bool:
    """Its owner's people."""
    return Action.WORK_ON_ACTION.allows(actor) and item.organisation_id == actor.organisation_id


def may_verify(actor: Actor, item: ActionItem) -> bool:
    """The lead body's coordinators, or a referent of the body that chairs the group; never who did it."""
    if not Action.WORK_ON_ACTION.allows(actor) or item.done_by == actor.user_id:
        return False
    group = item.meeting.group
    chairs = group is not None and group.chair_id == actor.organisation_id
    return chairs or governs(actor)


def require_verifier(actor: Actor, item: ActionItem) -> None:
    """Raise DomainError for who did it, Forbidden for who has no say."""
    if item.done_by is not None and item.done_by == actor.user_id:
        raise DomainError("own_action", _("L’hai segnata fatta tu: la verifica un’altra persona."))
    if not may_verify(actor, item):
        raise Forbidden(Action.WORK_ON_ACTION)


def may_open_table(actor: Actor) -> bool:
    """A centre or a shelter of the agreement in force."""
    return (
        Action.HOLD_TABLE.allows(actor)
        and Signatory.objects.filter(
            network=actor.network_id,
            version__state=VersionState.IN_FORCE,
            organisation=actor.organisation_id,
            withdrawn_on__isnull=True,
            groups__overlap=list(AT_TABLES),
        ).exists()
    )


def require_chair(actor: Actor, table: NetworkTable) -> None:
    """Raise Forbidden unless the actor's body holds this table."""
    require(actor, Action.HOLD_TABLE)
    if table.chair_id != actor.organisation_id:
        raise Forbidden(Action.HOLD_TABLE)


def adhering(actor: Actor, bodies: Collection[UUID]) -> set[UUID]:
    """Those of `bodies` that are in the protocol in force today, as the wall asks too. One query."""
    stays = Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=timezone.localdate())
    rows = Signatory.objects.filter(
        stays, network=actor.network_id, version__state=VersionState.IN_FORCE, organisation__in=bodies
    )
    return set(rows.values_list("organisation_id", flat=True))


def may_change(actor: Actor, table: NetworkTable) -> bool:
    """Its chair; or, where the chair's body has left the protocol, a body that sits."""
    if not Action.HOLD_TABLE.allows(actor):
        return False
    if table.chair_id == actor.organisation_id:
        return True
    return sits(actor, table) and not adhering(actor, [table.chair_id])


def require_change(actor: Actor, table: NetworkTable) -> None:
    """Raise Forbidden unless `may_change`."""
    if not may_change(actor, table):
        raise Forbidden(Action.HOLD_TABLE)


def sits(actor: Actor, table: NetworkTable) -> bool:
    return TableSeat.objects.filter(
        network=actor.network_id, table=table, organisation=actor.organisation_id, until__isnull=True
    ).exists()


def require_seat(actor: Actor, table: NetworkTable) -> None:
    """Raise Forbidden unless the actor's body sits at this table."""
    require(actor, Action.HOLD_TABLE)
    if not sits(actor, table):
        raise Forbidden(Action.HOLD_TABLE)
