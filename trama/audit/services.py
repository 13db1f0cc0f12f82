"""Writing the trail."""

from uuid import UUID

from django.db import connection

from trama.access.actor import Actor
from trama.audit.models import Event


def record(actor: Actor, action: str, *subjects: UUID, detail: str = "") -> None:
    """Add one row in the caller's transaction: ids and codes only.

    One row stands for one list or search, and one for one opened record.
    """
    Event.objects.create(
        organisation_id=actor.organisation_id,
        network_id=actor.network_id,
        user_id=actor.user_id,
        action=action,
        subjects=list(subjects),
        detail=detail,
    )


def record_anonymous(action: str, *, detail: str = "") -> None:
    """Add a row of nobody's: a failed sign-in, a denial before anyone is known."""
    with connection.cursor() as cursor:  # no RETURNING: what is nobody's is readable by nobody
        cursor.execute(
            "INSERT INTO audit_event (action, detail, subjects) VALUES (%s, %s, '{}')", [action, detail]
        )
