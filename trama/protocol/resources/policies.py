"""Who writes: the body that coordinates the network; a value of an indicator, the body that collects it or the lead."""

from trama.access.actions import Action, Forbidden, require
from trama.access.actor import Actor
from trama.protocol.agreement.policies import governs, may_lead, require_lead
from trama.protocol.resources.models import Indicator


def require_treasurer(actor: Actor) -> None:
    """Raise Forbidden unless the actor keeps the register for the body that leads."""
    require_lead(actor, Action.EDIT_RESOURCES)


def keeps(actor: Actor) -> bool:
    """One query for who has the role, none for the others."""
    return may_lead(actor, Action.EDIT_RESOURCES)


def may_report(actor: Actor, indicator: Indicator) -> bool:
    """Her own body collects it, or she coordinates and writes for that body."""
    if not Action.REPORT_INDICATOR.allows(actor):
        return False
    return indicator.organisation_id == actor.organisation_id or governs(actor)


def require_reporter(actor: Actor, indicator: Indicator) -> None:
    require(actor, Action.REPORT_INDICATOR)
    if not may_report(actor, indicator):
        raise Forbidden(Action.REPORT_INDICATOR)
