"""Who may what in the agreement. The wall says the same of the rows; here it is said before it is tried."""

from uuid import UUID

from trama.access.actions import Action, Forbidden
from trama.access.actor import Actor
from trama.network.selectors import leads


def may_lead(actor: Actor, action: Action) -> bool:
    """Whether she may do `action` for the network, acting in the body that coordinates it. One query at most."""
    return action.allows(actor) and leads(actor)


def governs(actor: Actor) -> bool:
    """A coordinator of the network, acting in the body that coordinates it. One query at most."""
    return may_lead(actor, Action.GOVERN_PROTOCOL)


def require_lead(actor: Actor, action: Action = Action.GOVERN_PROTOCOL) -> None:
    """Raises Forbidden for who may not, and for a coordinator of a body that does not lead."""
    if not may_lead(actor, action):
        raise Forbidden(action)


def sees_files_of(actor: Actor, organisation: UUID) -> bool:
    """Names of signers stand in them: the referent of that body, and who coordinates the network."""
    if not Action.UPLOAD_SIGNATURE.allows(actor):
        return False
    return organisation == actor.organisation_id or governs(actor)


def require_file(actor: Actor, organisation: UUID) -> None:
    if not sees_files_of(actor, organisation):
        raise Forbidden(Action.UPLOAD_SIGNATURE)
