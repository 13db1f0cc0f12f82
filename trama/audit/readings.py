"""A form that shows what is held about a woman is a reading of it: it counts in "who opened my record"."""

from uuid import UUID

from trama.access.http import ActorRequest
from trama.audit.services import record


def form_shown(request: ActorRequest, action: str, *subjects: UUID) -> None:
    """Sent, it counts as what it writes, and not once more."""
    if request.method != "POST":
        record(request.actor, action, *subjects, detail="form")
