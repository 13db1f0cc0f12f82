"""Who may what in the agreement. The wall says the same of the rows; here it is said before it is tried."""

from uuid import UUID

from trama.access.actions import Action, Forbidden
from trama.access.actor import Actor
from trama.network.selectors import leads


def governs(actor: Actor) -> bool:
    """A coordinator of the network, acting in the body that coordinates it. One query at most."""
    return Action.GOVERN_PROTOCOL.allows(actor) and leads(actor)


def require_lead(actor: Actor) -> None:
    """Raises Forbidden for a coordinator of a body that does not lead."""
    if not governs(actor):
        raise Forbidden(Action.GOVERN_PROTOCOL)


def sees_files_of(actor: Actor, organisation: UUID) -> bool:
    """Names of signers stand in them: the referent of that body, and who coordinates the network."""
    if not Action.UPLOAD_SIGNATURE.allows(actor):
        return False
    return organisation == actor.organisation_id or governs(actor)


def require_file(actor: Actor, organisation: UUID) -> None:
    if not sees_files_of(actor, organisation):
        raise Forbidden(Action.UPLOAD_SIGNATURE)
