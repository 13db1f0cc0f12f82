"""Who may write the library: the body that coordinates the network; each signatory confirms for itself alone."""

from trama.access.actions import Action
from trama.access.actor import Actor
from trama.protocol.agreement.policies import may_lead, require_lead


def require_librarian(actor: Actor) -> None:
    """Raise Forbidden unless the actor writes procedures for the body that leads."""
    require_lead(actor, Action.EDIT_PROCEDURES)


def is_librarian(actor: Actor) -> bool:
    """One query for who has the role, none for the others."""
    return may_lead(actor, Action.EDIT_PROCEDURES)
